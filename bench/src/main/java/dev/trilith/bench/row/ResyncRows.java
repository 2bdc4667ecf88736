package dev.trilith.bench.row;

import dev.trilith.bench.report.Figures;
import dev.trilith.bench.report.Goal;
import dev.trilith.bench.report.Result;
import dev.trilith.bench.tool.Data;
import dev.trilith.bench.tool.Fio;
import dev.trilith.bench.tool.NbdExport;
import dev.trilith.bench.tool.Peers;
import dev.trilith.bench.tool.QemuDaemon;
import dev.trilith.bench.tool.Relay;
import dev.trilith.bench.tool.Server;
import dev.trilith.bench.tool.Tool;
import dev.trilith.bench.tool.TrilithArray;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What has changed goes to the other array: one block of 64 KiB in a hundred, of a large volume.
 */
final class ResyncRows implements RowFamily {
    /** Until the compilers of both arrays have come to rest. */
    private static final int WARMING_RESYNCS = 30;

    private static final String QEMU = "resync";
    private static final String RSYNC = "resync-rsync";
    private static final String BYTES = "resync-bytes";
    private static final String GROUP = "G1";
    private static final int BLOCK = 64 * 1024;
    private static final int TIMES_A_VOLUME = 4;

    @Override
    public List<String> rows() {
        return List.of(QEMU, RSYNC, BYTES);
    }

    @Override
    public List<Result> measure(Lab lab) throws IOException, InterruptedException {
        List<Result> results = new ArrayList<>();
        if (lab.wanted().contains(QEMU) || lab.wanted().contains(RSYNC)) {
            results.addAll(times(lab));
        }
        if (lab.wanted().contains(BYTES)) {
            results.add(bytes(lab));
        }
        return results;
    }

    private static List<Result> times(Lab lab) throws IOException, InterruptedException {
        long size = lab.size() * TIMES_A_VOLUME;
        Path source = Data.random(lab.file("source"), size, 1);
        Path near = lab.copyOf(source, "near");
        Path far = lab.copyOf(source, "far");
        Map<String, Lab.Trial> trials = new LinkedHashMap<>();
        List<Result> results = new ArrayList<>();
        try (NbdExport target = Peers.qemuNbd(far);
                QemuDaemon qemu = QemuDaemon.start(near, URI.create(target.uri()).getPort());
                Rsync rsync = Rsync.start(lab);
                Ours ours = Ours.start(lab, size, source, false)) {
            for (int i = 0; i < WARMING_RESYNCS; i++) {
                double unused = ours.resync(size);
            }
            qemu.order(
                    "{\"execute\":\"block-dirty-bitmap-add\",\"arguments\":{\"node\":\"source\","
                            + "\"name\":\"changes\",\"granularity\":65536}}");
            trials.put("qemu", () -> backup(qemu, size));
            trials.put("ours", () -> ours.resync(size));
            if (lab.wanted().contains(RSYNC)) {
                trials.put("rsync", () -> rsync.changed(source, size));
            }
            Map<String, Figures> figures = lab.rounds(trials);
            Figures own = SequentialRows.figures(figures, "ours");
            results.add(
                    Result.of(
                            QEMU,
                            "s",
                            own,
                            SequentialRows.figures(figures, "qemu"),
                            "qemu incremental backup",
                            Goal.atMost(0.5)));
            if (lab.wanted().contains(RSYNC)) {
                results.add(
                        Result.of(
                                RSYNC,
                                "s",
                                own,
                                SequentialRows.figures(figures, "rsync"),
                                "rsync --inplace",
                                Goal.atMost(0.02)));
            }
            ours.requireSame();
        }
        Data.requireSame("qemu incremental backup", near, far);
        return results;
    }

    /** Changes one block in a hundred; returns how many bytes that were. */
    private static long change(String uri, long size) throws IOException, InterruptedException {
        long changed = Math.max(1, size / BLOCK / 100) * BLOCK;
        Fio.Report unused = Fio.randomWrites(BLOCK, size, changed).with("--iodepth=4").run(uri);
        return changed;
    }

    private static double backup(QemuDaemon qemu, long size)
            throws IOException, InterruptedException {
        long unused = change(qemu.uri(), size);
        long began = System.nanoTime();
        qemu.order(
                "{\"execute\":\"blockdev-backup\",\"arguments\":{\"job-id\":\"backup\","
                        + "\"device\":\"source\",\"target\":\"target\",\"sync\":\"incremental\","
                        + "\"bitmap\":\"changes\"}}");
        qemu.await("BLOCK_JOB_COMPLETED");
        return (System.nanoTime() - began) / 1e9;
    }

    private static Result bytes(Lab lab) throws IOException, InterruptedException {
        Path source = Data.random(lab.file("counted"), lab.size(), 5);
        try (Ours ours = Ours.start(lab, lab.size(), source, true)) {
            List<Double> wire = new ArrayList<>();
            List<Double> changed = new ArrayList<>();
            for (int round = 0; round < lab.settings().rounds(); round++) {
                changed.add((double) ours.countedChange(lab.size()) / (1 << 20));
                wire.add((double) ours.countedBytes() / (1 << 20));
            }
            ours.requireSame();
            return Result.of(
                    BYTES,
                    "MiB on the wire",
                    new Figures(wire),
                    new Figures(changed),
                    "the changed blocks",
                    Goal.atMost(1.01));
        }
    }

    /** Two arrays with a pair that is suspended, changed, and brought in step again. */
    private static final class Ours implements AutoCloseable {
        private final TrilithArray a;
        private final TrilithArray b;
        private final Relay relay;
        private long counted;

        private Ours(TrilithArray a, TrilithArray b, Relay relay) {
            this.a = a;
            this.b = b;
            this.relay = relay;
        }

        static Ours start(Lab lab, long size, Path source, boolean counting)
                throws IOException, InterruptedException {
            String ending = counting ? "-counted" : "";
            TrilithArray a = lab.array("2a" + ending);
            TrilithArray b = lab.array("2b" + ending);
            Relay relay = Relay.to(b.linkPort());
            a.define("LU0", size);
            b.define("LU0", size);
            String unused = Tool.run("nbdcopy", "--flush", source.toString(), a.uri("LU0"));
            List.of(a, b).forEach(array -> array.seal(GROUP));
            a.pair("P1", GROUP, "LU0", b, "LU0", counting ? relay.port() : b.linkPort());
            a.order("RESYNC", GROUP, a.legTo(b));
            a.await(GROUP, "PAIR");
            a.order("SUSPEND", GROUP, a.legTo(b));
            return new Ours(a, b, relay);
        }

        double resync(long size) throws IOException, InterruptedException {
            long unused = change(a.uri("LU0"), size);
            long began = System.nanoTime();
            a.resyncOverImage(GROUP, a.legTo(b));
            a.await(GROUP, "PAIR");
            double seconds = (System.nanoTime() - began) / 1e9;
            a.order("SUSPEND", GROUP, a.legTo(b));
            return seconds;
        }

        long countedChange(long size) throws IOException, InterruptedException {
            long changed = change(a.uri("LU0"), size);
            long before = relay.bytes();
            a.resyncOverImage(GROUP, a.legTo(b));
            a.await(GROUP, "PAIR");
            counted = relay.bytes() - before;
            a.order("SUSPEND", GROUP, a.legTo(b));
            return changed;
        }

        long countedBytes() {
            return counted;
        }

        void requireSame() throws IOException, InterruptedException {
            Data.requireSame(QEMU, a.uri("LU0"), b.uri("LU0"));
        }

        @Override
        public void close() throws IOException {
            relay.close();
            a.close();
            b.close();
        }
    }

    /** An rsync daemon with a copy of its own to bring up to date. */
    private record Rsync(Path near, Path far, int port, Server server) implements AutoCloseable {
        static Rsync start(Lab lab) throws IOException {
            int port = Server.freePort();
            Path folder = Files.createDirectories(lab.file("rsync"));
            Path settings = lab.file("rsyncd.conf");
            Files.writeString(
                    settings,
                    """
                    use chroot = false
                    reverse lookup = false
                    [data]
                    path = %s
                    read only = false
                    uid = %s
                    gid = %s
                    """
                            .formatted(
                                    folder,
                                    Files.getAttribute(folder, "unix:uid"),
                                    Files.getAttribute(folder, "unix:gid")));
            Server server =
                    Server.start(
                            List.of(
                                    "rsync",
                                    "--daemon",
                                    "--no-detach",
                                    "--address=127.0.0.1",
                                    "--port=" + port,
                                    "--config=" + settings),
                            lab.file("rsyncd.log"),
                            Server.listening(port));
            return new Rsync(lab.file("rsync-near"), folder.resolve("far"), port, server);
        }

        double changed(Path source, long size) throws IOException, InterruptedException {
            if (!Files.exists(near)) {
                Data.copy(source, near);
                Data.copy(source, far);
            }
            try (NbdExport host = Peers.nbdkit(near)) {
                long unused = change(host.uri(), size);
            }
            double seconds =
                    Tool.seconds(
                            "rsync",
                            "--inplace",
                            "--no-W",
                            "-I",
                            near.toString(),
                            "rsync://127.0.0.1:" + port + "/data/far");
            return seconds;
        }

        @Override
        public void close() {
            server.close();
        }
    }
}
