package dev.trilith.emulator.engine.array;

import dev.trilith.emulator.engine.ArrayView.FenceView;
import dev.trilith.emulator.engine.EngineFault;
import dev.trilith.emulator.engine.EventKind;
import dev.trilith.emulator.engine.PairStatus;
import dev.trilith.emulator.engine.SuspendReason;
import dev.trilith.emulator.engine.pair.Leg;
import dev.trilith.emulator.engine.pair.LogicalUnit;
import dev.trilith.emulator.engine.pair.Pair;
import dev.trilith.emulator.engine.pair.PairState;
import dev.trilith.emulator.engine.remote.LegAcceptor;
import dev.trilith.emulator.engine.remote.LegOpen;
import dev.trilith.emulator.engine.remote.LegReceiver;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/** The legs that this array receives, and which connection each of them comes from. */
final class ReceivingLegs implements LegAcceptor {
    private static final long NOTE_AGAIN_NANOS = 1_000_000_000L;

    private final Core core;
    private final Labels labels;
    private final Guards guards;
    private final Consumer<Leg> forget;
    private final Map<Leg, ReceivingLeg> current = new ConcurrentHashMap<>();

    ReceivingLegs(Core core, Labels labels, Guards guards, Consumer<Leg> forget) {
        this.core = core;
        this.labels = labels;
        this.guards = guards;
        this.forget = forget;
    }

    @Override
    public LegReceiver open(LegOpen open, Consumer<String> end) {
        core.orders.lock();
        try {
            Leg leg = core.tables.leg(open.key());
            boolean known =
                    leg != null
                            && leg.receives()
                            && open.receiver().equals(core.config.name())
                            && leg.pairs()
                                    .get(0)
                                    .definition()
                                    .primary()
                                    .array()
                                    .equals(open.sender());
            if (leg == null || !known || core.closing) {
                throw core.fault(
                        EngineFault.Code.NO_SUCH_LEG,
                        "it receives no leg " + open.key() + " from array " + open.sender());
            }
            checkTerm(leg, open.term());
            ReceivingLeg old = current.get(leg);
            if (old != null) {
                stop(old, PairStatus.PSUE, "the sender connected again");
            }
            ReceivingLeg fresh =
                    new ReceivingLeg(core, this, labels, guards, leg, open.term(), end);
            current.put(leg, fresh);
            return fresh;
        } finally {
            core.orders.unlock();
        }
    }

    void checkTerm(Leg leg, long term) {
        FenceView fence = core.tables.fence(leg.key().group());
        if (term < fence.term()) {
            String why =
                    leg
                            + " is sealed with term "
                            + fence.term()
                            + " by "
                            + fence.owner()
                            + "; a sender with term "
                            + term
                            + " is refused";
            core.events.add(EventKind.Refused, why);
            throw core.fault(EngineFault.Code.OLD_TERM, why);
        }
    }

    /** A seal ends what comes under a lower term. Under the orders lock. */
    void seal(String group, long term) {
        for (ReceivingLeg receiver : List.copyOf(current.values())) {
            if (receiver.leg().key().group().equals(group) && receiver.term() < term) {
                stop(receiver, PairStatus.PSUS, "sealed with term " + term);
                core.events.add(
                        EventKind.ReceiveEnded,
                        receiver.leg() + " is received no more: sealed with term " + term);
            }
        }
    }

    /** The connection of a receiver has ended. */
    void down(ReceivingLeg receiver, String why) {
        core.exclusively(() -> {
            if (current.get(receiver.leg()) == receiver) {
                try {
                    end(receiver, why);
                } catch (EngineFault e) {
                    // The sender is told nothing more: only this array can find that it stopped.
                    core.events.add(
                            EventKind.DiskFailed,
                            "the end of " + receiver.leg() + " cannot be noted: " + e.getMessage());
                    if (!core.closing) {
                        core.after(NOTE_AGAIN_NANOS, () -> down(receiver, why));
                    }
                }
            }
        });
    }

    /** A secondary of the leg failed. */
    void failed(Leg leg, String why) {
        core.exclusively(() -> {
            ReceivingLeg receiver = current.get(leg);
            if (receiver != null) {
                end(receiver, why);
            }
        });
    }

    private void end(ReceivingLeg receiver, String why) {
        boolean ran = receiver.anyInForce();
        stop(receiver, PairStatus.PSUE, why);
        if (ran) {
            core.events.add(EventKind.LegBroken, receiver.leg() + " is stopped (PSUE): " + why);
        }
    }

    /** Takes nothing more from a connection; rules 5 and 6. Under the orders lock. */
    void stop(ReceivingLeg receiver, PairStatus status, String why) {
        Leg leg = receiver.leg();
        try {
            if (!leg.pairs().isEmpty()) {
                flush(leg);
                core.cut(leg, () -> stopNow(receiver, status));
                leg.pairs().forEach(p -> labels.tellOthers(p.target()));
            }
            // Not before it is noted: what could not be is tried again.
            current.remove(leg, receiver);
        } finally {
            receiver.end(why);
        }
    }

    private void stopNow(ReceivingLeg receiver, PairStatus status) {
        Leg leg = receiver.leg();
        receiver.close();
        flush(leg);
        Change change = core.tables.change();
        labels.stop(change, leg);
        for (Pair pair : leg.pairs()) {
            PairState now = pair.state();
            boolean told = status == PairStatus.PSUS && now.status() == PairStatus.PSUE;
            if (now.running() || now.is(SuspendReason.FROZEN) || told) {
                change.state(
                        pair,
                        status == PairStatus.PSUS
                                ? now.suspended(SuspendReason.SUSPENDED)
                                : now.to(status));
            }
        }
        change.commit();
    }

    /** Makes secondaries durable; one whose flush fails says so itself from then on. */
    private void flush(Leg leg) {
        Set<LogicalUnit> units = new LinkedHashSet<>();
        leg.pairs().stream()
                .filter(p -> p.state().running())
                .forEach(p -> Labels.followers(p.target(), units));
        try {
            core.flush(units);
        } catch (EngineFault e) {
            core.events.add(EventKind.DiskFailed, String.valueOf(e.getMessage()));
        }
    }

    void forget(Leg leg) {
        forget.accept(leg);
    }
}
