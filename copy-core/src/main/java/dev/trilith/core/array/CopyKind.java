package dev.trilith.core.array;

/** Whether a pair joins two arrays (table 300) or two volumes of one array (table 400). */
public enum CopyKind {
    /** Remote copy: an inter-subsystem pair. */
    REMOTE,
    /** Internal copy: an intra-subsystem pair. */
    INTERNAL
}
