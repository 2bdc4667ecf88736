package dev.trilith.emulator.nbd;

import java.io.IOException;

/** The client broke a rule after which the protocol leaves nothing but to end the connection. */
final class ProtocolViolation extends IOException {
    ProtocolViolation(String message) {
        super(message);
    }
}
