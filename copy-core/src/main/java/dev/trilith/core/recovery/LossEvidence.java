package dev.trilith.core.recovery;

/** What is known of a site that recovery would use. */
public enum LossEvidence {
    /** It is there. */
    ANSWERS,
    /** It does not answer, and nothing says that it is gone: it is waited for. */
    SILENT,
    /** It is gone: nothing there is asked or waited for. */
    LOST
}
