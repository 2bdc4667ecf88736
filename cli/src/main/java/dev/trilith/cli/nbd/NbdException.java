package dev.trilith.cli.nbd;

import java.io.IOException;

/** The server refused a request or broke the protocol; the message names the volume. */
public final class NbdException extends IOException {
    public NbdException(String message) {
        super(message);
    }
}
