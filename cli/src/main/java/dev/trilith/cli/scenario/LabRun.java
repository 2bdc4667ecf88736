package dev.trilith.cli.scenario;

import dev.trilith.cli.data.SourcesTar;
import dev.trilith.cli.data.VolumeFile;
import dev.trilith.cli.fault.CliFailure;
import dev.trilith.cli.lab.Installation;
import dev.trilith.cli.lab.LabEndpoints;
import dev.trilith.cli.lab.LabForm;
import dev.trilith.cli.lab.LabSites;
import dev.trilith.cli.lab.LabSource;
import dev.trilith.cli.report.LabReport;
import dev.trilith.cli.stamp.StampLog;
import dev.trilith.core.record.CopyCycleStep;
import dev.trilith.operator.api.v1alpha1.RecoveryStatus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.TimeoutException;

/**
 * One lab run from the first look to the report: starts three sites or finds them, writes real
 * data, runs cycles under load, destroys what the scenario says, waits for the recovery and proves
 * what came back.
 *
 * <p>Used once, by one thread.
 */
public final class LabRun {
    /** A machine with much else to do may need a minute for three arrays to start. */
    private static final Duration SMALL_LAB_LIMIT = Duration.ofMinutes(3);

    private static final Duration LOAD_SHOWN_EVERY = Duration.ofMillis(100);

    private final RunOptions options;
    private final LabSource source;
    private final RunView view;
    private final LabForm form;
    private final long startedNanos = System.nanoTime();
    private final StampLog stamps;
    private final CycleWatch watch;
    private final Duration readyLimit;
    private final Duration cyclesLimit;
    private final Duration recoveryLimit;

    /**
     * Prepares a run.
     *
     * @param options what to do
     * @param source where the sites come from
     * @param view is told how it goes
     */
    public LabRun(RunOptions options, LabSource source, RunView view) {
        this.options = options;
        this.source = source;
        this.view = view;
        this.form = source.form();
        SplittableRandom random = new SplittableRandom(options.seed());
        this.stamps = new StampLog(new UUID(random.nextLong(), random.nextLong()));
        this.watch = new CycleWatch(stamps, view::cycle);
        this.readyLimit = Patience.of(SMALL_LAB_LIMIT, form);
        this.cyclesLimit = Patience.of(SMALL_LAB_LIMIT, form);
        this.recoveryLimit = Patience.of(SMALL_LAB_LIMIT, form);
    }

    /**
     * Runs it.
     *
     * @return what was measured and proved; {@code ok} only if everything was verified
     * @throws CliFailure if the run could not be carried to its end
     */
    public LabReport run() throws InterruptedException {
        try (Scratch scratch = Scratch.create()) {
            Path data = dataFile(scratch);
            Workload.checkRoom(data, form.usableBytes());
            view.stage(source.words());
            try (LabSites lab = source.open(view::note, watch, view::recovery)) {
                return run(lab, data, scratch.file("late-data.bin"));
            }
        } catch (IOException e) {
            throw new CliFailure("the run failed: " + e.getMessage(), e);
        } catch (TimeoutException e) {
            throw new CliFailure("the run does not get on: " + e.getMessage(), e);
        }
    }

    private Path dataFile(Scratch scratch) throws IOException {
        Path given = options.data();
        if (given != null) {
            if (!Files.isReadable(given) || !Files.isRegularFile(given)) {
                throw CliFailure.ofArgument(
                        given
                                + (Files.isDirectory(given)
                                        ? " is a folder: name a file."
                                        : " is not a file that can be read."));
            }
            return given;
        }
        Path archive = scratch.file("trilith-sources.tar");
        SourcesTar.write(Installation.find().root(), archive);
        return archive;
    }

    private LabReport run(LabSites lab, Path data, Path late)
            throws IOException, InterruptedException, TimeoutException {
        LabControl control = new LabControl(lab);
        LabEndpoints endpoints = control.awaitReady(readyLimit);
        lab.publish(endpoints);
        var drives = LabFacts.drives(LabFacts.FIRST_DRIVE, form.dataChains());
        view.stage("three sites are up; production's writes go to local too (2a->2b is in PAIR)");
        try (Workload workload =
                        new Workload(
                                drives,
                                LabFacts.uris(endpoints, drives),
                                form.usableBytes(),
                                data,
                                late,
                                stamps,
                                options.seed());
                RecordSpy spy = new RecordSpy(lab, watch, stamps)) {
            if (!lab.embedded()) {
                workload.wipe();
                spy.start();
            }
            load(workload);
            return options.scenario() == Scenario.STEADY
                    ? steady(lab, control, endpoints, workload)
                    : disaster(lab, control, endpoints, workload);
        }
    }

    private void load(Workload workload)
            throws IOException, InterruptedException, TimeoutException {
        VolumeFile written = workload.writeData();
        view.note(
                "%s (%,d bytes, SHA-256 %s) written into 211a and flushed"
                        .formatted(
                                Path.of(written.name()).getFileName(),
                                written.lengthBytes(),
                                written.sha256().substring(0, 16)));
        workload.startWriter(options.seed());
        view.stage(
                "stamped writes on "
                        + workload.areas().size()
                        + " volumes; "
                        + options.cycles()
                        + " full cycles are waited for, begun and ended under this load");
        watch.count();
        long end = System.nanoTime() + cyclesLimit.toNanos();
        while (!watch.awaitCompleted(options.cycles(), LOAD_SHOWN_EVERY)) {
            view.load(stamps.written(), stamps.acknowledged());
            checkWriter(workload);
            if (System.nanoTime() - end > 0) {
                throw new TimeoutException(
                        "%d of %d cycles were complete after %d s"
                                .formatted(
                                        watch.completed(),
                                        options.cycles(),
                                        cyclesLimit.toSeconds()));
            }
        }
        checkWriter(workload);
    }

    private static void checkWriter(Workload workload) throws IOException {
        IOException end = workload.writerEnd();
        if (end != null) {
            throw new IOException("the stamped writes stopped before any disaster", end);
        }
    }

    private LabReport steady(
            LabSites lab, LabControl control, LabEndpoints endpoints, Workload workload)
            throws IOException, InterruptedException, TimeoutException {
        try {
            control.pauseAndSettle(cyclesLimit);
            workload.stopWriter();
            checkWriter(workload);
            view.stage("reading 211e at remote: the cut that the cycles carried there");
            RecoveredImage image = readBack(endpoints, workload);
            return new RunReport(options, lab, watch, workload, startedNanos).steady(image);
        } finally {
            if (!lab.embedded()) {
                control.unpause();
            }
        }
    }

    private LabReport disaster(
            LabSites lab, LabControl control, LabEndpoints endpoints, Workload workload)
            throws IOException, InterruptedException, TimeoutException {
        Disaster disaster = new Disaster(lab, workload, options, view);
        view.stage(options.scenario() + ": it strikes during the next " + options.at());
        if (options.at() == CopyCycleStep.RUN_FIRST_LEG) {
            control.pauseAndSettle(cyclesLimit);
            disaster.writeLate();
            watch.arm(disaster.deeds());
            control.unpause();
        } else {
            watch.arm(disaster.deeds());
        }
        Disaster.Struck struck = awaitStruck(disaster);
        view.stage("recovery (R121) at remote, from the records and the arrays that survived");
        // The embedded lab tells each step by itself.
        RecoveryTeller told = new RecoveryTeller(lab.embedded() ? sentence -> {} : view::note);
        RecoveryStatus status = control.awaitRecovered(told, recoveryLimit);
        RecoveredImage image = readBack(endpoints, workload);
        workload.abandonWriter();
        return new RunReport(options, lab, watch, workload, startedNanos)
                .afterDisaster(image, struck, status);
    }

    private Disaster.Struck awaitStruck(Disaster disaster)
            throws InterruptedException, TimeoutException {
        long end = System.nanoTime() + cyclesLimit.toNanos();
        Optional<Disaster.Struck> struck = disaster.struck();
        while (struck.isEmpty()) {
            watch.awaitDisarmed(LOAD_SHOWN_EVERY);
            view.load(stamps.written(), stamps.acknowledged());
            if (System.nanoTime() - end > 0) {
                throw new TimeoutException(
                        "the cycle did not come to "
                                + options.at()
                                + " within "
                                + cyclesLimit.toSeconds()
                                + " s");
            }
            struck = disaster.struck();
        }
        return struck.get();
    }

    private RecoveredImage readBack(LabEndpoints endpoints, Workload workload) throws IOException {
        var drives = LabFacts.drives(LabFacts.LAST_DRIVE, form.dataChains());
        return RecoveredImage.read(LabFacts.uris(endpoints, drives), workload);
    }
}
