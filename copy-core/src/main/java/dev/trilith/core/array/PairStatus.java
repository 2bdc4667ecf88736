package dev.trilith.core.array;

/** A pair's state, in the words of the field. */
public enum PairStatus {
    /** Registered, never copied. */
    SMPL,
    /** Copying out of order: the secondary is no image. */
    COPY,
    /** Equal: every write reaches the secondary before it is acknowledged. */
    PAIR,
    /** Stopped by order; {@link SuspendReason} says which. Differences are tracked. */
    PSUS,
    /** Stopped by a failure of the link or of the other side. Differences are tracked. */
    PSUE,
    /** Taken over: hosts may write to the secondary. */
    SSWS
}
