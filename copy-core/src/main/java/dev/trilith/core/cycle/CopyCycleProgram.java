package dev.trilith.core.cycle;

import static dev.trilith.core.record.CopyCycleStep.FREEZE;
import static dev.trilith.core.record.CopyCycleStep.RESYNC_INTERNAL;
import static dev.trilith.core.record.CopyCycleStep.RUN_FIRST_LEG;
import static dev.trilith.core.record.CopyCycleStep.SUSPEND_ONWARD;

import dev.trilith.core.array.ArrayFault;
import dev.trilith.core.array.RefusalCode;
import dev.trilith.core.definition.ArrayDirectory;
import dev.trilith.core.definition.CopyChain;
import dev.trilith.core.definition.Finding;
import dev.trilith.core.definition.Site;
import dev.trilith.core.record.CopyCycleStep;
import dev.trilith.core.record.CopyManagementRecord;
import dev.trilith.core.record.LegRecord;
import dev.trilith.core.record.Phase;
import dev.trilith.core.step.Boundary;
import dev.trilith.core.step.ChainView;
import dev.trilith.core.step.Faults;
import dev.trilith.core.step.LegOrder;
import dev.trilith.core.step.LegOrder.Verb;
import dev.trilith.core.step.Observation;
import dev.trilith.core.step.PutBack;
import dev.trilith.core.step.RecordKeeper;
import dev.trilith.core.step.Sealing;
import dev.trilith.core.step.StepResult;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Program P120: carries the copy cycle of Fig. 11 round and round and keeps table 600 on every
 * management volume of every site [0055]-[0066].
 *
 * <p>Each call of {@link #step} does one word of work and never waits for a copy. Whatever happens
 * between two words, a new program begun on the same chain goes on from what the arrays and the
 * records say. Not safe for use by several threads; one thread may drive many programs.
 */
public final class CopyCycleProgram {
    private static final Duration POLL = Duration.ofMillis(50);
    private static final Duration IDLE_POLL = Duration.ofSeconds(5);

    private final CopyChain chain;
    private final InstantSource clock;
    private final String owner;
    private final CycleObserver observer;
    private final Observation observation;
    private final RecordKeeper keeper;
    private final PutBack putBack;
    private final CycleOrders arrays;
    private final PassClock passes;
    private final CycleReport report;
    private final Deque<LegOrder> toOrder = new ArrayDeque<>();
    private boolean started;

    /**
     * Whether some site's records were not seen: enough to leave a freeze, and for nothing more.
     */
    private boolean provisional;

    private long cycleJump;

    /**
     * @param chain the chain to carry round
     * @param settings what the user asks
     * @param directory the way to the arrays
     * @param clock for passes and timestamps
     * @param owner who this is, for fences and records, for example {@code P120@production}; a
     *     program begun again must have the same name
     * @param observer is told of every boundary
     */
    public CopyCycleProgram(
            CopyChain chain,
            CycleSettings settings,
            ArrayDirectory directory,
            InstantSource clock,
            String owner,
            CycleObserver observer) {
        this.chain = chain;
        this.clock = clock;
        this.owner = owner;
        this.observer = observer;
        this.observation = new Observation(chain, directory);
        this.keeper = new RecordKeeper(chain, directory, clock, owner);
        this.putBack = new PutBack(chain);
        this.passes = new PassClock(settings);
        this.arrays = new CycleOrders(chain, directory, clock, keeper);
        this.report = new CycleReport(chain, clock, keeper, passes);
    }

    /** Does one word of work. Never blocks waiting for a copy. */
    public StepResult step() {
        StepResult result;
        try {
            result = word();
        } catch (ArrayFault.Contradictory fault) {
            started = false;
            result = report.stopped(Faults.finding("the question", fault));
        }
        return report.result(result);
    }

    /** Changes what the user asks; takes effect at the next word. */
    public void settings(CycleSettings newSettings) {
        passes.settings(newSettings);
    }

    /** How far the cycle is. */
    public CycleProgress progress() {
        return report.progress();
    }

    private StepResult word() {
        Finding fenced = report.fencedBy();
        if (fenced != null) {
            return report.fenced(fenced);
        }
        if (!started) {
            return start();
        }
        return toOrder.isEmpty() ? decide() : order(toOrder.remove());
    }

    private StepResult start() {
        CycleStart start =
                new CycleStart(chain, observation, arrays.directory(), keeper, putBack, owner);
        CycleStart.Outcome outcome = start.begin();
        report.seen(start.view());
        return switch (outcome) {
            case CycleStart.Fenced fenced -> report.fenced(fenced.by());
            case CycleStart.Blocked blocked -> report.degraded(blocked.why());
            case CycleStart.Stopped stopped -> report.stopped(stopped.why());
            case CycleStart.Ready ready -> begun(ready, start.view());
        };
    }

    private StepResult begun(CycleStart.Ready ready, ChainView view) {
        started = true;
        provisional = ready.provisional();
        report.findings(ready.findings());
        keeper.newest().ifPresent(newest -> CycleStart.adopt(passes, newest, view));
        return report.busy(ready.words());
    }

    private StepResult decide() {
        ChainView view = observation.observe(chain.sites());
        report.seen(view, arrays.broken(view));
        Optional<Finding> taken = Sealing.takenBy(view, keeper.term(), owner);
        if (taken.isPresent()) {
            return report.fenced(taken.get());
        }
        boolean held = view.remote(1).frozen();
        if (provisional && !held) {
            // A newer record may lie where nobody answered: none of ours may follow it unread.
            started = false;
            return report.busy("hosts write: begins again with the records of every site");
        }
        // Hosts that are held do not wait until a site was read that was silent at the start.
        List<Site> asked = held ? keeper.read() : chain.sites();
        if (keeper.anotherWrites(view, asked)) {
            return again(Sealing.anotherWrites(owner), held);
        }
        if (!held && putBack.suspects(view, keeper)) {
            started = false;
            return report.busy("an array shows less than it obeyed: reads the records again");
        }
        Optional<Finding> unsealed = Sealing.unsealed(view, asked, keeper.term(), owner);
        if (unsealed.isPresent()) {
            return again(unsealed.get(), held);
        }
        return switch (CycleDecision.decide(input(view))) {
            case CycleTask.Act act -> announce(act, view);
            case CycleTask.Await await -> report.waiting(await.what(), POLL);
            case CycleTask.Blocked blocked -> report.degraded(blocked.finding());
            case CycleTask.Stopped stopped -> report.stopped(stopped.finding());
            case CycleTask.Rest rest -> rest(rest, view);
        };
    }

    /** What the arrays and the records say is read anew. */
    private StepResult again(Finding why, boolean held) {
        toOrder.clear();
        started = false;
        return report.again(why, held);
    }

    private CycleInput input(ChainView view) {
        CopyManagementRecord newest = keeper.newest().orElse(null);
        return new CycleInput(
                view,
                newest == null ? null : newest.step(),
                CycleInput.freshCycle(view, newest),
                passes.due(clock.instant()),
                passes.throughRun(),
                passes.voidCut(),
                arrays.resting());
    }

    private StepResult announce(CycleTask.Act act, ChainView view) {
        CopyCycleStep completed = completed(act.step(), view);
        boolean throughRun = act.step() == RUN_FIRST_LEG && passes.throughRun();
        if (act.step() == RESYNC_INTERNAL || (throughRun && passes.due(clock.instant()))) {
            passes.start(clock.instant());
        }
        long cycle = cycleOf(act.step(), view);
        at(act.step(), Boundary.BEFORE_INTENT);
        List<String> words = act.orders().stream().map(LegOrder::toString).toList();
        RecordKeeper.Draft draft =
                new RecordKeeper.Draft(
                        cycle,
                        act.step(),
                        Phase.INTENT,
                        completed,
                        words,
                        leftOut(act.step(), view),
                        passes.token());
        boolean held = view.remote(1).frozen();
        Map<String, ArrayFault> faults = keeper.write(draft, view, chain.sites(), held);
        Optional<StepResult> stop = stoppedBy(faults, held);
        if (stop.isPresent()) {
            return stop.get();
        }
        if (act.step() == RUN_FIRST_LEG) {
            passes.wentThroughRun();
        }
        if (act.step() == RUN_FIRST_LEG || act.step() == RESYNC_INTERNAL) {
            report.closed();
        }
        if (completed != null) {
            at(completed, Boundary.DONE_WRITTEN);
        }
        at(act.step(), Boundary.INTENT_WRITTEN);
        toOrder.addAll(act.orders());
        if (toOrder.isEmpty()) {
            at(act.step(), Boundary.ORDERED);
        }
        return report.busy("announced " + act.step() + " " + words + " as " + keeper.sequence());
    }

    /** Under the freeze a site that cannot take the record must not hold up the hosts. */
    private Optional<StepResult> stoppedBy(Map<String, ArrayFault> faults, boolean frozen) {
        if (faults.isEmpty()) {
            return Optional.empty();
        }
        for (ArrayFault fault : faults.values()) {
            boolean noAccess = !frozen && Faults.accessRefused(fault);
            if (noAccess || Faults.overtaken(fault)) {
                // Offers the newest record, and no further one, until it is taken.
                return Optional.of(again(Faults.finding("the record", fault), frozen));
            }
        }
        Finding why = Faults.finding("the record", faults.values().iterator().next());
        if (frozen && faults.size() < chain.sites().size()) {
            report.note(why);
            return Optional.empty();
        }
        // Nobody orders what no record anywhere announces, not even for hosts that wait.
        return Optional.of(report.degraded(why));
    }

    private @Nullable CopyCycleStep completed(CopyCycleStep next, ChainView view) {
        CopyManagementRecord newest = keeper.newest().orElse(null);
        if (newest == null || newest.phase() != Phase.INTENT || newest.step() == next) {
            return null;
        }
        if (!TerminalState.reached(newest.step(), view)) {
            return null;
        }
        at(newest.step(), Boundary.TERMINAL_SEEN);
        return newest.step();
    }

    private long cycleOf(CopyCycleStep step, ChainView view) {
        CopyManagementRecord newest = keeper.newest().orElse(null);
        long last = newest == null ? 0 : newest.number().cycle();
        long highest = view.highestCycle();
        if (step != RUN_FIRST_LEG && step != RESYNC_INTERNAL) {
            return Math.max(last, highest);
        }
        boolean unused =
                newest != null
                        && last > highest
                        && (newest.step() == RUN_FIRST_LEG || newest.step() == RESYNC_INTERNAL);
        return unused ? last : Math.max(last, highest) + 1 + cycleJump;
    }

    private List<String> leftOut(CopyCycleStep step, ChainView view) {
        if (step != RESYNC_INTERNAL) {
            return keeper.newest()
                    .filter(r -> step != RUN_FIRST_LEG)
                    .map(CopyManagementRecord::leftOut)
                    .orElse(List.of());
        }
        return CycleDecision.leftOut(view);
    }

    private StepResult order(LegOrder order) {
        CopyCycleStep step = keeper.newest().map(CopyManagementRecord::step).orElse(RUN_FIRST_LEG);
        Optional<ArrayFault> fault = arrays.order(order, passes.settings());
        if (fault.isPresent()) {
            return failed(order, fault.get());
        }
        if (order.verb() == Verb.FREEZE) {
            passes.cutBegun();
        }
        if (order.verb() == Verb.SPLIT && order.cycle() != null) {
            passes.cutHeld();
            passes.end();
            report.cutTaken();
        }
        if (toOrder.isEmpty()) {
            at(step, Boundary.ORDERED);
        }
        return report.busy("ordered " + order);
    }

    private StepResult failed(LegOrder order, ArrayFault fault) {
        Finding finding = Faults.finding(order.toString(), fault);
        if (Faults.overtaken(fault)) {
            return again(finding, order.cycle() != null && order.verb() != Verb.FREEZE);
        }
        Long cut = order.cycle();
        if (cut != null && Faults.refused(fault, RefusalCode.CUT_VOID)) {
            toOrder.clear();
            if (cut == passes.voidCut()) {
                arrays.rest(order, finding); // it was given up before: its array is to suspend
            }
            report.cutVoid(order, passes.open());
            passes.cutVoid(clock.instant(), cut);
            return report.busy("cut " + order.cycle() + " is void");
        }
        if (Faults.refused(fault, RefusalCode.INVALID_VALUE) && order.verb() == Verb.FREEZE) {
            cycleJump = cycleJump * 2 + 1;
        }
        arrays.rest(order, finding);
        if (order.verb() == Verb.SPLIT) {
            if (order.cycle() != null) {
                toOrder.clear();
            }
            report.note(finding);
            return report.busy("went on without " + order);
        }
        toOrder.clear();
        return report.degraded(finding);
    }

    private StepResult rest(CycleTask.Rest rest, ChainView view) {
        CopyManagementRecord newest = keeper.newest().orElse(null);
        if (newest != null && newest.phase() == Phase.INTENT) {
            return close(newest, view);
        }
        passes.end();
        return report.idle(rest.why(), IDLE_POLL);
    }

    /** Writes the record that closes the pass, or the step at which it came to rest. */
    private StepResult close(CopyManagementRecord newest, ChainView view) {
        boolean reached = TerminalState.reached(newest.step(), view);
        CopyCycleStep step = reached && newest.step() != FREEZE ? newest.step() : SUSPEND_ONWARD;
        if (!TerminalState.reached(step, view)) {
            passes.end();
            return report.idle("stopped before " + newest.step() + " was reached", IDLE_POLL);
        }
        at(step, Boundary.TERMINAL_SEEN);
        RecordKeeper.Draft draft =
                new RecordKeeper.Draft(
                        Math.max(newest.number().cycle(), view.highestCycle()),
                        step,
                        Phase.DONE,
                        step,
                        List.of(),
                        newest.leftOut(),
                        passes.token());
        Map<String, ArrayFault> faults = keeper.write(draft, view, chain.sites());
        Optional<StepResult> stop = stoppedBy(faults, false);
        if (stop.isPresent()) {
            return stop.get();
        }
        passes.end();
        cycleJump = 0;
        report.closed();
        at(step, Boundary.DONE_WRITTEN);
        return report.busy("closed " + step + " as record " + step.recordNumber());
    }

    private void at(CopyCycleStep step, Boundary boundary) {
        CopyManagementRecord newest = keeper.newest().orElse(null);
        long cycle = newest == null ? 0 : newest.number().cycle();
        List<LegRecord> legs = newest == null ? List.of() : newest.legs();
        observer.at(new CycleMoment(step, boundary, keeper.term(), cycle, keeper.sequence(), legs));
    }
}
