package dev.trilith.emulator.engine.remote;

/** The connection has ended, and whoever opened it has been told. */
public final class LinkDownException extends Exception {
    public LinkDownException(String message) {
        super(message);
    }
}
