package dev.trilith.bench.row;

import dev.trilith.bench.report.Figures;
import dev.trilith.bench.report.Result;
import dev.trilith.bench.tool.Fio;
import dev.trilith.bench.tool.NbdProbe;
import dev.trilith.bench.tool.Server;
import dev.trilith.bench.tool.TrilithArray;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/** An array with 64 volumes: how soon it serves them, and what memory it takes to. */
final class ManyVolumesRows implements RowFamily {
    private static final String MEMORY = "memory";
    private static final String START = "start";
    private static final int VOLUMES = 64;
    private static final long LOADED_BYTES = 16L << 20;
    private static final double LIMIT_MIB = 128;
    private static final double LIMIT_SECONDS = 1;
    private static final long POLL_NANOS = 1_000_000;

    @Override
    public List<String> rows() {
        return List.of(MEMORY, START);
    }

    @Override
    public List<Result> measure(Lab lab) throws IOException, InterruptedException {
        try (TrilithArray array = lab.array("2a")) {
            for (int i = 0; i < VOLUMES; i++) {
                array.define("LU" + i, Math.max(lab.size(), LOADED_BYTES));
            }
        }
        List<Double> seconds = new ArrayList<>();
        List<Double> mebibytes = new ArrayList<>();
        for (int round = 0; round <= lab.settings().rounds(); round++) {
            int port = Server.freePort();
            FirstReply first = FirstReply.awaited(port);
            try (TrilithArray array =
                    TrilithArray.start(lab.settings(), lab.folder(), "2a", port)) {
                double started = first.seconds();
                double resident = lab.wanted().contains(MEMORY) ? loaded(array) : Double.NaN;
                if (round > 0) {
                    seconds.add(started);
                    mebibytes.add(resident);
                }
            }
        }
        return List.of(
                Result.limited(MEMORY, "MiB resident", new Figures(mebibytes), LIMIT_MIB),
                Result.limited(
                        START, "s to the first NBD reply", new Figures(seconds), LIMIT_SECONDS));
    }

    /** Resident memory when every volume has been written to and read, all at the same time. */
    private static double loaded(TrilithArray array) throws IOException, InterruptedException {
        List<String> uris = new ArrayList<>();
        for (int i = 0; i < VOLUMES; i++) {
            uris.add(array.uri("LU" + i));
        }
        Fio.Report unused =
                Fio.randomWrites(RandomRows.BLOCK, LOADED_BYTES, LOADED_BYTES / 16)
                        .with("--iodepth=1")
                        .run(uris);
        for (String line : Files.readAllLines(Path.of("/proc/" + array.pid() + "/status"))) {
            if (line.startsWith("VmRSS:")) {
                return Double.parseDouble(line.replaceAll("[^0-9]", "")) / 1024;
            }
        }
        return Double.NaN;
    }

    /** Asks for the first block again and again, from before the array is started. */
    private static final class FirstReply {
        private final long began = System.nanoTime();
        private final Thread thread;
        private volatile long ended;

        private FirstReply(int port) {
            thread = Thread.ofPlatform().daemon().unstarted(() -> ask(port));
        }

        static FirstReply awaited(int port) {
            FirstReply reply = new FirstReply(port);
            reply.thread.start();
            return reply;
        }

        private void ask(int port) {
            while (ended == 0) {
                try {
                    if (NbdProbe.reads(port, "LU0")) {
                        ended = System.nanoTime();
                    }
                } catch (IOException tooEarly) {
                    // The port listens, but its exports are not there yet.
                    ended = 0;
                }
                LockSupport.parkNanos(POLL_NANOS);
            }
        }

        double seconds() throws InterruptedException {
            thread.join(60_000);
            return (ended - began) / 1e9;
        }
    }
}
