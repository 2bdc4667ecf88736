package dev.trilith.core.record;

/** The state of a leg in the words of table 600 (fields 601 to 604). */
public enum CopyWord {
    /** The copy runs, or is kept in step. */
    EXECUTING,
    /** The first remote copy between freeze and resume. */
    EXECUTING_FROZEN,
    /** An internal copy that is parted from its source. */
    SPLIT,
    /** A remote copy that is stopped. */
    SUSPENDED
}
