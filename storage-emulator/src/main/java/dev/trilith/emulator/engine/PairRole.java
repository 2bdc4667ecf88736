package dev.trilith.emulator.engine;

/** Which side of a pair this array holds. */
public enum PairRole {
    /** The volume copied from. */
    PRIMARY,
    /** The volume copied to. */
    SECONDARY,
    /** An internal copy: both. */
    BOTH
}
