package dev.trilith.operator.translate;

/** Looks whether the machine at an endpoint is there, whether or not an array answers. */
@FunctionalInterface
public interface Doorstep {
    /**
     * Whether anything at the endpoint's address says a word, be it that nobody listens. False also
     * if that cannot be found out. Takes a second at most.
     *
     * @param endpoint an array's management interface, {@code http://host:port}
     */
    boolean stands(String endpoint);
}
