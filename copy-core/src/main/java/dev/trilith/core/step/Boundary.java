package dev.trilith.core.step;

/** The instants of a step at which a program may be stopped by whoever drives it. */
public enum Boundary {
    /** Decided; nothing written or ordered yet. */
    BEFORE_INTENT,
    /** The record that announces the step is on every management volume. */
    INTENT_WRITTEN,
    /** Every order of the step has been accepted. */
    ORDERED,
    /** The arrays show the step's terminal state; no record says so yet. */
    TERMINAL_SEEN,
    /** The record that closes the step is on every management volume. */
    DONE_WRITTEN
}
