package dev.trilith.emulator.engine.array;

import dev.trilith.emulator.engine.ArrayView.FenceView;
import dev.trilith.emulator.engine.EngineFault;
import dev.trilith.emulator.engine.EventKind;
import dev.trilith.emulator.engine.Fence;
import dev.trilith.emulator.engine.ImageLabel;
import dev.trilith.emulator.engine.Order;
import dev.trilith.emulator.engine.PairStatus;
import dev.trilith.emulator.engine.SuspendReason;
import dev.trilith.emulator.engine.pair.Leg;
import dev.trilith.emulator.engine.pair.Pair;
import dev.trilith.emulator.engine.pair.PairState;
import dev.trilith.emulator.engine.remote.LegOpen;
import dev.trilith.emulator.engine.remote.LegWire;
import dev.trilith.emulator.engine.remote.LinkTransport.Dialed;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Takes orders: fences, repeated commands, and who carries an order out. */
final class OrderDesk {
    private static final Set<EngineFault.Code> PASSING =
            Set.of(
                    EngineFault.Code.PEER_UNREACHABLE,
                    EngineFault.Code.NO_SPACE,
                    EngineFault.Code.DISK_ERROR);

    private final Core core;
    private final SendingLegs sending;
    private final InternalLegs internals;
    private final Freezes freezes;
    private final Consumer<Leg> forget;

    OrderDesk(
            Core core,
            SendingLegs sending,
            InternalLegs internals,
            MemberFailure failures,
            Consumer<Leg> forget) {
        this.core = core;
        this.sending = sending;
        this.internals = internals;
        this.freezes = new Freezes(core, sending, failures);
        this.forget = forget;
    }

    void order(Order order) {
        checkForm(order.fence());
        EngineFault[] unreachable = new EngineFault[1];
        try (Dialed dialed = dial(order, unreachable)) {
            core.exclusively(() ->
                    once(order.fence(), answer -> carryOut(order, dialed, unreachable[0], answer)));
        }
    }

    /** Reaches the other array before the orders lock is taken, since it may be slow to answer. */
    private @Nullable Dialed dial(Order order, EngineFault[] unreachable) {
        Leg leg = core.tables.leg(order.fence().key());
        boolean wanted =
                order instanceof Order.Resync
                        || order instanceof Order.Suspend
                        || order instanceof Order.Delete;
        boolean needed = wanted && leg != null && leg.sends() && leg.wire() == null;
        if (!needed || core.tables.answer(key(order.fence())) != null) {
            return null;
        }
        try {
            String endpoint = sending.endpoint(Objects.requireNonNull(leg));
            return new Unopened(core.transport.connect(endpoint));
        } catch (EngineFault e) {
            unreachable[0] = e;
            return null;
        }
    }

    /** Closes a connection only if no leg was opened on it. */
    private static final class Unopened implements Dialed {
        private final Dialed dialed;
        private boolean opened;

        Unopened(Dialed dialed) {
            this.dialed = dialed;
        }

        @Override
        public LegWire open(LegOpen open, Consumer<String> onDown) {
            LegWire wire = dialed.open(open, onDown);
            opened = true;
            return wire;
        }

        @Override
        public void close() {
            if (!opened) {
                dialed.close();
            }
        }
    }

    void checkForm(Fence fence) {
        if (fence.commandId().isEmpty() || fence.commandId().length() > 128) {
            throw core.fault(EngineFault.Code.INVALID_VALUE, "a commandId has 1 to 128 characters");
        }
        if (fence.sequence() < 0) {
            throw core.fault(
                    EngineFault.Code.INVALID_VALUE, "sequence " + fence.sequence() + " is below 0");
        }
    }

    /**
     * A commandId counts within its group: who may act on one group alone cannot answer, or
     * forestall, the commands of another.
     */
    private static String key(Fence fence) {
        return fence.group().length() + ":" + fence.group() + ":" + fence.commandId();
    }

    /** Carries a command out if its fence allows it and it was not answered before. */
    void once(Fence fence, Consumer<Answering> work) {
        if (answered(fence)) {
            return;
        }
        core.tables.locked(() -> {
            check(fence);
            raised(fence).commit();
        });
        Answering answer = new Answering(key(fence));
        orKeepRefusal(
                fence,
                () -> {
                    work.accept(answer);
                    return answer;
                });
        if (!answer.given()) {
            core.tables.keepAnswer(key(fence), null, "");
        }
    }

    /**
     * Has a record written, in the same way. Its slot holds the order's number and the answer, so
     * both are durable when it is.
     */
    void record(Fence fence, long after, Supplier<SlotPlace> work) {
        if (answered(fence)) {
            return;
        }
        core.tables.locked(() -> {
            check(fence);
            checkRead(fence, after);
        });
        SlotPlace place = orKeepRefusal(fence, work);
        core.tables.locked(() -> core.tables.ride(place, raised(fence).answering(key(fence))));
    }

    /** Whether the tables have a command's answer. */
    boolean knows(Fence fence) {
        return core.tables.answer(key(fence)) != null;
    }

    /** At a start: a record was written with this command. */
    void learn(Fence fence) {
        core.tables.locked(() -> raised(fence).answering(key(fence)).commit());
    }

    private boolean answered(Fence fence) {
        RowCodec.Answer known = core.tables.answer(key(fence));
        if (known == null) {
            return false;
        }
        EngineFault.Code code = known.code();
        if (code != null) {
            throw new EngineFault(code, known.message());
        }
        return true;
    }

    private <T> T orKeepRefusal(Fence fence, Supplier<T> work) {
        try {
            return work.get();
        } catch (EngineFault e) {
            if (!PASSING.contains(e.code())) {
                core.tables.keepAnswer(key(fence), e.code(), String.valueOf(e.getMessage()));
            }
            throw e;
        }
    }

    /** What a command's number changes: nothing if another term is in force by now. */
    private Change raised(Fence fence) {
        FenceView seen = core.tables.fence(fence.group());
        Change change = core.tables.change();
        boolean higher = fence.term() == seen.term() && fence.sequence() > seen.sequence();
        return higher
                ? change.fence(
                        new FenceView(seen.group(), seen.term(), fence.sequence(), seen.owner()))
                : change;
    }

    /** Refuses a command whose term is not in force, or which is older than another. */
    private void check(Fence fence) {
        FenceView seen = core.tables.fence(fence.group());
        if (fence.term() != seen.term()) {
            throw refused(
                    EngineFault.Code.OLD_TERM,
                    fence,
                    "term "
                            + fence.term()
                            + " is not the one in force, "
                            + seen.term()
                            + (fence.term() > seen.term()
                                    ? "; seal the group with it first"
                                    : ", sealed by " + seen.owner()));
        }
        if (fence.sequence() < seen.sequence()) {
            throw refused(
                    EngineFault.Code.OLD_SEQUENCE,
                    fence,
                    "sequence "
                            + fence.sequence()
                            + " is lower than "
                            + seen.sequence()
                            + ", which was seen");
        }
    }

    /** Refuses a record whose writer has not read what somebody wrote meanwhile. */
    private void checkRead(Fence fence, long after) {
        long seen = core.tables.fence(fence.group()).sequence();
        if (seen > after && seen != fence.sequence()) {
            throw refused(
                    EngineFault.Code.OLD_SEQUENCE,
                    fence,
                    "its writer knows of no sequence above "
                            + after
                            + ", and "
                            + seen
                            + " was seen");
        }
    }

    private EngineFault refused(EngineFault.Code code, Fence fence, String why) {
        String text = "command " + fence.commandId() + " for group " + fence.group() + ": " + why;
        core.events.add(EventKind.Refused, text);
        return core.fault(code, text);
    }

    private Leg leg(Order order) {
        Leg leg = core.tables.leg(order.fence().key());
        boolean takeover = order instanceof Order.Takeover;
        boolean either = order instanceof Order.Delete;
        boolean here = leg != null && (either || (takeover ? !leg.sends() : !leg.receives()));
        if (leg == null || !here) {
            throw core.fault(
                    EngineFault.Code.NO_SUCH_LEG,
                    order.verb()
                            + " for leg "
                            + order.fence().key()
                            + (leg == null
                                    ? ": no pair of it is registered here"
                                    : ": this array is on the other side of it"));
        }
        return leg;
    }

    private void carryOut(
            Order order,
            @Nullable Dialed dialed,
            @Nullable EngineFault unreachable,
            Answering answer) {
        Leg leg = leg(order);
        long term = order.fence().term();
        switch (order) {
            case Order.Resync resync -> {
                if (leg.internal()) {
                    internals.resync(leg, resync.force(), answer);
                } else {
                    if (unreachable != null) {
                        Starts.of(core, leg, "RESYNC");
                        throw unreachable;
                    }
                    sending.resync(leg, term, resync.force(), dialed, "RESYNC", answer);
                }
            }
            case Order.Split split -> {
                requireKind(leg, true, order);
                internals.split(leg, split.cycle(), answer);
            }
            case Order.Suspend suspend -> {
                requireKind(leg, false, order);
                sending.suspend(leg, term, dialed, answer);
            }
            case Order.Freeze freeze -> {
                requireKind(leg, false, order);
                freezes.freeze(leg, freeze, answer);
            }
            case Order.Resume resume -> {
                requireKind(leg, false, order);
                freezes.resume(leg, resume, answer);
            }
            case Order.Takeover takeover -> takeover(leg);
            case Order.Delete delete -> delete(leg, term, dialed);
        }
    }

    private void requireKind(Leg leg, boolean internal, Order order) {
        if (leg.internal() != internal) {
            throw core.fault(
                    EngineFault.Code.WRONG_STATE,
                    order.verb()
                            + " is for "
                            + (internal ? "internal" : "remote")
                            + " copies, and "
                            + leg
                            + " is none");
        }
    }

    private void takeover(Leg leg) {
        List<Pair> pairs = leg.pairs();
        if (pairs.stream().allMatch(p -> p.state().status() == PairStatus.SSWS)) {
            return;
        }
        requireStopped(leg, "TAKEOVER");
        List<ImageLabel> labels = Labels.secondaries(leg);
        boolean still = labels.stream().allMatch(l -> l.kind() == ImageLabel.Kind.STILL);
        if (!still || !Labels.image(labels)) {
            throw core.fault(
                    EngineFault.Code.SOURCE_INCOMPLETE,
                    "the secondaries of " + leg + " hold no complete still image: " + labels);
        }
        Change change = core.tables.change();
        pairs.forEach(p -> change.state(p, p.state().to(PairStatus.SSWS)));
        core.cut(leg, change::commit);
    }

    private void requireStopped(Leg leg, String verb) {
        for (Pair pair : leg.pairs()) {
            PairState state = pair.state();
            if (state.running() || state.is(SuspendReason.FROZEN)) {
                throw core.fault(
                        EngineFault.Code.WRONG_STATE,
                        verb + " does not fit " + pair + ", which is " + state);
            }
        }
    }

    private void delete(Leg leg, long term, @Nullable Dialed dialed) {
        requireStopped(leg, "DELETE");
        if (leg.sends()) {
            sending.tellDeleted(leg, term, dialed);
        }
        forget.accept(leg);
    }
}
