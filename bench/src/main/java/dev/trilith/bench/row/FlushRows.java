package dev.trilith.bench.row;

import dev.trilith.bench.report.Goal;
import dev.trilith.bench.report.Result;
import dev.trilith.bench.tool.Fio;
import dev.trilith.bench.tool.NbdExport;
import dev.trilith.bench.tool.Peers;
import dev.trilith.bench.tool.TrilithArray;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Hosts that flush after each write: one, and many that can share flushes. */
final class FlushRows implements RowFamily {
    private static final String ONE = "write-flush";
    private static final String MANY = "write-flush-group";
    private static final int CLIENTS = 16;

    @Override
    public List<String> rows() {
        return List.of(ONE, MANY);
    }

    @Override
    public List<Result> measure(Lab lab) throws IOException, InterruptedException {
        Path source = lab.source();
        List<Result> results = new ArrayList<>();
        try (NbdExport nbdkit = Peers.nbdkit(lab.copyOf(source, "nbdkit"));
                TrilithArray array = lab.array("2a")) {
            String ours = lab.volume(array, "LU0", source);
            if (lab.wanted().contains(ONE)) {
                results.add(
                        new Pairing(lab, "nbdkit-file")
                                .row(
                                        ONE,
                                        "IOPS",
                                        Goal.atLeast(1.5),
                                        () -> flushed(lab, ours, 1),
                                        () -> flushed(lab, nbdkit.uri(), 1)));
            }
            if (lab.wanted().contains(MANY)) {
                results.add(
                        new Pairing(lab, "our own with one client")
                                .row(
                                        MANY,
                                        "IOPS of 16 clients",
                                        Goal.atLeast(4),
                                        () -> flushed(lab, ours, CLIENTS),
                                        () -> flushed(lab, ours, 1)));
            }
        }
        return results;
    }

    /** Every client has its own connection and its own part of the volume. */
    private static double flushed(Lab lab, String uri, int clients)
            throws IOException, InterruptedException {
        long part = lab.size() / CLIENTS;
        return Fio.randomWrites(RandomRows.BLOCK, part, part / 4 / (clients == 1 ? 1 : 4))
                .with("--iodepth=1", "--fsync=1", "--numjobs=" + clients)
                .with("--offset_increment=" + part)
                .run(uri)
                .writesPerSecond();
    }
}
