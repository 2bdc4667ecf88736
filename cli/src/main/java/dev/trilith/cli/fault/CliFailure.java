package dev.trilith.cli.fault;

/**
 * Something the user has to know and can act on: the message is one sentence that says what
 * happened, to which object, and what to do. The command ends with exit code 1.
 */
public final class CliFailure extends RuntimeException {
    public CliFailure(String message) {
        super(message);
    }

    public CliFailure(String message, Throwable cause) {
        super(message, cause);
    }
}
