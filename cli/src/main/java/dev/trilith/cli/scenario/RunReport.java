package dev.trilith.cli.scenario;

import dev.trilith.cli.data.VolumeFile;
import dev.trilith.cli.lab.LabSites;
import dev.trilith.cli.report.LabReport;
import dev.trilith.cli.stamp.StampVerdict;
import dev.trilith.contract.ArrayDocument;
import dev.trilith.contract.CutDocument;
import dev.trilith.contract.SlotDocument;
import dev.trilith.contract.VolumeDocument;
import dev.trilith.core.record.CopyCycleStep;
import dev.trilith.core.record.CopyManagementRecord;
import dev.trilith.core.record.RecordCodec;
import dev.trilith.operator.api.v1alpha1.ChainSite;
import dev.trilith.operator.api.v1alpha1.PlanStep;
import dev.trilith.operator.api.v1alpha1.RecoveryStatus;
import dev.trilith.operator.api.v1alpha1.UsedRecord;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Turns what a run saw into its report. Not safe for use by several threads. */
final class RunReport {
    private static final double NANOS_PER_SECOND = 1e9;
    private static final double NANOS_PER_MILLI = 1e6;

    private final RunOptions options;
    private final LabSites lab;
    private final ChainSite remoteSite;
    private final CycleWatch watch;
    private final Workload workload;
    private final long startedNanos;
    private final Verification verification;

    RunReport(
            RunOptions options,
            LabSites lab,
            CycleWatch watch,
            Workload workload,
            long startedNanos) {
        this.options = options;
        this.lab = lab;
        this.remoteSite = lab.chain().getLast();
        this.watch = watch;
        this.workload = workload;
        this.startedNanos = startedNanos;
        this.verification = new Verification(options, lab);
    }

    /** The report of a run without a disaster. */
    LabReport steady(RecoveredImage image) {
        VolumeFile data = written(workload.data());
        Optional<CutDocument> cut = Image.cutOf(remote(), "INTERNAL");
        verification.firstFile(data.sha256(), image.dataSha256());
        verification.stamps(image);
        verification.check(
                "211e holds a whole cut",
                cut.isPresent(),
                cut.map(held -> "cut " + held.cycle()).orElse("its volumes hold no common cut"));
        cut.ifPresent(held -> verification.wholeCut(held, watch.cut(held.cycle()), image));
        return report(image, null, null, null, null, newestRecord(), List.of(), cut.orElse(null));
    }

    /** The report of a run after a disaster and a recovery. */
    LabReport afterDisaster(RecoveredImage image, Disaster.Struck struck, RecoveryStatus status) {
        VolumeFile data = written(workload.data());
        VolumeFile late = written(workload.late());
        ArrayDocument remote = remote();
        CutDocument recovered = Image.cutOf(remote, "INTERNAL").orElse(null);
        boolean mustSurvive = lateMustSurvive(struck);
        verification.firstFile(data.sha256(), image.dataSha256());
        verification.secondFile(late.sha256(), String.valueOf(image.lateSha256()), mustSurvive);
        verification.stamps(image);
        Optional<CutDocument> cut = Optional.ofNullable(recovered);
        cut.ifPresent(held -> verification.wholeCut(held, watch.cut(held.cycle()), image));
        if (options.scenario() == Scenario.REGIONAL_LOSS) {
            verification.notOlder(struck.remoteCut(), cut);
        }
        verification.saidSo(image.stamps(), status.mayBeLost());
        writable(remote);
        if (!lab.embedded()) {
            seenFromOutside(status);
        }
        LabReport.LateData lateData =
                new LabReport.LateData(
                        late.lengthBytes(), late.sha256(), image.lateSha256(), mustSurvive);
        double rto = (image.readableNanoTime() - struck.startedNanoTime()) / NANOS_PER_SECOND;
        return report(
                image,
                lateData,
                point(status),
                rpoSeconds(image.stamps(), struck.startedNanoTime()),
                rto,
                record(status.record()),
                plan(status),
                recovered);
    }

    /**
     * What is written after a cut cannot survive in it: with local lost the newest cut that remote
     * held whole counts; with local alive everything does, but what {@code go} lets pass in its
     * window.
     */
    private boolean lateMustSurvive(Disaster.Struck struck) {
        if (options.scenario() == Scenario.PRODUCTION_LOSS) {
            boolean uncertain = !lab.embedded() || options.at() == CopyCycleStep.RESUME;
            return !(verification.inGoWindow() && uncertain);
        }
        return struck.remoteCut()
                .flatMap(cut -> watch.cut(cut.cycle()))
                .map(workload::lateFlushedBefore)
                .orElse(false);
    }

    private double rpoSeconds(StampVerdict stamps, long lossNanos) {
        if (stamps.lostAcknowledged() == 0) {
            return 0;
        }
        long newestKept = stamps.firstLost() - 1;
        long since =
                newestKept == 0 ? startedNanos : workload.log().acknowledgedAtNanos(newestKept);
        // An array that is being taken away may still acknowledge what no other site is sent.
        long last = workload.log().acknowledgedAtNanos(stamps.acknowledged());
        return (Math.max(lossNanos, last) - since) / NANOS_PER_SECOND;
    }

    private LabReport report(
            RecoveredImage image,
            LabReport.@Nullable LateData lateData,
            @Nullable String recoveryPoint,
            @Nullable Double rpoSeconds,
            @Nullable Double rtoSeconds,
            LabReport.@Nullable RecordSeen record,
            List<LabReport.PlanStep> plan,
            @Nullable CutDocument cut) {
        VolumeFile data = written(workload.data());
        StampVerdict stamps = image.stamps();
        boolean struck = options.scenario() != Scenario.STEADY;
        String point = recoveryPoint;
        if (point == null && cut != null) {
            point = cut.consistencyTime().toString();
        }
        return new LabReport(
                verification.ok(),
                options.scenario().label(),
                struck ? options.at().number() : null,
                lab.form().freeze().name().toLowerCase(Locale.ROOT),
                options.seed(),
                lab.form().dataChains(),
                lab.form().volumeBytes(),
                watch.completed(),
                new LabReport.Data(
                        String.valueOf(Path.of(data.name()).getFileName()),
                        data.lengthBytes(),
                        data.sha256(),
                        image.dataSha256()),
                lateData,
                new LabReport.Stamps(
                        stamps.written(),
                        stamps.acknowledged(),
                        stamps.recovered(),
                        stamps.prefix()),
                stamps.lostAcknowledged(),
                point,
                rounded(rpoSeconds),
                rounded(rtoSeconds),
                record,
                plan,
                verification.checks(),
                Math.round((System.nanoTime() - startedNanos) / NANOS_PER_MILLI) / 1e3);
    }

    private static @Nullable Double rounded(@Nullable Double seconds) {
        return seconds == null
                ? null
                : Math.round(seconds * NANOS_PER_SECOND / NANOS_PER_MILLI) / 1e3;
    }

    private static List<LabReport.PlanStep> plan(RecoveryStatus status) {
        List<PlanStep> plan = status.plan();
        return plan == null
                ? List.of()
                : plan.stream()
                        .map(step ->
                                new LabReport.PlanStep(
                                        step.step() + " " + step.action(), step.reason()))
                        .toList();
    }

    private static LabReport.@Nullable RecordSeen record(@Nullable UsedRecord used) {
        return used == null
                ? null
                : new LabReport.RecordSeen(
                        used.site(),
                        used.term(),
                        used.cycle(),
                        used.sequence(),
                        String.valueOf(used.step()),
                        used.phase());
    }

    private static @Nullable String point(RecoveryStatus status) {
        return status.recoveryPoint() == null ? null : status.recoveryPoint().consistencyTime();
    }

    private LabReport.@Nullable RecordSeen newestRecord() {
        CopyManagementRecord newest = null;
        for (SlotDocument slot : lab.slots(remoteSite)) {
            if (!"WHOLE".equals(slot.state())) {
                continue;
            }
            CopyManagementRecord record = RecordCodec.decode(slot.content());
            if (newest == null || record.number().compareTo(newest.number()) > 0) {
                newest = record;
            }
        }
        return newest == null
                ? null
                : new LabReport.RecordSeen(
                        remoteSite.site(),
                        newest.number().term(),
                        newest.number().cycle(),
                        newest.number().sequence(),
                        newest.step().toString(),
                        newest.phase().name());
    }

    private ArrayDocument remote() {
        return lab.show(remoteSite);
    }

    private void writable(ArrayDocument remote) {
        List<String> drives = LabFacts.drives(LabFacts.LAST_DRIVE, lab.form().dataChains());
        List<String> readOnly =
                remote.volumes().stream()
                        .filter(volume -> drives.contains(volume.drive()))
                        .filter(volume -> !volume.hostWritable())
                        .map(VolumeDocument::drive)
                        .toList();
        verification.check(
                "recovered volumes are writable",
                readOnly.isEmpty(),
                readOnly.isEmpty() ? String.join(", ", drives) : "read only: " + readOnly);
    }

    /** No check that can fail: nobody outside can stop the cycle at a step. */
    private void seenFromOutside(RecoveryStatus status) {
        UsedRecord found = status.record();
        verification.check(
                "step of the disaster, seen from outside",
                true,
                "the loss was ordered when the records showed "
                        + options.at()
                        + "; the newest record that survived says "
                        + (found == null
                                ? "nothing"
                                : found.step()
                                        + " "
                                        + found.phase()
                                        + " of cycle "
                                        + found.cycle()));
    }

    private static VolumeFile written(@Nullable VolumeFile file) {
        if (file == null) {
            throw new IllegalStateException("a file that should have been written was not");
        }
        return file;
    }
}
