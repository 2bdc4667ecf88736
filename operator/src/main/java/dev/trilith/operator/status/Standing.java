package dev.trilith.operator.status;

/** How a resource stands, in the three ways that Kubernetes tools tell apart. */
public enum Standing {
    /** What the spec asks for is so. */
    READY,
    /** It is being brought about, or something is waited for that may still come. */
    PROGRESSING,
    /** It cannot be so until somebody changes something. */
    STALLED
}
