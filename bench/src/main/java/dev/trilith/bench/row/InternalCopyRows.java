package dev.trilith.bench.row;

import dev.trilith.bench.report.Figures;
import dev.trilith.bench.report.Goal;
import dev.trilith.bench.report.Result;
import dev.trilith.bench.tool.Data;
import dev.trilith.bench.tool.Tool;
import dev.trilith.bench.tool.TrilithArray;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A whole volume from one place of an array to another. */
final class InternalCopyRows implements RowFamily {
    private static final String FULL = "internal-copy";
    private static final String HOLES = "internal-copy-holes";
    private static final String GROUP = "G1";
    private static final String SPARSE = "G2";

    @Override
    public List<String> rows() {
        return List.of(FULL, HOLES);
    }

    @Override
    public List<Result> measure(Lab lab) throws IOException, InterruptedException {
        Path source = lab.source();
        List<Result> results = new ArrayList<>();
        try (TrilithArray array = lab.array("2a")) {
            if (lab.wanted().contains(FULL)) {
                String unused = lab.volume(array, "LU0", source);
                array.define("LU1", lab.size());
                array.seal(GROUP);
                Path target = lab.copyOf(source, "cp-target");
                results.add(
                        new Pairing(lab, "cp and sync")
                                .row(
                                        FULL,
                                        "GiB/s",
                                        Goal.atLeast(0.9),
                                        () -> copy(lab, array, GROUP, "LU0", "LU1"),
                                        () -> cp(lab, source, target)));
                Data.requireSame(FULL, array.uri("LU1"), source);
            }
            if (lab.wanted().contains(HOLES)) {
                results.add(holes(lab, array));
            }
        }
        return results;
    }

    private static double cp(Lab lab, Path source, Path target)
            throws IOException, InterruptedException {
        return lab.gibPerSecond(
                "sh", "-c", "cp \"$0\" \"$1\" && sync -d \"$1\"", "" + source, "" + target);
    }

    /** A pair that was never copied, copied, and forgotten again. */
    private static double copy(
            Lab lab, TrilithArray array, String group, String primary, String secondary) {
        array.pair("P" + group, group, primary, secondary);
        long began = System.nanoTime();
        array.order("RESYNC", group, array.name());
        array.await(group, "PAIR");
        double seconds = (System.nanoTime() - began) / 1e9;
        array.order("SPLIT", group, array.name());
        array.order("DELETE", group, array.name());
        return Lab.rate(lab.size(), seconds);
    }

    /** Of a volume with data here and there, no more is stored by the copy than by the original. */
    private static Result holes(Lab lab, TrilithArray array)
            throws IOException, InterruptedException {
        array.define("SPARSE", lab.size());
        array.define("COPY", lab.size());
        array.seal(SPARSE);
        Path part = Data.random(lab.file("part"), lab.size() / 64, 3);
        for (int i = 0; i < 4; i++) {
            String unused =
                    Tool.run(
                            "qemu-io",
                            "-f",
                            "raw",
                            "-c",
                            "write -s " + part + " " + lab.size() / 4 * i + " " + lab.size() / 64,
                            array.uri("SPARSE"));
        }
        double unused = copy(lab, array, SPARSE, "SPARSE", "COPY");
        Data.requireSame(HOLES, array.uri("SPARSE"), array.uri("COPY"));
        return Result.of(
                HOLES,
                "MiB stored",
                Figures.of(stored(lab, "COPY")),
                Figures.of(stored(lab, "SPARSE")),
                "its source",
                Goal.atMost(1.01));
    }

    private static double stored(Lab lab, String lu) throws IOException, InterruptedException {
        Path file = lab.file("2a/volumes/" + TrilithArray.PORT + "/" + lu + ".img");
        String blocks = Tool.run("stat", "-c", "%b", file.toString());
        return Double.parseDouble(blocks.strip()) * 512 / (1 << 20);
    }
}
