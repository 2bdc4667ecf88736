package dev.trilith.emulator.engine.array;

import dev.trilith.emulator.engine.Cut;
import dev.trilith.emulator.engine.EngineFault;
import dev.trilith.emulator.engine.EventKind;
import dev.trilith.emulator.engine.FreezeMode;
import dev.trilith.emulator.engine.Order;
import dev.trilith.emulator.engine.PairRole;
import dev.trilith.emulator.engine.PairStatus;
import dev.trilith.emulator.engine.SuspendReason;
import dev.trilith.emulator.engine.pair.Leg;
import dev.trilith.emulator.engine.pair.LogicalUnit;
import dev.trilith.emulator.engine.pair.Pair;
import dev.trilith.emulator.engine.remote.LegCommand;
import dev.trilith.emulator.engine.remote.LegWire;
import dev.trilith.emulator.engine.volume.Hold;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** FREEZE, RESUME and the end of a freeze's time. Used under the orders lock. */
final class Freezes {
    private static final Duration LONGEST = Duration.ofSeconds(60);

    /** By so much hosts may wait longer for an order that is under way at the deadline. */
    private static final long GRACE_NANOS = 1_000_000_000L;

    private static final String LATE = "the array did not come to resume it within a second";

    private final Core core;
    private final SendingLegs sending;
    private final MemberFailure failures;

    Freezes(Core core, SendingLegs sending, MemberFailure failures) {
        this.core = core;
        this.sending = sending;
        this.failures = failures;
    }

    void freeze(Leg leg, Order.Freeze order, Answering answer) {
        boolean inTime = order.deadline().isPositive() && order.deadline().compareTo(LONGEST) <= 0;
        if (order.mode() == FreezeMode.HOLD && !inTime) {
            throw core.fault(
                    EngineFault.Code.INVALID_VALUE,
                    "a freeze that holds host writes needs a deadline over 0, at most 60 s, and not "
                            + order.deadline());
        }
        if (order.mode() == FreezeMode.HOLD) {
            requireNotHeld(leg);
        }
        LegWire wire = leg.wire();
        for (Pair pair : leg.pairs()) {
            if (pair.state().status() != PairStatus.PAIR || wire == null) {
                throw core.fault(
                        EngineFault.Code.WRONG_STATE,
                        "FREEZE does not fit " + pair + ", which is " + pair.state());
            }
        }
        Cut newest = new Labels(core).newest(leg);
        if (order.cycle() <= newest.cycle()) {
            throw core.fault(
                    EngineFault.Code.INVALID_VALUE,
                    "cycle "
                            + order.cycle()
                            + " is not higher than "
                            + newest.cycle()
                            + ", which group "
                            + leg.key().group()
                            + " has seen");
        }
        LegWire standing = Objects.requireNonNull(wire);
        SendingLegs.flushOther(standing);
        long[] since = new long[1];
        Leg.Freeze freeze = new FreezeStart(leg, order, answer).carryOut(standing, since);
        if (order.mode() == FreezeMode.HOLD) {
            long left = since[0] + order.deadline().toNanos() - core.config.threads().nanoTime();
            core.after(left, () -> core.exclusively(() -> expire(leg, freeze)));
            core.after(Math.max(0, left) + GRACE_NANOS, () -> overdue(leg, freeze, LATE));
        }
    }

    /** Another leg of the same volume may hold its hosts: each hold has one deadline. */
    private void requireNotHeld(Leg leg) {
        for (Pair pair : leg.pairs()) {
            for (LogicalUnit unit = pair.source(); unit != null; unit = reachedFrom(unit)) {
                if (unit.volume().hold() != null) {
                    throw core.fault(
                            EngineFault.Code.WRONG_STATE,
                            "FREEZE does not fit "
                                    + pair
                                    + ": another freeze holds the hosts of "
                                    + unit);
                }
            }
        }
    }

    /** The volume whose hosts' writes reach this one through an internal copy in step, or null. */
    private static @Nullable LogicalUnit reachedFrom(LogicalUnit unit) {
        Pair up = unit.upstream();
        return up != null && up.role() == PairRole.BOTH && up.state().running()
                ? up.source()
                : null;
    }

    /**
     * Hosts still wait though the deadline has passed: an order has the array, of whatever group,
     * or the leg cannot be resumed. It is stopped, for which no order is waited.
     */
    private void overdue(Leg leg, Leg.Freeze freeze, String why) {
        if (!core.closing && failures.endFreeze(leg, freeze, "the freeze's deadline passed")) {
            core.events.add(
                    EventKind.FreezeExpired,
                    leg
                            + " reached its deadline under "
                            + freeze.cut()
                            + " and was stopped, since "
                            + why
                            + "; the cut is void");
        }
    }

    /** One freeze while it is being made. */
    private final class FreezeStart {
        private final Leg leg;
        private final Order.Freeze order;
        private final Answering answer;

        FreezeStart(Leg leg, Order.Freeze order, Answering answer) {
            this.leg = leg;
            this.order = order;
            this.answer = answer;
        }

        Leg.Freeze carryOut(LegWire wire, long[] since) {
            Hold hold = order.mode() == FreezeMode.HOLD ? new Hold() : null;
            AtomicReference<Leg.@Nullable Freeze> made = new AtomicReference<>();
            core.cut(
                    leg,
                    () -> {
                        since[0] = core.config.threads().nanoTime();
                        made.set(cutNow(wire, hold));
                    });
            return Objects.requireNonNull(made.get());
        }

        private Leg.Freeze cutNow(LegWire wire, @Nullable Hold hold) {
            core.pass(CrashPoint.FREEZE_BEFORE_CUT);
            Cut cut = new Cut(order.cycle(), 0, core.now());
            wire.command(new LegCommand.Freeze(cut));
            core.pass(CrashPoint.FREEZE_AFTER_CUT);
            Leg.Freeze freeze = new Leg.Freeze(cut, order.mode(), hold);
            Change change = core.tables.change().newest(leg.key().group(), cut);
            leg.pairs().forEach(p -> change.state(p, p.state().frozen(cut)));
            change.require(() -> {
                if (!Objects.equals(leg.wire(), wire)) {
                    throw core.fault(
                            EngineFault.Code.PEER_UNREACHABLE,
                            leg + " was stopped while it was being frozen");
                }
            });
            change.then(() -> {
                leg.freeze(freeze);
                if (hold != null) {
                    leg.pairs().forEach(p -> hold(p.source(), hold));
                }
            });
            answer.with(change);
            change.commit();
            return freeze;
        }
    }

    /** Writes that reach a volume through internal copies in step are held with its own. */
    private static void hold(LogicalUnit unit, Hold hold) {
        for (LogicalUnit each = unit; each != null; each = reachedFrom(each)) {
            each.volume().hold(hold);
        }
    }

    void resume(Leg leg, Order.Resume order, Answering answer) {
        Leg.Freeze freeze = leg.freeze();
        if (freeze == null || freeze.cut().cycle() != order.cycle()) {
            throw core.fault(
                    EngineFault.Code.CUT_VOID,
                    "the freeze of cycle " + order.cycle() + " is not in force on " + leg);
        }
        thaw(leg, freeze, order.fence().term(), answer);
    }

    private void thaw(Leg leg, Leg.Freeze freeze, long term, Answering answer) {
        LegWire wire = leg.wire();
        if (wire == null) {
            throw core.fault(EngineFault.Code.CUT_VOID, leg + " was stopped meanwhile");
        }
        boolean clean = frozen(leg).stream().allMatch(p -> p.differences().clean());
        boolean[] done = new boolean[1];
        if (clean) {
            core.cut(leg, () -> done[0] = resumeNow(leg, freeze, wire, answer));
        }
        if (done[0]) {
            failures.endHold(freeze);
        } else {
            // Something was written meanwhile: it has to catch up, out of order.
            sending.resync(leg, term, null, null, "RESUME", answer);
            failures.endHold(freeze);
        }
    }

    /** Those that the freeze froze: one that was registered since is no copy yet. */
    private static List<Pair> frozen(Leg leg) {
        return leg.pairs().stream().filter(p -> p.state().is(SuspendReason.FROZEN)).toList();
    }

    private boolean resumeNow(Leg leg, Leg.Freeze freeze, LegWire wire, Answering answer) {
        List<Pair> pairs = frozen(leg);
        if (pairs.stream().anyMatch(p -> !p.differences().clean())) {
            return false;
        }
        wire.command(new LegCommand.Resume(freeze.cut().cycle(), Labels.sent(leg)));
        core.pass(CrashPoint.RESUME_AFTER_PEER);
        Change change = core.tables.change();
        pairs.forEach(p -> change.state(p, p.state().to(PairStatus.PAIR)));
        change.require(() -> {
            if (!Objects.equals(leg.wire(), wire)) {
                throw core.fault(EngineFault.Code.CUT_VOID, leg + " was stopped meanwhile");
            }
        });
        change.then(() -> {
            leg.freeze(null);
            pairs.forEach(p -> p.mode(Pair.Mode.MIRROR));
        });
        answer.with(change);
        change.commit();
        return true;
    }

    /** The deadline: the array resumes by itself, after it has told the other. */
    private void expire(Leg leg, Leg.Freeze freeze) {
        if (!freeze.equals(leg.freeze()) || core.closing) {
            return;
        }
        try {
            thaw(leg, freeze, core.tables.fence(leg.key().group()).term(), Answering.NOBODYS);
            core.events.add(
                    EventKind.FreezeExpired,
                    leg
                            + " reached its deadline under "
                            + freeze.cut()
                            + "; the array resumed by itself and the cut is void");
        } catch (EngineFault e) {
            // Host writes may wait no longer, in step or not.
            overdue(leg, freeze, String.valueOf(e.getMessage()));
        }
    }
}
