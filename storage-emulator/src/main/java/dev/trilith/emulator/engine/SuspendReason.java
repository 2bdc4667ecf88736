package dev.trilith.emulator.engine;

/** Why a pair is {@link PairStatus#PSUS}. */
public enum SuspendReason {
    /** Between freeze and resume. */
    FROZEN,
    /** An internal copy split. */
    SPLIT,
    /** A remote copy suspended by order or by a seal. */
    SUSPENDED
}
