package dev.trilith.core.recovery;

import dev.trilith.core.array.ImageLabel;
import dev.trilith.core.array.PairState;
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
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Decides the next word of a recovery from what the surviving arrays say. Pure.
 *
 * <p>Finish, then advance: what is in flight is finished and kept at the far end before anything
 * newer is carried there, so that a further disaster on the way leaves the far end with no less
 * than it had.
 */
final class RecoveryDecision {
    /** The number under which host access is shown; the source gives it none of its own. */
    static final int HOST_ACCESS = 1230;

    private static final List<Function<RecoveryDecision, Optional<RecoveryTask>>> RULES =
            List.of(
                    RecoveryDecision::somebodySurvives,
                    RecoveryDecision::silentSitesAreWaitedFor,
                    RecoveryDecision::everythingIsRegistered,
                    RecoveryDecision::hostsHaveAccess,
                    RecoveryDecision::finishWhatRuns,
                    RecoveryDecision::stopWhatIsInStep,
                    RecoveryDecision::keepAtTheEnd,
                    RecoveryDecision::finishWhatWasInFlight,
                    RecoveryDecision::keepOnTheWay,
                    RecoveryDecision::carryOn,
                    RecoveryDecision::giveAccess);

    private final ChainView view;
    private final CopyChain chain;
    private final Survivors survivors;

    private RecoveryDecision(ChainView view, Survivors survivors) {
        this.view = view;
        this.chain = view.chain();
        this.survivors = survivors;
    }

    static RecoveryTask decide(ChainView view, Survivors survivors) {
        RecoveryDecision decision = new RecoveryDecision(view, survivors);
        for (Function<RecoveryDecision, Optional<RecoveryTask>> rule : RULES) {
            Optional<RecoveryTask> task = rule.apply(decision);
            if (task.isPresent()) {
                return task.get();
            }
        }
        return new RecoveryTask.Blocked(
                new Finding(
                        "NoCompleteImage",
                        "site "
                                + view.chain().sites().get(survivors.last())
                                + " holds no complete image and none that survived can be carried"
                                + " there"),
                true);
    }

    /** Whether what was ordered is done. */
    static boolean reached(LegOrder order, ChainView view) {
        LegView leg = view.leg(order.leg());
        return switch (order.verb()) {
            case RESYNC -> leg.paired();
            case SPLIT, SUSPEND -> !leg.active() && !leg.frozen();
            case TAKEOVER -> leg.takenOver();
            case FREEZE, RESUME -> true;
        };
    }

    private Optional<RecoveryTask> somebodySurvives() {
        if (survivors.last() > 0) {
            return Optional.empty();
        }
        return blocked(
                "NoSurvivor",
                "no site behind the first survives in chain "
                        + chain.name()
                        + ": nothing to recover at",
                true);
    }

    private Optional<RecoveryTask> silentSitesAreWaitedFor() {
        for (int number = 1; number < chain.sites().size(); number++) {
            String array = chain.sites().get(number).array();
            Finding why = view.silent().get(array);
            if (why != null) {
                String what =
                        why.reason().equals(Faults.SILENT)
                                ? " does not answer ("
                                : " does not let this program ask (";
                return blocked(
                        why.reason(),
                        "site "
                                + chain.sites().get(number)
                                + what
                                + why.message()
                                + ") and is not known to be lost: it may hold newer data and is"
                                + " waited for",
                        false);
            }
        }
        return Optional.empty();
    }

    /** What the first site lacks does not matter: nothing is copied from there any more. */
    private Optional<RecoveryTask> everythingIsRegistered() {
        return view.missing(1).map(f -> new RecoveryTask.Blocked(f, false));
    }

    private Optional<RecoveryTask> hostsHaveAccess() {
        if (view.internal(survivors.last()).takenOver()) {
            return Optional.of(new RecoveryTask.Presented());
        }
        for (int number = survivors.first(); number <= survivors.last(); number++) {
            for (LegView leg : List.of(view.remote(number), view.internal(number))) {
                if (leg.takenOver()) {
                    return blocked(
                            "TakenOver",
                            "hosts were given the secondaries of leg "
                                    + leg.leg()
                                    + ": nothing is carried over them",
                            true);
                }
            }
        }
        return Optional.empty();
    }

    private Optional<RecoveryTask> finishWhatRuns() {
        for (int number = survivors.last(); number >= survivors.first(); number--) {
            LegView internal = view.internal(number);
            if (internal.copying()) {
                return await(CopyCycleStep.RESYNC_INTERNAL, internal);
            }
            LegView remote = view.remote(number);
            if (number > survivors.first() && remote.copying()) {
                return received(remote.leg())
                        ? await(CopyCycleStep.RUN_ONWARD, remote)
                        : act(
                                CopyCycleStep.SUSPEND_ONWARD,
                                LegOrder.of(remote.leg(), Verb.SUSPEND),
                                "the seal has ended it at the far side");
            }
        }
        return Optional.empty();
    }

    /** Whether the array with the secondaries still takes what this leg sends. */
    private boolean received(Leg leg) {
        return Optional.ofNullable(view.snapshots().get(leg.secondaryArray()))
                .map(s -> s.leg(leg.group(), leg.leg()))
                .map(pairs -> pairs.stream().anyMatch(RecoveryDecision::active))
                .orElse(true);
    }

    private static boolean active(PairState pair) {
        return switch (pair.status()) {
            case COPY, PAIR -> true;
            case SMPL, PSUS, PSUE, SSWS -> false;
        };
    }

    private Optional<RecoveryTask> stopWhatIsInStep() {
        for (int number = survivors.last(); number >= survivors.first(); number--) {
            LegView remote = view.remote(number);
            if (number > survivors.first() && (remote.inStep() || remote.frozen())) {
                return act(
                        CopyCycleStep.SUSPEND_ONWARD,
                        LegOrder.of(remote.leg(), Verb.SUSPEND),
                        "the transfer is complete: its image is kept as it is");
            }
            LegView internal = view.internal(number);
            if (internal.inStep()) {
                return act(
                        CopyCycleStep.SPLIT,
                        LegOrder.of(internal.leg(), Verb.SPLIT),
                        "the internal copy is complete: its image is kept as it is");
            }
        }
        return Optional.empty();
    }

    /** 211d-&gt;211e before anything else, if 211d is complete and newer. */
    private Optional<RecoveryTask> keepAtTheEnd() {
        return keep(
                survivors.last(),
                "the image that arrived here is whole and newer than the kept one: it is kept before"
                        + " another one arrives");
    }

    private Optional<RecoveryTask> finishWhatWasInFlight() {
        for (int number = survivors.last(); number > survivors.first(); number--) {
            if (!view.landing(number).complete() && travels(number)) {
                return run(number, "this transfer was cut short: finish it before going on");
            }
        }
        return Optional.empty();
    }

    private Optional<RecoveryTask> keepOnTheWay() {
        for (int number = survivors.last() - 1; number >= survivors.first(); number--) {
            Optional<RecoveryTask> keep =
                    keep(number, "it is the newest image that survived, on its way to the end");
            if (keep.isPresent()) {
                return keep;
            }
        }
        return Optional.empty();
    }

    private Optional<RecoveryTask> carryOn() {
        for (int number = survivors.last(); number > survivors.first(); number--) {
            if (travels(number)) {
                return run(number, "it is newer than all that the next site holds");
            }
        }
        return Optional.empty();
    }

    private Optional<RecoveryTask> giveAccess() {
        if (!view.pointInTime(survivors.last()).complete()) {
            return Optional.empty();
        }
        Leg last = chain.internalLeg(survivors.last());
        return Optional.of(
                new RecoveryTask.Act(
                        HOST_ACCESS,
                        CopyCycleStep.SUSPEND_ONWARD,
                        LegOrder.of(last, Verb.TAKEOVER),
                        "it holds the newest complete image that survived within reach"));
    }

    private Optional<RecoveryTask> keep(int number, String why) {
        ImageLabel landing = view.landing(number);
        if (!Images.newer(landing, view.pointInTime(number))) {
            return Optional.empty();
        }
        return act(
                CopyCycleStep.RESYNC_INTERNAL,
                LegOrder.of(chain.internalLeg(number), Verb.RESYNC),
                why);
    }

    private boolean travels(int number) {
        ImageLabel source = view.source(number);
        ImageLabel landing = view.landing(number);
        return Images.newer(source, landing)
                && Images.newer(source, view.pointInTime(number))
                && (!landing.complete() || Images.same(landing, view.pointInTime(number)));
    }

    private Optional<RecoveryTask> run(int number, String why) {
        LegView partner = view.internal(number);
        if (view.landing(number).complete() && !partner.split()) {
            return act(
                    CopyCycleStep.RESYNC_INTERNAL,
                    LegOrder.of(partner.leg(), Verb.RESYNC),
                    "nothing lands beside a copy that was not split by order");
        }
        return act(
                CopyCycleStep.RUN_ONWARD, LegOrder.of(chain.remoteLeg(number), Verb.RESYNC), why);
    }

    private static Optional<RecoveryTask> act(CopyCycleStep step, LegOrder order, String reason) {
        return Optional.of(new RecoveryTask.Act(step.number(), step, order, reason));
    }

    private static Optional<RecoveryTask> await(CopyCycleStep step, LegView leg) {
        return Optional.of(
                new RecoveryTask.Await(
                        step.number(), leg, "it is in flight: a copy cut short is no image"));
    }

    private static Optional<RecoveryTask> blocked(String reason, String message, boolean forGood) {
        return Optional.of(new RecoveryTask.Blocked(new Finding(reason, message), forGood));
    }
}
