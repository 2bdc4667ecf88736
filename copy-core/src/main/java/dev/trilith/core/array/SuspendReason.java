package dev.trilith.core.array;

/** Why a pair is {@link PairStatus#PSUS}. */
public enum SuspendReason {
    /** Between freeze and resume. */
    FROZEN,
    /** An internal copy split: the secondary is a point-in-time image. */
    SPLIT,
    /** A remote copy suspended by order or by a seal. */
    SUSPENDED
}
