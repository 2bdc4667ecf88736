package dev.trilith.cli.scenario;

import dev.trilith.cli.fault.CliFailure;
import dev.trilith.cli.lab.ArrayClient;
import dev.trilith.cli.lab.Lab;
import dev.trilith.contract.CutDocument;
import dev.trilith.core.record.CopyCycleStep;
import dev.trilith.core.step.Boundary;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The loss of sites at an exact step, with the second file written just before it, after the last
 * completed cut. Safe for use by many threads.
 */
final class Disaster {
    private final Lab lab;
    private final Workload workload;
    private final RunOptions options;
    private final String remoteArrayUrl;
    private final RunView view;
    private volatile @Nullable Struck struck;

    /**
     * What is known of the disaster once it has struck.
     *
     * @param nanoTime when the last site was dead, as of nanoTime
     * @param startedNanoTime when the first site's namespace was deleted, as of nanoTime
     * @param time the same by the clock
     * @param remoteCut the newest cut that remote held whole at that moment, if any
     */
    record Struck(
            long nanoTime, long startedNanoTime, Instant time, Optional<CutDocument> remoteCut) {}

    Disaster(Lab lab, Workload workload, RunOptions options, String remoteArrayUrl, RunView view) {
        this.lab = lab;
        this.workload = workload;
        this.options = options;
        this.remoteArrayUrl = remoteArrayUrl;
        this.view = view;
    }

    /** What is to be done at which instants. */
    List<CycleWatch.Deed> deeds() {
        CopyCycleStep at = options.at();
        CycleWatch.Deed strike = new CycleWatch.Deed(at, Boundary.ORDERED, this::strike);
        return switch (at) {
            // Written while the cycle is paused.
            case RUN_FIRST_LEG -> List.of(strike);
            case RESYNC_INTERNAL, RUN_ONWARD, SUSPEND_ONWARD ->
                    List.of(
                            new CycleWatch.Deed(at, Boundary.BEFORE_INTENT, this::writeLate),
                            strike);
            // A freeze that holds lets nothing through, so the file must be in before it.
            case FREEZE, SPLIT ->
                    List.of(
                            new CycleWatch.Deed(
                                    CopyCycleStep.FREEZE, Boundary.BEFORE_INTENT, this::writeLate),
                            strike);
            // The cut is complete since 1120, and writes flow again once the order is accepted.
            case RESUME ->
                    List.of(
                            new CycleWatch.Deed(
                                    at,
                                    Boundary.ORDERED,
                                    () -> {
                                        writeLate();
                                        strike();
                                    }));
        };
    }

    /** Writes the second file and says so. */
    void writeLate() {
        try {
            workload.writeLate();
        } catch (IOException e) {
            throw new CliFailure("the second file could not be written: " + e.getMessage(), e);
        }
        view.note("second file written into 211a and flushed, after the last completed cut");
    }

    /** What is known of the disaster, once it has struck. */
    Optional<Struck> struck() {
        return Optional.ofNullable(struck);
    }

    private void strike() {
        Optional<CutDocument> remoteCut;
        try (ArrayClient arrays = new ArrayClient()) {
            remoteCut = Image.newestWholeCut(arrays.show(remoteArrayUrl));
        }
        long started = System.nanoTime();
        for (String site : options.scenario().lostSites()) {
            lab.destroy(site);
        }
        struck = new Struck(System.nanoTime(), started, Instant.now(), remoteCut);
        view.note(
                "DISASTER during "
                        + options.at()
                        + ": "
                        + String.join(" and ", options.scenario().lostSites())
                        + " destroyed, arrays killed, disks gone");
    }
}
