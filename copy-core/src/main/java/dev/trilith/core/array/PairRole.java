package dev.trilith.core.array;

/** Which side of a pair the reporting array holds. */
public enum PairRole {
    PRIMARY,
    SECONDARY,
    /** An internal copy: both. */
    BOTH
}
