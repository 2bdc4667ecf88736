package dev.trilith.core.array;

import java.time.Instant;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/** One side's knowledge of a pair; an internal pair has one side only. */
final class MemoryPair {
    final PairDefinition definition;
    final PairRole role;
    PairStatus status = PairStatus.SMPL;
    @Nullable SuspendReason reason;
    final BitSet dirty = new BitSet();
    @Nullable Long freeze;
    FreezeMode mode = FreezeMode.HOLD;
    @Nullable Instant deadline;
    long term;

    MemoryPair(PairDefinition definition, PairRole role) {
        this.definition = definition;
        this.role = role;
    }

    boolean remote() {
        return definition.kind() == CopyKind.REMOTE;
    }

    /** The array at the other side. */
    String peer() {
        return (sends() ? definition.secondary() : definition.primary()).array();
    }

    boolean sends() {
        return role != PairRole.SECONDARY;
    }

    boolean receives() {
        return role != PairRole.PRIMARY;
    }

    boolean active() {
        return status == PairStatus.COPY || status == PairStatus.PAIR;
    }

    boolean frozen() {
        return reason == SuspendReason.FROZEN;
    }

    boolean holdsWrites() {
        return frozen() && mode == FreezeMode.HOLD;
    }

    void become(PairStatus next, @Nullable SuspendReason why) {
        status = next;
        reason = why;
        if (why != SuspendReason.FROZEN) {
            freeze = null;
            deadline = null;
        }
    }

    PairState state() {
        long bytes = sends() ? (long) dirty.cardinality() * MemoryVolume.BLOCK_BYTES : 0;
        return new PairState(definition, role, status, reason, bytes, freeze);
    }
}
