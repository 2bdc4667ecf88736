package dev.trilith.bench.row;

import dev.trilith.bench.report.Figures;
import dev.trilith.bench.report.Goal;
import dev.trilith.bench.report.Result;
import dev.trilith.bench.tool.Data;
import dev.trilith.bench.tool.NbdExport;
import dev.trilith.bench.tool.Peers;
import dev.trilith.bench.tool.TrilithArray;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** One host reads a whole volume, or writes it and flushes at the end. */
final class SequentialRows implements RowFamily {
    private static final String READ = "sequential-read";
    private static final String WRITE = "sequential-write";
    private static final String OURS = "ours";

    @Override
    public List<String> rows() {
        return List.of(READ, WRITE);
    }

    @Override
    public List<Result> measure(Lab lab) throws IOException, InterruptedException {
        Path source = lab.source();
        List<Result> results = new ArrayList<>();
        try (NbdExport nbdkit = Peers.nbdkit(lab.copyOf(source, "nbdkit"));
                TrilithArray array = lab.array("2a")) {
            String uri = lab.volume(array, "LU0", source);
            if (lab.wanted().contains(READ)) {
                Map<String, Lab.Trial> reads = new LinkedHashMap<>();
                reads.put("nbdkit-file", () -> read(lab, nbdkit.uri()));
                reads.put(OURS, () -> read(lab, uri));
                Map<String, Figures> figures = lab.rounds(reads);
                results.add(
                        Result.of(
                                READ,
                                "GiB/s",
                                figures(figures, OURS),
                                figures(figures, "nbdkit-file"),
                                "nbdkit-file",
                                Goal.atLeast(1.1)));
                Data.requireSame(READ, uri, source);
            }
            if (lab.wanted().contains(WRITE)) {
                results.add(writes(lab, source, nbdkit, uri));
            }
        }
        return results;
    }

    private static Result writes(Lab lab, Path source, NbdExport nbdkit, String uri)
            throws IOException, InterruptedException {
        Path fresh = Data.random(lab.file("fresh"), lab.size(), 2);
        try (NbdExport qemu = Peers.qemuNbd(lab.copyOf(source, "qemu-nbd"));
                NbdExport server = Peers.nbdServer(lab.copyOf(source, "nbd-server"))) {
            Map<String, Lab.Trial> writes = new LinkedHashMap<>();
            writes.put("nbdkit-file", () -> write(lab, fresh, nbdkit.uri()));
            writes.put("qemu-nbd", () -> write(lab, fresh, qemu.uri()));
            writes.put("nbd-server", () -> write(lab, fresh, server.uri()));
            writes.put(OURS, () -> write(lab, fresh, uri));
            Map<String, Figures> figures = lab.rounds(writes);
            Data.requireSame(WRITE, uri, fresh);
            Figures best =
                    figures(figures, "nbdkit-file")
                            .best(figures(figures, "qemu-nbd"))
                            .best(figures(figures, "nbd-server"));
            return Result.of(
                    WRITE,
                    "GiB/s",
                    figures(figures, OURS),
                    best,
                    "best of nbdkit-file, qemu-nbd, nbd-server",
                    Goal.atLeast(1.2));
        }
    }

    /** What was measured under a name. */
    static Figures figures(Map<String, Figures> figures, String name) {
        return Objects.requireNonNull(figures.get(name), name);
    }

    private static double read(Lab lab, String uri) throws IOException, InterruptedException {
        return lab.gibPerSecond("nbdcopy", uri, "null:");
    }

    private static double write(Lab lab, Path from, String uri)
            throws IOException, InterruptedException {
        return lab.gibPerSecond("nbdcopy", "--flush", from.toString(), uri);
    }
}
