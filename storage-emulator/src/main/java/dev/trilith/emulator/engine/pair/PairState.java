package dev.trilith.emulator.engine.pair;

import dev.trilith.emulator.engine.Cut;
import dev.trilith.emulator.engine.PairStatus;
import dev.trilith.emulator.engine.SuspendReason;
import org.jspecify.annotations.Nullable;

/**
 * How far a pair is. Immutable, and durable before it is in force.
 *
 * @param status the state
 * @param reason why it is PSUS, else null
 * @param freeze the cut of the freeze in force, else null
 * @param copyId identity of the copy that the secondary was filled with; 0 for none
 */
public record PairState(
        PairStatus status, @Nullable SuspendReason reason, @Nullable Cut freeze, long copyId) {
    /** Registered, never copied. */
    public static final PairState NEW = new PairState(PairStatus.SMPL, null, null, 0);

    public PairState {
        if ((status == PairStatus.PSUS) != (reason != null)) {
            throw new IllegalArgumentException("a reason belongs to PSUS and to nothing else");
        }
        if ((reason == SuspendReason.FROZEN) != (freeze != null)) {
            throw new IllegalArgumentException("a freeze belongs to FROZEN and to nothing else");
        }
    }

    /** The same copy in another state. */
    public PairState to(PairStatus next) {
        return new PairState(next, null, null, copyId);
    }

    /** The same copy, suspended. */
    public PairState suspended(SuspendReason why) {
        return new PairState(PairStatus.PSUS, why, null, copyId);
    }

    /** The same copy, frozen at a cut. */
    public PairState frozen(Cut cut) {
        return new PairState(PairStatus.PSUS, SuspendReason.FROZEN, cut, copyId);
    }

    /** The same state with another copy's identity. */
    public PairState withCopy(long id) {
        return new PairState(status, reason, freeze, id);
    }

    /** Whether the state is PSUS for this reason. */
    public boolean is(SuspendReason why) {
        return reason == why;
    }

    /** Whether it is COPY or PAIR. */
    public boolean running() {
        return status == PairStatus.COPY || status == PairStatus.PAIR;
    }

    /** For people: the state with its reason. */
    @Override
    public String toString() {
        return reason == null ? status.name() : status + "/" + reason;
    }
}
