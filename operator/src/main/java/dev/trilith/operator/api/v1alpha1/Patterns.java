package dev.trilith.operator.api.v1alpha1;

/** The forms that names and times take, as the API server checks them. */
public final class Patterns {
    /** A port of an array: at most 11 characters, so that {@code nbd-PORT} can name a TCP port. */
    public static final String PORT = "^[a-z0-9]([-a-z0-9]{0,9}[a-z0-9])?$";

    /** A logical unit, for example {@code LU0}. */
    public static final String LU = "^[A-Za-z0-9][-A-Za-z0-9._]{0,31}$";

    /** A disk device, for example {@code 211a-2}. */
    public static final String DRIVE = "^[A-Za-z0-9][-A-Za-z0-9._]{0,62}$";

    /** A consistency group or a pair, for example {@code G1} or {@code P10}. */
    public static final String GROUP = "^[A-Za-z0-9][-A-Za-z0-9._]{0,62}$";

    /** The name of a resource: a DNS label. */
    public static final String NAME = "^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$";

    /** A length of time: a whole number and its unit, for example {@code 500ms} or {@code 5s}. */
    public static final String DURATION = "^(0|[1-9][0-9]{0,6})(ms|s|m|h)$";

    /** A storage class: a DNS subdomain. */
    public static final String SUBDOMAIN = "^[a-z0-9]([-.a-z0-9]{0,251}[a-z0-9])?$";

    private Patterns() {}
}
