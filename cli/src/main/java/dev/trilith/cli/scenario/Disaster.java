package dev.trilith.cli.scenario;

import dev.trilith.cli.fault.CliFailure;
import dev.trilith.cli.lab.LabSites;
import dev.trilith.contract.CutDocument;
import dev.trilith.core.record.CopyCycleStep;
import dev.trilith.core.step.Boundary;
import dev.trilith.operator.api.v1alpha1.ChainSite;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The loss of sites at an exact step, with the second file written just before it, after the last
 * completed cut. Safe for use by many threads.
 */
final class Disaster {
    private final LabSites lab;
    private final Workload workload;
    private final RunOptions options;
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

    Disaster(LabSites lab, Workload workload, RunOptions options, RunView view) {
        this.lab = lab;
        this.workload = workload;
        this.options = options;
        this.view = view;
    }

    /** What is to be done at which instants. */
    List<CycleWatch.Deed> deeds() {
        return lab.embedded() ? exactDeeds() : seenDeeds();
    }

    /**
     * From outside a step shows when it is announced, and is over soon after. So the second file is
     * written as early as its meaning allows: between two passes if it is to be in the next cut,
     * else when writes flow again after the cut.
     */
    private List<CycleWatch.Deed> seenDeeds() {
        CopyCycleStep at = options.at();
        CycleWatch.Deed strike = new CycleWatch.Deed(at, Boundary.INTENT_WRITTEN, this::strike);
        return switch (at) {
            case RUN_FIRST_LEG -> List.of(strike);
            case RESYNC_INTERNAL, FREEZE, SPLIT ->
                    List.of(late(CopyCycleStep.SUSPEND_ONWARD), strike);
            case RESUME ->
                    List.of(
                            new CycleWatch.Deed(
                                    at,
                                    Boundary.INTENT_WRITTEN,
                                    () -> {
                                        writeLate();
                                        strike();
                                    }));
            case RUN_ONWARD, SUSPEND_ONWARD -> List.of(late(CopyCycleStep.RESUME), strike);
        };
    }

    private CycleWatch.Deed late(CopyCycleStep step) {
        return new CycleWatch.Deed(step, Boundary.INTENT_WRITTEN, this::writeLate);
    }

    private List<CycleWatch.Deed> exactDeeds() {
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
        Optional<CutDocument> remoteCut = Image.newestWholeCut(lab.show(lab.chain().getLast()));
        List<ChainSite> lost = lab.chain().subList(0, options.scenario().lostSites());
        long started = lab.destroy(lost.getFirst());
        lost.stream().skip(1).forEach(lab::destroy);
        struck = new Struck(System.nanoTime(), started, Instant.now(), remoteCut);
        view.note(
                "DISASTER during "
                        + options.at()
                        + ": "
                        + lost.stream().map(ChainSite::site).collect(Collectors.joining(" and "))
                        + (lab.embedded() ? " destroyed, arrays killed, disks gone" : " lost"));
    }
}
