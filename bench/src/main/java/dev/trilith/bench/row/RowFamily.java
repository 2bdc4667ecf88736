package dev.trilith.bench.row;

import dev.trilith.bench.report.Result;
import java.io.IOException;
import java.util.List;

/** Rows that share what has to be set up for them. */
public interface RowFamily {
    /** The names of its rows. */
    List<String> rows();

    /**
     * Measures its rows and verifies the data afterwards; may leave out those that are not wanted.
     *
     * @throws dev.trilith.bench.BenchFailure if it cannot be measured, or the data is wrong
     */
    List<Result> measure(Lab lab) throws IOException, InterruptedException;
}
