package dev.trilith.core.cycle;

import dev.trilith.core.array.Cut;
import dev.trilith.core.array.ImageLabel;
import dev.trilith.core.definition.CopyChain;
import dev.trilith.core.definition.Finding;
import dev.trilith.core.record.CopyCycleStep;
import dev.trilith.core.record.CopyManagementRecord;
import dev.trilith.core.record.LegRecord;
import dev.trilith.core.record.Phase;
import dev.trilith.core.step.Backoff;
import dev.trilith.core.step.ChainView;
import dev.trilith.core.step.LegOrder;
import dev.trilith.core.step.RecordKeeper;
import dev.trilith.core.step.StepResult;
import dev.trilith.core.step.StepResult.State;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Keeps what the copy cycle has to say of itself. */
final class CycleReport {
    private static final Duration STOPPED_POLL = Duration.ofSeconds(5);

    /** Longer than from a cut to its split, and far less than matters to a person. */
    private static final Duration SAME_TIME = Duration.ofSeconds(30);

    private final CopyChain chain;
    private final InstantSource clock;
    private final RecordKeeper keeper;
    private final PassClock passes;
    private final Backoff backoff = new Backoff();
    private final Map<String, Finding> notes = new LinkedHashMap<>();
    private List<Finding> found = List.of();
    private List<LegRecord> legs = List.of();
    private final Map<String, Cut> lastCuts = new TreeMap<>();
    private final Map<String, ImageLabel> recoveryPoints = new TreeMap<>();
    private State state = State.BUSY;
    private @Nullable Finding degraded;
    private @Nullable Finding fencedBy;
    private @Nullable Finding broken;
    private boolean cutTaken;
    private boolean beganAgain;
    private @Nullable Instant cutTakenAt;
    private boolean clocksCompared;
    private @Nullable Finding clocks;
    private long completedPasses;
    private String position = "";
    private Instant since;

    CycleReport(CopyChain chain, InstantSource clock, RecordKeeper keeper, PassClock passes) {
        this.chain = chain;
        this.clock = clock;
        this.keeper = keeper;
        this.passes = passes;
        this.since = clock.instant();
    }

    @Nullable Finding fencedBy() {
        return fencedBy;
    }

    StepResult busy(String done) {
        backoff.reset();
        degraded = null;
        return new StepResult(done, State.BUSY, Duration.ZERO);
    }

    StepResult waiting(String what, Duration poll) {
        backoff.reset();
        degraded = null;
        return new StepResult(what, State.WAITING, poll);
    }

    StepResult idle(String why, Duration poll) {
        backoff.reset();
        degraded = null;
        Instant now = clock.instant();
        Instant next = passes.nextAt(now);
        Duration until = next == null ? poll : Duration.between(now, next);
        return new StepResult(why, State.IDLE, until.compareTo(poll) < 0 ? until : poll);
    }

    StepResult degraded(Finding why) {
        degraded = why;
        return new StepResult(why.toString(), State.DEGRADED, backoff.next());
    }

    /**
     * Something is to be read anew; hosts that are held wait for it only if that was done before in
     * this pass.
     */
    StepResult again(Finding why, boolean held) {
        boolean first = !beganAgain;
        beganAgain |= held;
        StepResult waiting = degraded(why);
        return held && first
                ? new StepResult(waiting.done(), State.DEGRADED, Duration.ZERO)
                : waiting;
    }

    /**
     * An order that named a freeze came after its end.
     *
     * @param lost whether the cut was not split yet
     */
    void cutVoid(LegOrder order, boolean lost) {
        note(
                new Finding(
                        "CutVoid",
                        "the freeze of cut "
                                + order.cycle()
                                + " was over before "
                                + order
                                + (lost
                                        ? ": the cut is void and a new pass is made"
                                        : ": the cut was split in time and holds")
                                + "; if this recurs, lengthen the freeze deadline"));
    }

    StepResult stopped(Finding why) {
        degraded = why;
        return new StepResult(why.toString(), State.STOPPED, STOPPED_POLL);
    }

    StepResult fenced(Finding by) {
        fencedBy = by;
        degraded = null;
        return new StepResult(by.toString(), State.FENCED, STOPPED_POLL);
    }

    StepResult result(StepResult result) {
        state = result.state();
        String now =
                keeper.newest().map(r -> r.number() + " " + r.position()).orElse("") + " " + state;
        if (!now.equals(position)) {
            position = now;
            since = clock.instant();
        }
        return result;
    }

    /** A copy that broke stays a trouble until one arrives, whatever is done meanwhile. */
    void seen(ChainView view, Optional<Finding> brokenCopy) {
        seen(view);
        broken = brokenCopy.orElse(null);
    }

    void note(Finding finding) {
        notes.put(finding.reason(), finding);
    }

    void findings(List<Finding> findings) {
        found = List.copyOf(findings);
    }

    void cutTaken() {
        cutTaken = true;
        cutTakenAt = clock.instant();
    }

    /** A pass was closed: what was noted on the way is over. */
    void closed() {
        if (cutTaken) {
            completedPasses++;
            notes.clear();
        }
        cutTaken = false;
        beganAgain = false;
    }

    void seen(ChainView view) {
        legs = keeper.legs(view, chain.sites());
        for (int number = 0; number <= chain.length(); number++) {
            if (!view.answers(number)) {
                continue;
            }
            String site = chain.sites().get(number).name();
            recoveryPoints.put(site, number == 0 ? view.production() : view.newest(number));
            if (number > 0) {
                cut(site, view.landing(number));
                cut(site, view.pointInTime(number));
            }
        }
    }

    private void cut(String site, ImageLabel image) {
        Cut cut = image.cut();
        if (cut != null) {
            Cut before = lastCuts.put(site, cut);
            if (before != null && before.compareTo(cut) >= 0) {
                lastCuts.put(site, before);
            } else if (before != null) {
                compareClocks(cut);
            }
        }
    }

    /** The first time that this program's own cut is seen, its time can be judged. */
    private void compareClocks(Cut cut) {
        Instant here = cutTakenAt;
        long pass = keeper.newest().map(record -> record.number().cycle()).orElse(0L);
        if (here == null || cut.cycle() != pass || cut.still() != 0) {
            return; // what an array stopped by itself bears that array's time
        }
        cutTakenAt = null;
        clocksCompared = true;
        Duration ahead = Duration.between(here, cut.consistencyTime());
        clocks =
                ahead.abs().compareTo(SAME_TIME) <= 0
                        ? null
                        : new Finding(
                                "ClocksDisagree",
                                "the clock of array "
                                        + chain.sites().get(0).array()
                                        + " is "
                                        + ahead.abs().toSeconds()
                                        + " s "
                                        + (ahead.isNegative() ? "behind" : "ahead of")
                                        + " that of this program: the times of recovery points are"
                                        + " as wrong, and nothing else, for no order and no image"
                                        + " depends on a clock; set right the clock of the machine"
                                        + " that runs the array, or of the one that runs this"
                                        + " program");
    }

    CycleProgress progress() {
        CopyManagementRecord newest = keeper.newest().orElse(null);
        CopyCycleStep step = newest == null ? null : newest.step();
        Phase phase = newest == null ? null : newest.phase();
        boolean troubled = broken != null && degraded == null && fencedBy == null;
        return new CycleProgress(
                troubled && state != State.STOPPED ? State.DEGRADED : state,
                keeper.term(),
                newest == null ? 0 : newest.number().cycle(),
                keeper.sequence(),
                step,
                phase,
                since,
                legs,
                troubled ? broken : degraded,
                fencedBy,
                lastCuts,
                recoveryPoints,
                keeper.inAgreement(),
                findings(newest),
                passes.token(),
                clocksCompared,
                completedPasses,
                passes.nextAt(clock.instant()));
    }

    private List<Finding> findings(@Nullable CopyManagementRecord newest) {
        List<Finding> all = new ArrayList<>(found);
        all.addAll(notes.values());
        if (clocks != null) {
            all.add(clocks);
        }
        if (newest != null && !newest.leftOut().isEmpty()) {
            all.add(
                    new Finding(
                            "LeftOutOfPass",
                            "internal copies "
                                    + newest.leftOut()
                                    + " sit this pass out: their source is not yet complete"));
        }
        if (!keeper.inAgreement()) {
            all.add(
                    new Finding(
                            "RecordsDiffer",
                            "the newest record is missing on "
                                    + keeper.lacking()
                                    + ": it is written there as soon as they answer"));
        }
        return all;
    }
}
