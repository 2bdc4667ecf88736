package dev.trilith.cli.cluster;

/** How a site of a lab in a cluster is lost. */
public enum LossMode {
    /** Its namespace is deleted. */
    NAMESPACE,
    /** Somebody else sees to it; it is waited for. */
    EXTERNAL
}
