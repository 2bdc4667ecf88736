package dev.trilith.core.recovery;

import dev.trilith.core.array.ArrayFault;
import dev.trilith.core.array.FreezeMode;
import dev.trilith.core.array.ImageLabel;
import dev.trilith.core.array.RecordSlot;
import dev.trilith.core.array.RefusalCode;
import dev.trilith.core.array.VolumeAddress;
import dev.trilith.core.definition.ArrayDirectory;
import dev.trilith.core.definition.CopyChain;
import dev.trilith.core.definition.Finding;
import dev.trilith.core.definition.Site;
import dev.trilith.core.record.CopyCycleStep;
import dev.trilith.core.record.CopyManagementRecord;
import dev.trilith.core.record.Phase;
import dev.trilith.core.record.RecordCollection;
import dev.trilith.core.step.Boundary;
import dev.trilith.core.step.ChainView;
import dev.trilith.core.step.Faults;
import dev.trilith.core.step.LegOrder;
import dev.trilith.core.step.LegOrder.Verb;
import dev.trilith.core.step.Observation;
import dev.trilith.core.step.Orders;
import dev.trilith.core.step.RecordKeeper;
import dev.trilith.core.step.Sealing;
import dev.trilith.core.step.StepResult;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Program R121: carries the copies on where production left them, with nothing but the surviving
 * arrays and the records on them, and gives hosts access to the result (Fig. 12, [0067]-[0071]).
 *
 * <p>Seal, collect, inspect, plan, run, present. The plan is made anew at each word, so a further
 * disaster on the way needs no special case; a new program begun after a crash, with the same
 * owner, goes on. Not safe for use by several threads.
 */
public final class RecoveryProgram {
    private static final Duration POLL = Duration.ofMillis(50);

    private final CopyChain chain;
    private final ArrayDirectory directory;
    private final String owner;
    private final RecoveryObserver observer;
    private final Observation observation;
    private final RecordKeeper keeper;
    private final RecoveryReport report;
    private final FirstSite firstSite;
    private Map<String, LossEvidence> evidence;
    private RecoveryPhase phase = RecoveryPhase.SEALING;
    private RecoveryTask.@Nullable Act announced;
    private boolean ordered;

    /**
     * @param chain the chain, as the newest surviving record tells it
     * @param evidence what is known of each site, by site name; a site not named counts as {@code
     *     ANSWERS}. The first site is used only if it answers, and never waited for
     * @param directory the way to the arrays
     * @param clock for timestamps
     * @param owner who this is, for fences and records, for example {@code R121@remote}; a program
     *     begun again must have the same name
     * @param observer is told of every boundary
     */
    public RecoveryProgram(
            CopyChain chain,
            Map<String, LossEvidence> evidence,
            ArrayDirectory directory,
            InstantSource clock,
            String owner,
            RecoveryObserver observer) {
        this.chain = chain;
        this.evidence = Map.copyOf(evidence);
        this.directory = directory;
        this.owner = owner;
        this.observer = observer;
        this.observation = new Observation(chain, directory);
        this.keeper = new RecordKeeper(chain, directory, clock, owner);
        this.report = new RecoveryReport(clock, keeper, new BrokenCopies(chain, directory));
        this.firstSite = new FirstSite(chain);
    }

    /**
     * What would be done if it were started now, with this evidence. Asks the arrays, changes
     * nothing.
     */
    public static RecoveryPlan dryRun(
            CopyChain chain, Map<String, LossEvidence> evidence, ArrayDirectory directory) {
        return RecoveryPlanner.dryRun(chain, evidence, directory);
    }

    /** Does one word of work. Never blocks waiting for a copy. */
    public StepResult step() {
        StepResult result;
        try {
            result = word();
        } catch (ArrayFault.Contradictory fault) {
            Finding why = Faults.finding("the question", fault);
            result =
                    firstSite
                            .passOver(Set.of(fault.array()), why)
                            .map(report::passedOver)
                            .orElseGet(() -> report.stopped(why));
        }
        return report.result(result, phase);
    }

    /** Changes what is known of the sites; takes effect at the next word. */
    public void evidence(Map<String, LossEvidence> newEvidence) {
        evidence = Map.copyOf(newEvidence);
    }

    /** How far the recovery is. */
    public RecoveryProgress progress() {
        return report.progress(phase);
    }

    private StepResult word() {
        Survivors survivors = Survivors.of(chain, firstSite.evidence(evidence));
        return switch (phase) {
            case SEALING -> seal(survivors);
            case COLLECTING -> collect(survivors);
            case COPYING, PRESENTING -> {
                RecoveryTask.Act act = announced;
                yield act != null && !ordered ? order(act) : decide(survivors);
            }
            case FINISHED -> report.finished();
            case FAILED -> report.failed();
        };
    }

    private StepResult seal(Survivors survivors) {
        ChainView view = observation.observe(survivors.sites());
        report.seen(view, survivors);
        report.plan(RecoveryPlanner.plan(view, survivors, null, false));
        Optional<StepResult> blocked = blocked(view, survivors);
        if (blocked.isPresent()) {
            return blocked.get();
        }
        long highest = Sealing.highestTerm(view);
        boolean mine = highest > 0 && Sealing.takenBy(view, highest, owner).isEmpty();
        long term = mine ? highest : highest + 1;
        List<Site> sites = answering(view, survivors);
        Map<String, ArrayFault> faults = Sealing.seal(view, directory, sites, term, owner);
        if (!faults.isEmpty()) {
            return faulty("the seal of term " + term, faults);
        }
        report.sealed(term, sites);
        phase = RecoveryPhase.COLLECTING;
        return report.busy("sealed " + sites + " with term " + term);
    }

    /**
     * What forbids to seal and to collect. Whether an image is complete is decided later: a copy
     * that arrives until then may complete one.
     */
    private Optional<StepResult> blocked(ChainView view, Survivors survivors) {
        if (RecoveryDecision.decide(view, survivors) instanceof RecoveryTask.Blocked found
                && !found.finding().reason().equals("NoCompleteImage")) {
            return Optional.of(
                    found.forGood() ? fail(found.finding()) : report.waiting(found.finding()));
        }
        return Optional.empty();
    }

    /** The survivors that answer; the first site is not waited for. */
    private static List<Site> answering(ChainView view, Survivors survivors) {
        return survivors.sites().stream()
                .filter(s -> view.snapshots().containsKey(s.array()))
                .toList();
    }

    private StepResult collect(Survivors survivors) {
        ChainView view = observation.observe(survivors.sites());
        // A site that fell silent after its seal may hold the newest record.
        Optional<StepResult> blocked = blocked(view, survivors);
        if (blocked.isPresent()) {
            return blocked.get();
        }
        long term = report.term();
        List<Site> sites = answering(view, survivors);
        Optional<StepResult> lost = sealLost(view, sites, term);
        if (lost.isPresent()) {
            return lost.get();
        }
        Observation.Answers<List<RecordSlot>> answers = observation.records(sites);
        if (!answers.silent().isEmpty()) {
            return passOverOrWait(answers.silent().keySet(), Faults.silent(answers.silent()));
        }
        List<RecordSlot> slots = new ArrayList<>();
        answers.given().values().forEach(slots::addAll);
        RecordCollection found = RecordCollection.of(slots, chain.name());
        Optional<Finding> foreign =
                found.newest().flatMap(f -> Sealing.writtenBy(f.record(), term, owner));
        if (foreign.isPresent()) {
            return fail(foreign.get());
        }
        report.collected(found, chain);
        if (!found.conflicts().isEmpty()) {
            return report.stopped(found.conflicts().get(0).finding());
        }
        List<VolumeAddress> expected = new ArrayList<>();
        sites.forEach(s -> expected.addAll(chain.managementVolumes(s.array())));
        keeper.begin(term, found, view, sites, expected);
        Map<String, ArrayFault> faults = keeper.copyNewest(sites);
        if (!faults.isEmpty()) {
            return faulty("the newest record", faults);
        }
        firstSite.worked(sites);
        phase = RecoveryPhase.COPYING;
        return report.busy("collected " + found.found().size() + " records");
    }

    /** Somebody else has the chain, or a survivor missed the seal or lost it. */
    private Optional<StepResult> sealLost(ChainView view, List<Site> sites, long term) {
        Optional<Finding> taken = Sealing.takenBy(view, term, owner);
        if (Sealing.highestTerm(view) > term) {
            return taken.map(this::fail);
        }
        // Each of two may have sealed what it could reach: who first asks a site of both goes on.
        Optional<Finding> why = taken.or(() -> Sealing.unsealed(view, sites, term, owner));
        why.ifPresent(w -> phase = RecoveryPhase.SEALING);
        return why.map(w -> passOverOrWait(Sealing.unsealedArrays(view, sites, term, owner), w));
    }

    private StepResult decide(Survivors survivors) {
        ChainView view = observation.observe(survivors.sites());
        report.seen(view, survivors);
        List<Site> sites = answering(view, survivors);
        Optional<StepResult> lost = sealLost(view, sites, keeper.term());
        if (lost.isPresent()) {
            return lost.get();
        }
        Optional<Site> unread = keeper.unread(sites);
        if (unread.isPresent()) {
            phase = RecoveryPhase.COLLECTING;
            return passOverOrWait(Set.of(unread.get().array()), Sealing.unread(unread.get()));
        }
        if (keeper.anotherWrites(view, chain.sites())) {
            phase = RecoveryPhase.COLLECTING;
            return report.waiting(Sealing.anotherWrites(owner));
        }
        report.plan(RecoveryPlanner.plan(view, survivors, keeper.newest().orElse(null), true));
        return switch (RecoveryDecision.decide(view, survivors)) {
            case RecoveryTask.Act act ->
                    report.rest(ordered ? announced : null, act)
                            .orElseGet(() -> announce(act, view, survivors));
            case RecoveryTask.Await await -> report.copying(await, POLL);
            case RecoveryTask.Blocked blocked ->
                    blocked.forGood() ? fail(blocked.finding()) : report.waiting(blocked.finding());
            case RecoveryTask.Presented presented -> finish(view, survivors);
        };
    }

    private StepResult announce(RecoveryTask.Act act, ChainView view, Survivors survivors) {
        CopyCycleStep completed = completed(view);
        RecoveryTask.Act last = announced;
        at(act, Boundary.BEFORE_INTENT);
        if (act.order().verb() == Verb.TAKEOVER) {
            phase = RecoveryPhase.PRESENTING;
            report.point(view.secondary(act.order().leg()));
        }
        Map<String, ArrayFault> faults =
                write(act.step(), Phase.INTENT, completed, act.order().toString(), view, survivors);
        if (!faults.isEmpty()) {
            report.dropped();
            return faulty("the record", faults);
        }
        firstSite.worked(keeper.read());
        if (completed != null && last != null) {
            at(last, Boundary.DONE_WRITTEN);
        }
        announced = act;
        ordered = false;
        report.announce(act, view, survivors.last());
        at(act, Boundary.INTENT_WRITTEN);
        return report.announced("announced " + act.order() + " as " + keeper.sequence());
    }

    private Map<String, ArrayFault> write(
            CopyCycleStep step,
            Phase recordPhase,
            @Nullable CopyCycleStep completed,
            String order,
            ChainView view,
            Survivors survivors) {
        CopyManagementRecord newest = keeper.newest().orElse(null);
        long cycle = newest == null ? 0 : newest.number().cycle();
        RecordKeeper.Draft draft =
                new RecordKeeper.Draft(
                        Math.max(cycle, view.highestCycle()),
                        step,
                        recordPhase,
                        completed,
                        order.isEmpty() ? List.of() : List.of(order),
                        List.of(),
                        newest == null ? "" : newest.runToken());
        return keeper.write(draft, view, answering(view, survivors));
    }

    private @Nullable CopyCycleStep completed(ChainView view) {
        RecoveryTask.Act last = announced;
        if (last == null || !ordered || !RecoveryDecision.reached(last.order(), view)) {
            return null;
        }
        report.reached(last.order());
        at(last, Boundary.TERMINAL_SEEN);
        return last.step();
    }

    private StepResult order(RecoveryTask.Act act) {
        LegOrder order = act.order();
        try {
            Site site = chain.siteOf(order.array()).orElseThrow();
            directory
                    .array(site)
                    .order(Orders.of(order, keeper.fence(order), FreezeMode.HOLD, POLL));
        } catch (ArrayFault.Contradictory fault) {
            throw fault;
        } catch (ArrayFault fault) {
            announced = null;
            report.dropped();
            return faulty(order.toString(), Map.of(order.array(), fault));
        }
        ordered = true;
        at(act, Boundary.ORDERED);
        return report.busy("ordered " + order);
    }

    private StepResult finish(ChainView view, Survivors survivors) {
        CopyCycleStep completed = completed(view);
        RecoveryTask.Act last = announced;
        boolean closed = keeper.newest().map(r -> r.phase() == Phase.DONE).orElse(false);
        if (completed != null || !closed || !keeper.inAgreement()) {
            Map<String, ArrayFault> faults =
                    write(
                            CopyCycleStep.SUSPEND_ONWARD,
                            Phase.DONE,
                            CopyCycleStep.SUSPEND_ONWARD,
                            "",
                            view,
                            survivors);
            if (!faults.isEmpty()) {
                return faulty("the record", faults);
            }
        }
        ImageLabel image = view.pointInTime(survivors.last());
        report.presented(image, chain.pointInTimeVolumes(survivors.last()));
        phase = RecoveryPhase.FINISHED;
        if (last != null) {
            at(last, Boundary.DONE_WRITTEN);
        }
        return report.finished();
    }

    private StepResult faulty(String what, Map<String, ArrayFault> faults) {
        ArrayFault fault = firstSite.worst(faults);
        Finding finding = Faults.finding(what, fault);
        boolean sealed = phase != RecoveryPhase.SEALING;
        // Before the seal another program may have the chain; after it, the next look shows that.
        Optional<Finding> without =
                !sealed && Faults.overtaken(fault)
                        ? Optional.empty()
                        : firstSite.passOver(faults.keySet(), finding);
        if (without.isPresent()) {
            return report.passedOver(without.get());
        }
        if (sealed && (Faults.accessRefused(fault) || Faults.overtaken(fault))) {
            // Offers the newest record until it is taken; reads what somebody else wrote.
            phase = RecoveryPhase.COLLECTING;
        }
        return !sealed && Faults.refused(fault, RefusalCode.OLD_TERM)
                ? fail(finding)
                : report.waiting(finding);
    }

    private StepResult passOverOrWait(Set<String> arrays, Finding why) {
        return firstSite
                .passOver(arrays, why)
                .map(report::passedOver)
                .orElseGet(() -> report.waiting(why));
    }

    private StepResult fail(Finding why) {
        phase = RecoveryPhase.FAILED;
        return report.fail(why);
    }

    private void at(RecoveryTask.Act act, Boundary boundary) {
        observer.at(new RecoveryMoment(act.number(), act.order().toString(), boundary));
    }
}
