package dev.trilith.core.array;

import static dev.trilith.core.array.RefusalCode.CUT_VOID;
import static dev.trilith.core.array.RefusalCode.INVALID_VALUE;
import static dev.trilith.core.array.RefusalCode.NO_SUCH_LEG;
import static dev.trilith.core.array.RefusalCode.OLD_TERM;
import static dev.trilith.core.array.RefusalCode.PEER_UNREACHABLE;
import static dev.trilith.core.array.RefusalCode.SOURCE_INCOMPLETE;
import static dev.trilith.core.array.RefusalCode.WRONG_STATE;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Orders to whole legs of the in-memory array, and what ends them. */
final class MemoryLegs {
    private static final Duration LONGEST_DEADLINE = Duration.ofSeconds(60);

    private final InMemoryArray array;

    MemoryLegs(InMemoryArray array) {
        this.array = array;
    }

    void order(ArrayOrder order) {
        Fence fence = order.fence();
        boolean takeover = order instanceof ArrayOrder.Takeover;
        boolean either = order instanceof ArrayOrder.Delete;
        List<MemoryPair> leg =
                array.leg(fence.group(), fence.leg()).stream()
                        .filter(p -> either || (takeover ? p.receives() : p.sends()))
                        .toList();
        if (leg.isEmpty()) {
            throw array.refuse(
                    NO_SUCH_LEG, "no leg " + fence.leg() + " of " + fence.group() + " here");
        }
        switch (order) {
            case ArrayOrder.Resync resync -> resync(leg, resync);
            case ArrayOrder.Split split -> split(leg, split.cycle());
            case ArrayOrder.Suspend s -> suspend(leg, s);
            case ArrayOrder.Freeze freeze -> freeze(leg, freeze);
            case ArrayOrder.Resume resume -> resume(leg, resume);
            case ArrayOrder.Takeover t -> takeover(leg, t);
            case ArrayOrder.Delete d -> delete(leg, d);
        }
    }

    private void resync(List<MemoryPair> leg, ArrayOrder.Resync order) {
        for (MemoryPair pair : leg) {
            if (pair.status == PairStatus.SSWS || pair.frozen()) {
                throw wrongState(pair, order);
            }
        }
        @Nullable InMemoryArray peer = peer(leg, order.fence().term());
        MemoryGuards guards = new MemoryGuards(array, peer, leg, order.force());
        guards.sourceIsComplete();
        boolean equal = true;
        for (MemoryPair pair : leg) {
            MemoryPair other = other(peer, pair);
            equal &= pair.status != PairStatus.SMPL && pair.dirty.isEmpty();
            equal &= other == pair || other.dirty.isEmpty();
        }
        equal &= MemoryGuards.image(peer, leg, false).complete();
        if (!equal) {
            guards.goldenCopyIsSafe();
        }
        guards.onwardLegIsStopped();
        for (MemoryPair pair : leg) {
            if (!pair.active()) {
                start(pair, other(peer, pair), peer, order.fence().term());
            }
        }
        if (equal) {
            leg.forEach(p -> set(peer, p, PairStatus.PAIR, null));
            followPrimaries(peer, leg);
        }
    }

    private void start(MemoryPair pair, MemoryPair other, InMemoryArray peer, long term) {
        if (pair.status == PairStatus.SMPL) {
            pair.dirty.or(array.volume(pair.definition.primary()).allBlocks());
        }
        if (other != pair) {
            pair.dirty.or(other.dirty);
            other.dirty.clear();
        }
        pair.term = term;
        other.term = term;
        set(peer, pair, PairStatus.COPY, null);
        if (!pair.dirty.isEmpty()) {
            peer.data().label(peer.volume(pair.definition.secondary()), ImageLabel.INCOMPLETE);
        }
    }

    /** A pair is equal; once all of its leg are, the secondaries are an image together. */
    void inStep(MemoryPair pair) {
        InMemoryArray peer = pair.remote() ? peerOf(pair) : array;
        if (peer == null) {
            fail(pair);
            return;
        }
        set(peer, pair, PairStatus.PAIR, null);
        List<MemoryPair> leg = sending(pair);
        if (leg.stream().allMatch(p -> p.status == PairStatus.PAIR)) {
            followPrimaries(peer, leg);
        }
    }

    void followPrimaries(InMemoryArray peer, List<MemoryPair> leg) {
        for (MemoryPair pair : leg) {
            ImageLabel label = array.volume(pair.definition.primary()).label;
            peer.data().label(peer.volume(pair.definition.secondary()), label);
        }
    }

    private void split(List<MemoryPair> leg, @Nullable Long cycle) {
        if (leg.get(0).remote()) {
            throw array.refuse(WRONG_STATE, "SPLIT is for internal copies");
        }
        for (MemoryPair pair : leg) {
            MemoryPair landing = array.data().secondaryPair(pair.definition.primary());
            if (cycle != null
                    && (landing == null || !landing.frozen() || !cycle.equals(landing.freeze))) {
                throw array.refuse(CUT_VOID, "cut " + cycle + " is not in force");
            }
        }
        for (MemoryPair pair : leg) {
            boolean allowed =
                    cycle == null
                            ? pair.status != PairStatus.PSUE && pair.status != PairStatus.SSWS
                            : pair.status == PairStatus.PAIR;
            if (!allowed) {
                throw array.refuse(
                        WRONG_STATE, "pair " + pair.definition.name() + " is " + pair.status);
            }
        }
        stop(array, leg, SuspendReason.SPLIT, PairStatus.PSUS);
    }

    /** Stops what runs; images in step become still, all with one number. */
    void stop(
            InMemoryArray holder,
            List<MemoryPair> leg,
            @Nullable SuspendReason reason,
            PairStatus status) {
        List<MemoryPair> active = leg.stream().filter(p -> p.active() || p.frozen()).toList();
        boolean live =
                active.stream()
                        .anyMatch(p ->
                                p.receives()
                                        && p.status == PairStatus.PAIR
                                        && secondary(holder, p).label.kind()
                                                == ImageLabel.Kind.LIVE);
        Cut still = live ? holder.nextStill() : null;
        for (MemoryPair pair : active) {
            boolean moves =
                    pair.receives()
                            && pair.status == PairStatus.PAIR
                            && secondary(holder, pair).label.kind() == ImageLabel.Kind.LIVE;
            pair.become(status, reason);
            if (moves && still != null) {
                holder.data().label(secondary(holder, pair), ImageLabel.still(still));
            }
        }
    }

    static MemoryVolume secondary(InMemoryArray holder, MemoryPair pair) {
        return holder.volume(pair.definition.secondary());
    }

    private void suspend(List<MemoryPair> leg, ArrayOrder order) {
        for (MemoryPair pair : leg) {
            boolean split = pair.reason == SuspendReason.SPLIT;
            if (!pair.remote() || split || pair.status == PairStatus.SSWS) {
                throw wrongState(pair, order);
            }
        }
        InMemoryArray peer = peerOf(leg.get(0));
        if (peer != null) {
            List<MemoryPair> others = leg.stream().map(p -> other(peer, p)).toList();
            new MemoryLegs(peer).stop(peer, others, SuspendReason.SUSPENDED, PairStatus.PSUS);
            others.stream()
                    .filter(p -> p.status == PairStatus.PSUE)
                    .forEach(p -> p.become(PairStatus.PSUS, SuspendReason.SUSPENDED));
        }
        for (MemoryPair pair : leg) {
            if (pair.status != PairStatus.SMPL) {
                pair.become(PairStatus.PSUS, SuspendReason.SUSPENDED);
            }
        }
        array.data().release();
    }

    private void freeze(List<MemoryPair> leg, ArrayOrder.Freeze order) {
        boolean deadlineOk =
                order.deadline().isPositive() && order.deadline().compareTo(LONGEST_DEADLINE) <= 0;
        if (!deadlineOk) {
            throw array.refuse(INVALID_VALUE, "deadline " + order.deadline());
        }
        for (MemoryPair pair : leg) {
            if (!pair.remote() || pair.status != PairStatus.PAIR) {
                throw wrongState(pair, order);
            }
        }
        InMemoryArray peer = peer(leg, order.fence().term());
        if (!array.raiseCycle(order.fence().group(), order.cycle())) {
            throw array.refuse(INVALID_VALUE, "cycle " + order.cycle() + " was seen before");
        }
        ImageLabel label = ImageLabel.still(new Cut(order.cycle(), 0, array.network.instant()));
        array.saw(label.cut());
        for (MemoryPair pair : leg) {
            set(peer, pair, PairStatus.PSUS, SuspendReason.FROZEN);
            pair.freeze = order.cycle();
            other(peer, pair).freeze = order.cycle();
            pair.mode = order.mode();
            pair.deadline =
                    order.mode() == FreezeMode.HOLD
                            ? array.network.instant().plus(order.deadline())
                            : null;
            peer.data().label(secondary(peer, pair), label);
        }
    }

    private void resume(List<MemoryPair> leg, ArrayOrder.Resume order) {
        for (MemoryPair pair : leg) {
            Long freeze = pair.freeze;
            if (!pair.frozen() || freeze == null || freeze != order.cycle()) {
                throw array.refuse(CUT_VOID, "cut " + order.cycle() + " is not in force");
            }
        }
        InMemoryArray peer = peer(leg, order.fence().term());
        boolean dirty = leg.stream().anyMatch(p -> !p.dirty.isEmpty());
        if (leg.get(0).mode == FreezeMode.GO && dirty) {
            MemoryGuards guards = new MemoryGuards(array, peer, leg, null);
            guards.goldenCopyIsSafe();
            leg.forEach(p -> start(p, other(peer, p), peer, order.fence().term()));
        } else {
            leg.forEach(p -> set(peer, p, PairStatus.PAIR, null));
            followPrimaries(peer, leg);
        }
        array.data().release();
    }

    private void takeover(List<MemoryPair> leg, ArrayOrder order) {
        for (MemoryPair pair : leg) {
            if (pair.active() || pair.frozen()) {
                throw wrongState(pair, order);
            }
        }
        if (leg.stream().allMatch(p -> p.status == PairStatus.SSWS)) {
            return;
        }
        ImageLabel image = MemoryGuards.image(array, leg, false);
        if (image.kind() != ImageLabel.Kind.STILL) {
            throw array.refuse(SOURCE_INCOMPLETE, "the secondaries hold no still image");
        }
        leg.forEach(p -> p.become(PairStatus.SSWS, null));
    }

    private void delete(List<MemoryPair> leg, ArrayOrder order) {
        for (MemoryPair pair : leg) {
            if (pair.active() || pair.frozen()) {
                throw wrongState(pair, order);
            }
        }
        InMemoryArray peer = leg.get(0).sends() ? peerOf(leg.get(0)) : null;
        for (MemoryPair pair : leg) {
            array.pairs.remove(pair.definition.name());
            if (peer != null) {
                peer.pairs.remove(pair.definition.name());
            }
        }
    }

    /** A seal ends what this array receives. */
    void endReceived(String group) {
        List<MemoryPair> received =
                array.pairs.values().stream()
                        .filter(p -> p.definition.group().equals(group))
                        .filter(p -> p.role == PairRole.SECONDARY)
                        .toList();
        stop(array, received, SuspendReason.SUSPENDED, PairStatus.PSUS);
    }

    /** One member cannot reach its secondary: the whole leg stops here and now. */
    void fail(MemoryPair pair) {
        List<MemoryPair> leg = sending(pair);
        leg.stream()
                .filter(p -> p.active() || p.frozen())
                .forEach(p -> p.become(PairStatus.PSUE, null));
        array.data().release();
    }

    List<MemoryPair> sending(MemoryPair pair) {
        return array.leg(pair.definition.group(), pair.definition.leg()).stream()
                .filter(MemoryPair::sends)
                .toList();
    }

    private @Nullable InMemoryArray peerOf(MemoryPair pair) {
        return pair.remote()
                ? array.network.peer(array.name(), pair.definition.secondary().array())
                : array;
    }

    /** The array with the secondaries, if it answers and takes orders of this term. */
    private InMemoryArray peer(List<MemoryPair> leg, long term) {
        MemoryPair any = leg.get(0);
        InMemoryArray peer = peerOf(any);
        if (peer == null) {
            throw array.refuse(
                    PEER_UNREACHABLE, "array " + any.definition.secondary().array() + " is silent");
        }
        if (peer.fence(any.definition.group()).term() > term) {
            throw array.refuse(OLD_TERM, "array " + peer.name() + " is sealed with a higher term");
        }
        for (MemoryPair pair : leg) {
            if (!peer.pairs.containsKey(pair.definition.name())) {
                throw array.refuse(
                        NO_SUCH_LEG,
                        "pair " + pair.definition.name() + " is not known to " + peer.name());
            }
        }
        return peer;
    }

    private static MemoryPair other(InMemoryArray peer, MemoryPair pair) {
        MemoryPair other = peer.pairs.get(pair.definition.name());
        return other == null ? pair : other;
    }

    static void set(
            InMemoryArray peer,
            MemoryPair pair,
            PairStatus status,
            @Nullable SuspendReason reason) {
        pair.become(status, reason);
        other(peer, pair).become(status, reason);
    }

    private ArrayFault.Refused wrongState(MemoryPair pair, ArrayOrder order) {
        return array.refuse(
                WRONG_STATE,
                order.verb()
                        + " does not fit pair "
                        + pair.definition.name()
                        + " in "
                        + pair.status
                        + (pair.reason == null ? "" : "/" + pair.reason));
    }
}
