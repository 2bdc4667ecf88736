package dev.trilith.emulator.engine;

/** What becomes of host writes between freeze and resume. */
public enum FreezeMode {
    /** They wait, at most until the deadline. */
    HOLD,
    /** They go on, tracked. */
    GO
}
