package dev.trilith.simulation.kernel;

/** An oracle found that a promise was broken. */
public final class Violation extends RuntimeException {
    private final String oracle;

    /**
     * A broken promise.
     *
     * @param oracle which oracle says so, one word
     * @param message what is wrong, with its objects
     */
    public Violation(String oracle, String message) {
        super(message);
        this.oracle = oracle;
    }

    /** A broken promise that shows as an exception. */
    public Violation(String oracle, String message, Throwable cause) {
        super(message, cause);
        this.oracle = oracle;
    }

    /** Which oracle says so. */
    public String oracle() {
        return oracle;
    }
}
