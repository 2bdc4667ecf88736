package dev.trilith.bench.row;

import dev.trilith.bench.report.Goal;
import dev.trilith.bench.report.Result;
import dev.trilith.bench.tool.TrilithArray;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** What it costs to mark where a suspended pair's volumes differ. */
final class TrackingRow implements RowFamily {
    private static final String NAME = "tracking";
    private static final String GROUP = "G1";

    @Override
    public List<String> rows() {
        return List.of(NAME);
    }

    @Override
    public List<Result> measure(Lab lab) throws IOException, InterruptedException {
        Path source = lab.source();
        try (TrilithArray array = lab.array("2a")) {
            String plain = lab.volume(array, "LU0", source);
            String tracked = lab.volume(array, "LU1", source);
            array.define("LU2", lab.size());
            array.seal(GROUP);
            array.pair("P1", GROUP, "LU1", "LU2");
            array.order("RESYNC", GROUP, array.name());
            array.await(GROUP, "PAIR");
            array.order("SPLIT", GROUP, array.name());
            return List.of(
                    new Pairing(lab, "our own, not tracked")
                            .row(
                                    NAME,
                                    "IOPS",
                                    Goal.atLeast(0.97),
                                    () -> RandomRows.writes(lab, tracked),
                                    () -> RandomRows.writes(lab, plain)));
        }
    }
}
