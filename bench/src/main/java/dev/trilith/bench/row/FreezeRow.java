package dev.trilith.bench.row;

import dev.trilith.bench.BenchFailure;
import dev.trilith.bench.report.Figures;
import dev.trilith.bench.report.Result;
import dev.trilith.bench.tool.Data;
import dev.trilith.bench.tool.Fio;
import dev.trilith.bench.tool.Server;
import dev.trilith.bench.tool.Tool;
import dev.trilith.bench.tool.TrilithArray;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/** How much longer a write takes that meets a freeze of eight volumes, with 16 in flight. */
final class FreezeRow implements RowFamily {
    private static final String NAME = "freeze";
    private static final String GROUP = "G1";
    private static final int VOLUMES = 8;
    private static final int SECONDS = 6;
    private static final double LIMIT_MILLIS = 10;
    private static final long BETWEEN_NANOS = TimeUnit.MILLISECONDS.toNanos(150);

    /** A freeze, by the clock of the day in milliseconds. */
    private record Window(long from, long to) {
        boolean meets(long began, long ended) {
            return ended >= from && began <= to + 1;
        }
    }

    private long cycle;

    @Override
    public List<String> rows() {
        return List.of(NAME);
    }

    @Override
    public List<Result> measure(Lab lab) throws IOException, InterruptedException {
        try (TrilithArray a = lab.array("2a");
                TrilithArray b = lab.array("2b")) {
            List.of(a, b).forEach(array -> array.seal(GROUP));
            Path source = Data.random(lab.file("source"), lab.size() / VOLUMES, 1);
            List<String> uris = new ArrayList<>();
            for (int i = 0; i < VOLUMES; i++) {
                String lu = "LU" + i;
                b.define(lu, lab.size() / VOLUMES);
                a.define(lu, lab.size() / VOLUMES);
                String unused = Tool.run("nbdcopy", "--flush", source.toString(), a.uri(lu));
                a.pair("P" + i, GROUP, lu, b, lu, b.linkPort());
                uris.add(a.uri(lu));
            }
            a.order("RESYNC", GROUP, a.legTo(b));
            a.await(GROUP, "PAIR");
            List<Double> added = new ArrayList<>();
            for (int round = 0; round <= lab.settings().rounds(); round++) {
                double figure = round(lab, uris, a, b);
                if (round > 0) {
                    added.add(figure);
                }
            }
            for (int i = 0; i < VOLUMES; i++) {
                Data.requireSame(NAME, a.uri("LU" + i), b.uri("LU" + i));
            }
            return List.of(Result.limited(NAME, "ms added, p99", new Figures(added), LIMIT_MILLIS));
        }
    }

    private double round(Lab lab, List<String> uris, TrilithArray a, TrilithArray b)
            throws IOException, InterruptedException {
        Path logs = lab.file("latencies");
        Folders.delete(logs);
        Files.createDirectories(logs);
        Path prefix = logs.resolve("write");
        List<String> command =
                Fio.timedWrites(lab.size() / VOLUMES, SECONDS)
                        .with("--iodepth=" + 16 / VOLUMES, "--write_lat_log=" + prefix)
                        .with("--log_unix_epoch=1")
                        .command(uris);
        List<Window> windows = new ArrayList<>();
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS - 1);
        try (Server load = Server.start(command, lab.file("fio.log"), () -> true)) {
            LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(1));
            while (System.nanoTime() < until) {
                windows.add(freeze(a, b));
                LockSupport.parkNanos(BETWEEN_NANOS);
            }
            load.awaitEnd();
        }
        return added(logs, windows);
    }

    private Window freeze(TrilithArray a, TrilithArray b) {
        cycle++;
        long from = System.currentTimeMillis();
        a.order("FREEZE", GROUP, a.legTo(b), cycle);
        a.order("RESUME", GROUP, a.legTo(b), cycle);
        return new Window(from, System.currentTimeMillis());
    }

    /** The slowest writes that met a freeze, less what a write usually takes. */
    private static double added(Path logs, List<Window> windows) throws IOException {
        List<Double> met = new ArrayList<>();
        List<Double> usual = new ArrayList<>();
        List<Path> files;
        try (Stream<Path> all = Files.list(logs)) {
            files = all.filter(f -> f.toString().contains("_lat.")).toList();
        }
        for (Path file : files) {
            if (file.toString().contains("clat") || file.toString().contains("slat")) {
                continue;
            }
            for (String line : Files.readAllLines(file)) {
                String[] fields = line.split(",\\s*", -1);
                long ended = Long.parseLong(fields[0]);
                double millis = Long.parseLong(fields[1]) / 1e6;
                long began = ended - Math.round(millis);
                boolean frozen = windows.stream().anyMatch(w -> w.meets(began, ended));
                (frozen ? met : usual).add(millis);
            }
        }
        if (met.isEmpty() || usual.isEmpty()) {
            throw new BenchFailure("no write met a freeze, or every one did");
        }
        return Figures.percentile(met, 99) - Figures.percentile(usual, 50);
    }
}
