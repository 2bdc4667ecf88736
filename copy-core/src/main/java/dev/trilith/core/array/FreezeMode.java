package dev.trilith.core.array;

/** What becomes of host writes between freeze and resume. */
public enum FreezeMode {
    /**
     * They wait, at most until the deadline; then the array resumes by itself and the cut is void.
     */
    HOLD,
    /** They go on, tracked; a disaster before the copy has caught up loses them. */
    GO
}
