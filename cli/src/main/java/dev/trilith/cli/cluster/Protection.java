package dev.trilith.cli.cluster;

/** Whether a chain's data would survive the loss of its first site. */
public enum Protection {
    /** Every site behind the first holds a whole image, and the cycle runs. */
    PROTECTED,
    /** A loss now may lose more than the last pass, or there was one. */
    NOT_PROTECTED,
    /** The resources do not say. */
    UNKNOWN
}
