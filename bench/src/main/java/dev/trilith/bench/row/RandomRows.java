package dev.trilith.bench.row;

import dev.trilith.bench.report.Goal;
import dev.trilith.bench.report.Result;
import dev.trilith.bench.tool.Data;
import dev.trilith.bench.tool.Fio;
import dev.trilith.bench.tool.NbdExport;
import dev.trilith.bench.tool.Peers;
import dev.trilith.bench.tool.TrilithArray;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** One host reads and writes blocks of 4 KiB at random places. */
final class RandomRows implements RowFamily {
    static final int BLOCK = 4096;

    private static final String READ = "random-read";
    private static final String WRITE = "random-write";
    private static final String LATENCY = "random-write-latency";
    private static final String DEEP = "--iodepth=16";

    @Override
    public List<String> rows() {
        return List.of(READ, WRITE, LATENCY);
    }

    @Override
    public List<Result> measure(Lab lab) throws IOException, InterruptedException {
        Path source = lab.source();
        List<Result> results = new ArrayList<>();
        try (NbdExport nbdkit = Peers.nbdkit(lab.copyOf(source, "nbdkit"));
                TrilithArray array = lab.array("2a")) {
            String ours = lab.volume(array, "LU0", source);
            String peer = nbdkit.uri();
            Pairing pairing = new Pairing(lab, "nbdkit-file");
            if (lab.wanted().contains(READ)) {
                results.add(
                        pairing.row(
                                READ,
                                "IOPS",
                                Goal.atLeast(1.1),
                                () -> reads(lab, ours),
                                () -> reads(lab, peer)));
                Data.requireSame(READ, ours, source);
            }
            if (lab.wanted().contains(WRITE)) {
                results.add(
                        pairing.row(
                                WRITE,
                                "IOPS",
                                Goal.atLeast(1.1),
                                () -> writes(lab, ours),
                                () -> writes(lab, peer)));
            }
            if (lab.wanted().contains(LATENCY)) {
                results.add(
                        pairing.row(
                                LATENCY,
                                "us p50",
                                Goal.atMost(0.9),
                                () -> latency(lab, ours),
                                () -> latency(lab, peer)));
            }
        }
        return results;
    }

    private static double reads(Lab lab, String uri) throws IOException, InterruptedException {
        return Fio.randomReads(lab.size(), lab.size() / 4).with(DEEP).run(uri).readsPerSecond();
    }

    /** Writes at depth 16, each read back afterwards. */
    static double writes(Lab lab, String uri) throws IOException, InterruptedException {
        return Fio.randomWrites(BLOCK, lab.size(), lab.size() / 8)
                .with(DEEP)
                .run(uri)
                .writesPerSecond();
    }

    /** Half of all writes at depth 1 took no longer, in microseconds; each is read back. */
    static double latency(Lab lab, String uri) throws IOException, InterruptedException {
        return Fio.randomWrites(BLOCK, lab.size(), lab.size() / 16)
                .with("--iodepth=1")
                .run(uri)
                .writeMicros();
    }
}
