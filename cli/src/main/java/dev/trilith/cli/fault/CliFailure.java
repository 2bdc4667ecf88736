package dev.trilith.cli.fault;

/**
 * Something the user has to know and can act on: the message is one sentence that says what
 * happened, to which object, and what to do. The command ends with exit code 1, with 2 if what it
 * was given cannot be used, or with 3 if what it needs did not answer in time.
 */
public final class CliFailure extends RuntimeException {
    private static final int FAILED = 1;
    private static final int WRONG_ARGUMENTS = 2;
    private static final int UNREACHABLE = 3;

    private final int exitCode;

    public CliFailure(String message) {
        this(FAILED, message);
    }

    public CliFailure(String message, Throwable cause) {
        this(FAILED, message, cause);
    }

    private CliFailure(int exitCode, String message, Throwable cause) {
        super(message, cause);
        this.exitCode = exitCode;
    }

    private CliFailure(int exitCode, String message) {
        super(message);
        this.exitCode = exitCode;
    }

    /** An argument's value, well formed, names something that cannot be used. */
    public static CliFailure ofArgument(String message) {
        return new CliFailure(WRONG_ARGUMENTS, message);
    }

    /** An argument's value, well formed, names something that cannot be used. */
    public static CliFailure ofArgument(String message, Throwable cause) {
        return new CliFailure(WRONG_ARGUMENTS, message, cause);
    }

    /** What the command needs did not answer, or not as it must, for as long as it may wait. */
    public static CliFailure ofUnreachable(String message) {
        return new CliFailure(UNREACHABLE, message);
    }

    /** How the command ends. */
    public int exitCode() {
        return exitCode;
    }
}
