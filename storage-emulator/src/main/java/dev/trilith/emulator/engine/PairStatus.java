package dev.trilith.emulator.engine;

/** A pair's state, in the words of the field. */
public enum PairStatus {
    /** Registered, never copied. */
    SMPL,
    /** Copying out of order: the secondary is no image. */
    COPY,
    /** Equal: every write reaches the secondary before it is acknowledged. */
    PAIR,
    /** Stopped by order; the reason says which. */
    PSUS,
    /** Stopped by a failure. */
    PSUE,
    /** Taken over: hosts may write to the secondary. */
    SSWS
}
