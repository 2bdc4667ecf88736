package dev.trilith.core.cycle;

import static dev.trilith.core.record.CopyCycleStep.FREEZE;
import static dev.trilith.core.record.CopyCycleStep.RESUME;
import static dev.trilith.core.record.CopyCycleStep.RESYNC_INTERNAL;
import static dev.trilith.core.record.CopyCycleStep.RUN_FIRST_LEG;
import static dev.trilith.core.record.CopyCycleStep.RUN_ONWARD;
import static dev.trilith.core.record.CopyCycleStep.SPLIT;
import static dev.trilith.core.record.CopyCycleStep.SUSPEND_ONWARD;

import dev.trilith.core.array.ImageLabel;
import dev.trilith.core.definition.CopyChain;
import dev.trilith.core.definition.Finding;
import dev.trilith.core.definition.Leg;
import dev.trilith.core.record.CopyCycleStep;
import dev.trilith.core.step.ChainView;
import dev.trilith.core.step.Faults;
import dev.trilith.core.step.Images;
import dev.trilith.core.step.LegOrder;
import dev.trilith.core.step.LegOrder.Verb;
import dev.trilith.core.step.LegView;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * Decides the next word of the copy cycle from what the arrays say. Pure.
 *
 * <p>The rules are asked from the first to the last; the first that has something to say decides.
 * Each keeps the gates of one step, so from any state the chain comes back to a full pass.
 */
final class CycleDecision {
    private static final List<Function<CycleDecision, Optional<CycleTask>>> RULES =
            List.of(
                    CycleDecision::leaveTheFreeze,
                    CycleDecision::everySiteAnswers,
                    CycleDecision::everythingIsRegistered,
                    CycleDecision::nothingIsTakenOver,
                    CycleDecision::productionIsNotNew,
                    CycleDecision::runFirstLeg,
                    CycleDecision::finishOnward,
                    CycleDecision::awaitFirstLeg,
                    CycleDecision::beginThroughRun,
                    CycleDecision::awaitInternal,
                    CycleDecision::freeze,
                    CycleDecision::runOnward,
                    CycleDecision::beginPass,
                    CycleDecision::splitLeftOver);

    private final CycleInput in;
    private final ChainView view;
    private final CopyChain chain;

    private CycleDecision(CycleInput in) {
        this.in = in;
        this.view = in.view();
        this.chain = in.view().chain();
    }

    static CycleTask decide(CycleInput in) {
        CycleDecision decision = new CycleDecision(in);
        for (Function<CycleDecision, Optional<CycleTask>> rule : RULES) {
            Optional<CycleTask> task = rule.apply(decision);
            if (task.isPresent()) {
                return task.get();
            }
        }
        return new CycleTask.Rest("the pass is complete");
    }

    /**
     * Between freeze and resume: split while the cut holds, then resume, with or without the other
     * sites; a cut that is void behind the first site is given up at once. Resume waits for the
     * split at the second site alone. If the array refuses to resume, the leg is suspended: the cut
     * stays on its secondaries, and step 1105 saves it.
     */
    private Optional<CycleTask> leaveTheFreeze() {
        LegView first = view.remote(1);
        Long cut = first.freeze();
        if (!first.frozen() || cut == null || !view.answers(0)) {
            return Optional.empty();
        }
        LegView local = view.internal(1);
        boolean whole = cut != in.voidCut();
        if (whole && view.answers(1) && local.paired() && !resting(local)) {
            List<LegOrder> splits = new ArrayList<>();
            splits.add(new LegOrder(local.leg(), Verb.SPLIT, cut));
            splits.addAll(splitsInStep(2));
            return act(SPLIT, splits);
        }
        if (resting(first)) {
            return act(RUN_FIRST_LEG, List.of(LegOrder.of(first.leg(), Verb.SUSPEND)));
        }
        return act(RESUME, List.of(new LegOrder(first.leg(), Verb.RESUME, cut)));
    }

    private Optional<CycleTask> everySiteAnswers() {
        return view.silent().isEmpty() ? Optional.empty() : blocked(Faults.silent(view.silent()));
    }

    private Optional<CycleTask> everythingIsRegistered() {
        return view.missing(0).map(CycleTask.Blocked::new);
    }

    private Optional<CycleTask> nothingIsTakenOver() {
        return chain.legs().stream()
                .filter(l -> view.leg(l).takenOver())
                .findFirst()
                .map(l ->
                        new CycleTask.Blocked(
                                new Finding(
                                        "TakenOver",
                                        "hosts were given the secondaries of leg "
                                                + l
                                                + ": nothing is copied over them")));
    }

    private Optional<CycleTask> productionIsNotNew() {
        return view.replacedProduction().map(CycleTask.Stopped::new);
    }

    /**
     * Step 1105: a still image of 211b is first kept in 211c, then 2a-&gt;2b is run. Also between
     * passes and while they are paused: what stands still meanwhile are images, not the mirror.
     */
    private Optional<CycleTask> runFirstLeg() {
        LegView first = view.remote(1);
        LegView local = view.internal(1);
        if (first.running()) {
            return Optional.empty();
        }
        if (resting(first) || resting(local)) {
            return Optional.empty();
        }
        List<LegOrder> orders = new ArrayList<>();
        if (view.landing(1).complete() && !first.active()) {
            if (local.copying()) {
                return Optional.empty();
            }
            if (view.landing(1).kind() != ImageLabel.Kind.STILL) {
                return Optional.of(
                        new CycleTask.Await(
                                RUN_FIRST_LEG,
                                "the second array has not noticed yet that leg "
                                        + first.leg()
                                        + " stopped"));
            }
            if (!local.active() && !mayLand(1)) {
                return onwardActive(2)
                        ? Optional.empty()
                        : act(RUN_FIRST_LEG, List.of(LegOrder.of(local.leg(), Verb.RESYNC)));
            }
        }
        if (local.active()) {
            orders.addAll(splitsInStep(2));
            orders.add(0, LegOrder.of(local.leg(), Verb.SPLIT));
            return act(RUN_FIRST_LEG, orders);
        }
        orders.add(LegOrder.of(first.leg(), Verb.RESYNC));
        orders.addAll(splitsInStep(2));
        return act(RUN_FIRST_LEG, orders);
    }

    /** Steps 1130 and 1135: whatever is on its way further down is finished, then suspended. */
    private Optional<CycleTask> finishOnward() {
        List<LegOrder> suspends = new ArrayList<>();
        for (int number = 2; number <= in.length(); number++) {
            LegView leg = view.remote(number);
            if (leg.copying()) {
                return await(RUN_ONWARD, leg);
            }
            if (leg.inStep() || leg.frozen()) {
                suspends.add(LegOrder.of(leg.leg(), Verb.SUSPEND));
            }
        }
        return suspends.isEmpty() ? Optional.empty() : act(SUSPEND_ONWARD, suspends);
    }

    /** While 2a-&gt;2b is repaired or cannot run, what is already cut may still travel on. */
    private Optional<CycleTask> awaitFirstLeg() {
        LegView first = view.remote(1);
        if (first.paired()) {
            return Optional.empty();
        }
        if (first.copying() && in.lastStep() == RESUME) {
            return await(RESUME, first);
        }
        Optional<CycleTask> onward = runOnward();
        if (onward.isPresent() && onward.get() instanceof CycleTask.Act) {
            return onward;
        }
        if (first.copying()) {
            return await(RUN_FIRST_LEG, first);
        }
        LegView local = view.internal(1);
        if (local.copying()) {
            return await(RUN_FIRST_LEG, local);
        }
        Finding why = in.resting().get(resting(first) ? first.leg().id() : local.leg().id());
        return why != null
                ? blocked(why)
                : Optional.of(
                        new CycleTask.Await(
                                RUN_FIRST_LEG,
                                "leg "
                                        + first.leg()
                                        + " is stopped: what lies behind it ends first"));
    }

    /** After a pause, and at the very first time, a pass goes through step 1105. */
    private Optional<CycleTask> beginThroughRun() {
        if (!in.throughRun() || !in.passDue() || anyInternal(LegView::copying)) {
            return Optional.empty();
        }
        return act(RUN_FIRST_LEG, splitsInStep(1));
    }

    private Optional<CycleTask> awaitInternal() {
        for (int number = 1; number <= in.length(); number++) {
            if (view.internal(number).copying()) {
                return await(RESYNC_INTERNAL, view.internal(number));
            }
        }
        return Optional.empty();
    }

    /** Step 1115, once every internal copy that takes part is in step; else the rest of 1110. */
    private Optional<CycleTask> freeze() {
        LegView local = view.internal(1);
        if (!local.active()) {
            return Optional.empty();
        }
        List<LegOrder> late = new ArrayList<>();
        for (int number = 1; number <= in.length(); number++) {
            LegView leg = view.internal(number);
            if (!leg.paired() && takesPart(number)) {
                late.add(LegOrder.of(leg.leg(), Verb.RESYNC));
            }
        }
        if (!late.isEmpty()) {
            return actUnlessResting(RESYNC_INTERNAL, late);
        }
        if (in.freshCycle() > 0) {
            Leg first = chain.remoteLeg(1);
            return actUnlessResting(
                    FREEZE, List.of(new LegOrder(first, Verb.FREEZE, in.freshCycle())));
        }
        return in.passDue() ? act(RESYNC_INTERNAL, List.of()) : act(SPLIT, splitsInStep(1));
    }

    /** Step 1130: every image that is newer than what lies behind it travels one site on. */
    private Optional<CycleTask> runOnward() {
        List<LegOrder> splits = new ArrayList<>();
        List<LegOrder> resyncs = new ArrayList<>();
        for (int number = 2; number <= in.length(); number++) {
            if (!travels(number)) {
                continue;
            }
            LegView partner = view.internal(number);
            if (partner.copying()) {
                return await(RESYNC_INTERNAL, partner);
            }
            if (partner.active()) {
                splits.add(LegOrder.of(partner.leg(), Verb.SPLIT));
            } else if (mayLand(number)) {
                resyncs.add(LegOrder.of(chain.remoteLeg(number), Verb.RESYNC));
            }
        }
        if (!splits.isEmpty()) {
            return actUnlessResting(SPLIT, splits);
        }
        return resyncs.isEmpty() ? Optional.empty() : actUnlessResting(RUN_ONWARD, resyncs);
    }

    /** Whether the source of the remote copy into site {@code number} has something new. */
    private boolean travels(int number) {
        ImageLabel source = view.source(number);
        return !view.internal(number - 1).active()
                && !view.remote(number).active()
                && source.cut() != null
                && Images.newer(source, view.landing(number));
    }

    /** Guard (b): what lies there is torn, or the partner holds the same image and is split. */
    private boolean mayLand(int number) {
        ImageLabel landing = view.landing(number);
        boolean kept = view.internal(number).split() && view.pointInTime(number).sameStill(landing);
        return !landing.complete() || kept;
    }

    /** Step 1110. */
    private Optional<CycleTask> beginPass() {
        if (!in.passDue()) {
            return Optional.empty();
        }
        if (!takesPart(1)) {
            return blocked(
                    new Finding(
                            "SourceIncomplete",
                            "the volumes "
                                    + chain.landingVolumes(1)
                                    + " are in step but hold no whole image: look at the images of"
                                    + " "
                                    + chain.productionVolumes()));
        }
        List<LegOrder> resyncs = new ArrayList<>();
        for (int number = 1; number <= in.length(); number++) {
            if (takesPart(number)) {
                resyncs.add(LegOrder.of(chain.internalLeg(number), Verb.RESYNC));
            }
        }
        return actUnlessResting(RESYNC_INTERNAL, resyncs);
    }

    /** An internal copy whose source is no image yet, or an older one, is left out of the pass. */
    private boolean takesPart(int number) {
        return takesPart(view, number);
    }

    static boolean takesPart(ChainView view, int number) {
        return view.landing(number).complete()
                && !Images.newer(view.pointInTime(number), view.landing(number));
    }

    /** The internal copies that sit out the pass which begins now. */
    static List<String> leftOut(ChainView view) {
        List<String> out = new ArrayList<>();
        for (int number = 1; number <= view.chain().length(); number++) {
            if (!takesPart(view, number)) {
                out.add(view.chain().internalLeg(number).id());
            }
        }
        return out;
    }

    private Optional<CycleTask> splitLeftOver() {
        List<LegOrder> splits = splitsInStep(1);
        return splits.isEmpty() ? Optional.empty() : actUnlessResting(SPLIT, splits);
    }

    private List<LegOrder> splitsInStep(int from) {
        List<LegOrder> splits = new ArrayList<>();
        for (int number = from; number <= in.length(); number++) {
            LegView leg = view.internal(number);
            if (leg.inStep() && !leg.copying() && view.answers(number)) {
                splits.add(LegOrder.of(leg.leg(), Verb.SPLIT));
            }
        }
        return splits;
    }

    private boolean onwardActive(int number) {
        return number <= in.length() && view.remote(number).active();
    }

    private boolean anyInternal(Predicate<LegView> test) {
        for (int number = 1; number <= in.length(); number++) {
            if (test.test(view.internal(number))) {
                return true;
            }
        }
        return false;
    }

    private boolean resting(LegView leg) {
        return in.resting().containsKey(leg.leg().id());
    }

    private Optional<CycleTask> actUnlessResting(CopyCycleStep step, List<LegOrder> orders) {
        List<LegOrder> ready = new ArrayList<>();
        Finding why = null;
        for (LegOrder order : orders) {
            Finding rests = in.resting().get(order.leg().id());
            if (rests == null) {
                ready.add(order);
            } else {
                why = rests;
            }
        }
        return ready.isEmpty() && why != null ? blocked(why) : act(step, ready);
    }

    private static Optional<CycleTask> act(CopyCycleStep step, List<LegOrder> orders) {
        return Optional.of(new CycleTask.Act(step, orders));
    }

    private static Optional<CycleTask> await(CopyCycleStep step, LegView leg) {
        return Optional.of(
                new CycleTask.Await(
                        step,
                        "leg " + leg.leg() + " is copying, " + leg.dirtyBytes() + " bytes to go"));
    }

    private static Optional<CycleTask> blocked(Finding finding) {
        return Optional.of(new CycleTask.Blocked(finding));
    }
}
