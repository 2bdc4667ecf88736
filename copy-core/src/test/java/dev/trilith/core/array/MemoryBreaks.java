package dev.trilith.core.array;

import java.time.Instant;
import java.util.List;

/** What happens to an in-memory array's legs without an order: broken links, restarts, time. */
final class MemoryBreaks {
    private final InMemoryArray array;
    private final MemoryLegs legs;

    MemoryBreaks(InMemoryArray array, MemoryLegs legs) {
        this.array = array;
        this.legs = legs;
    }

    void connectionEnded(String peer) {
        for (MemoryPair pair : List.copyOf(array.pairs.values())) {
            boolean with =
                    pair.definition.primary().array().equals(peer)
                            || pair.definition.secondary().array().equals(peer);
            if (!with || !(pair.active() || pair.frozen())) {
                continue;
            }
            if (pair.role == PairRole.PRIMARY) {
                legs.fail(pair);
            } else {
                List<MemoryPair> leg = array.leg(pair.definition.group(), pair.definition.leg());
                legs.stop(array, leg, null, PairStatus.PSUE);
            }
        }
    }

    void restarted(boolean machineFailed, boolean internalStops) {
        if (machineFailed) {
            for (MemoryPair pair : array.pairs.values()) {
                MemoryVolume volume = pair.receives() ? MemoryLegs.secondary(array, pair) : null;
                if (volume != null
                        && pair.active()
                        && volume.label.kind() == ImageLabel.Kind.LIVE) {
                    array.data().label(volume, ImageLabel.INCOMPLETE);
                    pair.dirty.or(volume.allBlocks());
                }
            }
        }
        for (MemoryPair pair : List.copyOf(array.pairs.values())) {
            if (pair.remote()
                    ? pair.active() || pair.frozen()
                    : (internalStops || machineFailed) && pair.active()) {
                List<MemoryPair> leg = array.leg(pair.definition.group(), pair.definition.leg());
                legs.stop(array, leg, null, PairStatus.PSUE);
            }
        }
    }

    void expireFreezes(Instant now) {
        for (MemoryPair pair : List.copyOf(array.pairs.values())) {
            Instant deadline = pair.deadline;
            if (deadline == null || !pair.frozen() || now.isBefore(deadline)) {
                continue;
            }
            array.events.add("FreezeExpired " + pair.freeze);
            InMemoryArray peer = array.data().target(pair);
            List<MemoryPair> leg = legs.sending(pair);
            if (peer == null) {
                legs.fail(pair);
            } else {
                leg.forEach(p -> MemoryLegs.set(peer, p, PairStatus.PAIR, null));
                legs.followPrimaries(peer, leg);
                array.data().release();
            }
        }
    }
}
