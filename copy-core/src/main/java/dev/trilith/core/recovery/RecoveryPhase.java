package dev.trilith.core.recovery;

/** The stages of a recovery (Fig. 12, steps 1200 to 1230). */
public enum RecoveryPhase {
    /** Raising the term on every survivor. */
    SEALING,
    /** Reading every surviving management volume (step 1210). */
    COLLECTING,
    /** Carrying on the copies (steps 1220, 1230). */
    COPYING,
    /** Giving hosts access. */
    PRESENTING,
    /** Hosts have access. */
    FINISHED,
    /** There is nothing to recover from, or somebody else took over. */
    FAILED
}
