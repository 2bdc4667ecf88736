package dev.trilith.core.recovery;

import dev.trilith.core.array.ImageLabel;
import dev.trilith.core.array.VolumeAddress;
import dev.trilith.core.definition.CopyChain;
import dev.trilith.core.definition.Finding;
import dev.trilith.core.definition.Site;
import dev.trilith.core.record.CopyManagementRecord;
import dev.trilith.core.record.LegRecord;
import dev.trilith.core.record.RecordCollection;
import dev.trilith.core.step.Backoff;
import dev.trilith.core.step.ChainView;
import dev.trilith.core.step.Images;
import dev.trilith.core.step.LegOrder;
import dev.trilith.core.step.RecordKeeper;
import dev.trilith.core.step.StepResult;
import dev.trilith.core.step.StepResult.State;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Keeps what a recovery has to say of itself. */
final class RecoveryReport {
    private static final Duration LONG = Duration.ofSeconds(5);

    private final InstantSource clock;
    private final RecordKeeper keeper;
    private final BrokenCopies broken;
    private final Backoff backoff = new Backoff();
    private final List<RecoveryStep> executed = new ArrayList<>();
    private List<Finding> found = List.of();
    private List<LegRecord> legs = List.of();
    private List<Finding> mayBeLost = List.of();
    private List<VolumeAddress> volumes = List.of();
    private @Nullable RecordUsed used;
    private @Nullable RecoveryPlan plan;
    private @Nullable RecoveryStep underWay;
    private @Nullable Finding waitingFor;
    private @Nullable Finding failure;
    private @Nullable Finding passedOver;
    private ImageLabel point = ImageLabel.INCOMPLETE;
    private boolean pointIsFinal;
    private State state = State.BUSY;
    private RecoveryPhase lastPhase = RecoveryPhase.SEALING;
    private Instant since;
    private final Set<String> sealed = new HashSet<>();
    private long term;

    RecoveryReport(InstantSource clock, RecordKeeper keeper, BrokenCopies broken) {
        this.clock = clock;
        this.keeper = keeper;
        this.broken = broken;
        this.since = clock.instant();
    }

    long term() {
        return term;
    }

    void seen(ChainView view, Survivors survivors) {
        legs = keeper.legs(view, survivors.sites());
        if (!pointIsFinal && survivors.last() > 0) {
            point = view.newest(survivors.last());
        }
    }

    void plan(RecoveryPlan next) {
        plan = next;
        if (!pointIsFinal) {
            mayBeLost = next.mayBeLost();
        }
    }

    /** These sites show the term; one that was silent before may have joined them. */
    void sealed(long newTerm, List<Site> sites) {
        if (term != newTerm) {
            sealed.clear();
        }
        List<String> arrays = new ArrayList<>(sites.stream().map(Site::array).toList());
        arrays.removeIf(array -> !sealed.add(array));
        if (!arrays.isEmpty()) {
            execute(
                    new RecoveryStep(
                            0,
                            1200,
                            "SEAL " + arrays,
                            "term " + newTerm + " on every survivor stops the old program",
                            "-",
                            "nothing",
                            Images.words(point)));
        }
        term = newTerm;
    }

    void collected(RecordCollection records, CopyChain chain) {
        found = records.findings();
        if (used != null) {
            return;
        }
        used = records.newest().map(f -> used(f, chain)).orElse(null);
        execute(
                new RecoveryStep(
                        0,
                        1210,
                        "COLLECT",
                        used == null
                                ? "no record was found: the arrays alone say how far the copies are"
                                : "the newest record is "
                                        + used.number()
                                        + ", step "
                                        + used.step()
                                        + " "
                                        + used.phase()
                                        + ", on "
                                        + used.volume(),
                        "-",
                        "nothing",
                        Images.words(point)));
    }

    private static RecordUsed used(RecordCollection.Found found, CopyChain chain) {
        CopyManagementRecord record = found.record();
        String site = chain.siteOf(found.volume().array()).map(Site::name).orElse("");
        return new RecordUsed(
                site,
                found.volume(),
                record.number(),
                record.step(),
                record.phase(),
                record.recordedAt());
    }

    void announce(RecoveryTask.Act act, ChainView view, int last) {
        underWay = RecoveryPlanner.describe(act, view, 0, last);
    }

    /** The order announced was not accepted. */
    void dropped() {
        underWay = null;
        pointIsFinal = false;
    }

    /** The pause before an act that was carried out once already, if it is a copy that broke. */
    Optional<StepResult> rest(RecoveryTask.@Nullable Act carriedOut, RecoveryTask.Act next) {
        return broken.rest(carriedOut == null ? null : carriedOut.order(), next.order());
    }

    void reached(LegOrder order) {
        broken.reached(order);
        RecoveryStep step = underWay;
        if (step != null) {
            execute(step);
        }
        underWay = null;
    }

    private void execute(RecoveryStep step) {
        executed.add(
                new RecoveryStep(
                        executed.size() + 1,
                        step.step(),
                        step.action(),
                        step.reason(),
                        step.sourceImage(),
                        step.atRisk(),
                        step.expectedRecoveryPoint()));
    }

    /** The image that hosts will find; kept, since their first write changes the label. */
    void point(ImageLabel image) {
        point = image;
        pointIsFinal = true;
    }

    void presented(ImageLabel image, List<VolumeAddress> presented) {
        if (!pointIsFinal) {
            point(image);
        }
        volumes = presented;
    }

    StepResult busy(String done) {
        backoff.reset();
        waitingFor = null;
        return new StepResult(done, State.BUSY, Duration.ZERO);
    }

    /** Whether the order is accepted is not known yet: what was waited for stands. */
    StepResult announced(String what) {
        return new StepResult(what, State.BUSY, Duration.ZERO);
    }

    StepResult copying(RecoveryTask.Await await, Duration poll) {
        backoff.reset();
        waitingFor = null;
        String what =
                "leg "
                        + await.leg().leg()
                        + " is copying, "
                        + await.leg().dirtyBytes()
                        + " bytes to go";
        return new StepResult(what, State.WAITING, poll);
    }

    StepResult waiting(Finding why) {
        waitingFor = why;
        return new StepResult(why.toString(), State.DEGRADED, backoff.next());
    }

    /** A site is not worked with any more. */
    StepResult passedOver(Finding why) {
        passedOver = why;
        execute(
                new RecoveryStep(
                        0,
                        1200,
                        "GO ON WITHOUT THE FIRST SITE",
                        why.message(),
                        "-",
                        "nothing",
                        Images.words(point)));
        return busy(why.message());
    }

    StepResult stopped(Finding why) {
        waitingFor = why;
        return new StepResult(why.toString(), State.STOPPED, LONG);
    }

    StepResult fail(Finding why) {
        failure = why;
        return failed();
    }

    StepResult failed() {
        Finding why = failure;
        waitingFor = why;
        boolean fenced =
                why != null && (why.reason().equals("TakenOver") || why.reason().equals("OldTerm"));
        return new StepResult(String.valueOf(why), fenced ? State.FENCED : State.STOPPED, LONG);
    }

    StepResult finished() {
        waitingFor = null;
        return new StepResult(
                "hosts have access to " + volumes + " at " + Images.words(point),
                State.FINISHED,
                LONG);
    }

    StepResult result(StepResult result, RecoveryPhase phase) {
        state = result.state();
        if (phase != lastPhase) {
            lastPhase = phase;
            since = clock.instant();
        }
        return result;
    }

    RecoveryProgress progress(RecoveryPhase phase) {
        return new RecoveryProgress(
                state,
                phase,
                term,
                since,
                used,
                plan,
                executed,
                legs,
                point,
                mayBeLost,
                volumes,
                waitingFor == null ? broken.broken() : waitingFor,
                findings());
    }

    private List<Finding> findings() {
        Finding without = passedOver;
        if (without == null) {
            return found;
        }
        List<Finding> all = new ArrayList<>(found);
        all.add(without);
        return all;
    }
}
