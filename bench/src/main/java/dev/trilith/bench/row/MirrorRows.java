package dev.trilith.bench.row;

import dev.trilith.bench.report.Figures;
import dev.trilith.bench.report.Goal;
import dev.trilith.bench.report.Result;
import dev.trilith.bench.tool.Data;
import dev.trilith.bench.tool.NbdExport;
import dev.trilith.bench.tool.Peers;
import dev.trilith.bench.tool.QemuDaemon;
import dev.trilith.bench.tool.TrilithArray;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Writes that two arrays must have before they are acknowledged. */
final class MirrorRows implements RowFamily {
    private static final String LATENCY = "mirror-latency";
    private static final String LATENCY_OWN = "mirror-latency-own";
    private static final String IOPS = "mirror-iops";
    private static final String IOPS_OWN = "mirror-iops-own";
    private static final String PEER = "qemu blockdev-mirror";
    private static final String OWN = "our own, not mirrored";
    private static final String GROUP = "G1";

    @Override
    public List<String> rows() {
        return List.of(LATENCY, LATENCY_OWN, IOPS, IOPS_OWN);
    }

    private interface Measure {
        double of(Lab lab, String uri) throws IOException, InterruptedException;
    }

    @Override
    public List<Result> measure(Lab lab) throws IOException, InterruptedException {
        Path source = lab.source();
        Path near = lab.copyOf(source, "qemu-near");
        Path far = lab.copyOf(source, "qemu-far");
        List<Result> results = new ArrayList<>();
        try (NbdExport target = Peers.qemuNbd(far);
                QemuDaemon qemu = mirroring(near, target);
                TrilithArray a = lab.array("2a");
                TrilithArray b = lab.array("2b")) {
            String alone = lab.volume(a, "LU0", source);
            String mirrored = lab.volume(a, "LU1", source);
            b.define("LU1", lab.size());
            List.of(a, b).forEach(array -> array.seal(GROUP));
            a.pair("P1", GROUP, "LU1", b, "LU1", b.linkPort());
            a.order("RESYNC", GROUP, a.legTo(b));
            a.await(GROUP, "PAIR");
            Setting setting = new Setting(lab, qemu.uri(), alone, mirrored);
            if (lab.wanted().contains(LATENCY) || lab.wanted().contains(LATENCY_OWN)) {
                Map<String, Figures> p50 = setting.measure(RandomRows::latency);
                results.add(row(LATENCY, "us p50", p50, PEER, Goal.atMost(0.65)));
                results.add(row(LATENCY_OWN, "us p50", p50, OWN, Goal.atMost(2)));
            }
            if (lab.wanted().contains(IOPS) || lab.wanted().contains(IOPS_OWN)) {
                Map<String, Figures> iops = setting.measure(RandomRows::writes);
                results.add(row(IOPS, "IOPS", iops, PEER, Goal.atLeast(1.5)));
                results.add(row(IOPS_OWN, "IOPS", iops, OWN, Goal.atLeast(0.7)));
            }
            Data.requireSame("mirror", mirrored, b.uri("LU1"));
        }
        Data.requireSame("qemu mirror", near, far);
        return results;
    }

    private static QemuDaemon mirroring(Path near, NbdExport target) throws IOException {
        QemuDaemon qemu = QemuDaemon.start(near, URI.create(target.uri()).getPort());
        qemu.order(
                "{\"execute\":\"blockdev-mirror\",\"arguments\":{\"job-id\":\"mirror\","
                        + "\"device\":\"source\",\"target\":\"target\",\"sync\":\"none\","
                        + "\"copy-mode\":\"write-blocking\"}}");
        qemu.await("BLOCK_JOB_READY");
        return qemu;
    }

    private record Setting(Lab lab, String qemu, String alone, String mirrored) {
        Map<String, Figures> measure(Measure measure) throws IOException, InterruptedException {
            Map<String, Lab.Trial> trials = new LinkedHashMap<>();
            trials.put(PEER, () -> measure.of(lab, qemu));
            trials.put(OWN, () -> measure.of(lab, alone));
            trials.put("ours", () -> measure.of(lab, mirrored));
            return lab.rounds(trials);
        }
    }

    private static Result row(
            String name, String unit, Map<String, Figures> figures, String peer, Goal goal) {
        return Result.of(
                name,
                unit,
                SequentialRows.figures(figures, "ours"),
                SequentialRows.figures(figures, peer),
                peer,
                goal);
    }
}
