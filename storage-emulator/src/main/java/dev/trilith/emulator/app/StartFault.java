package dev.trilith.emulator.app;

import java.io.IOException;
import java.net.InetAddress;

/** Why the array does not start, in one sentence for its operator. */
final class StartFault extends RuntimeException {
    StartFault(String message) {
        super(message);
    }

    StartFault(String message, Throwable cause) {
        super(message, cause);
    }

    /** Says that an address is not to be had, and what to do. */
    static String busy(String what, InetAddress address, int tcp, IOException refused) {
        return "cannot listen for "
                + what
                + " on "
                + address.getHostAddress()
                + ":"
                + tcp
                + " ("
                + refused.getMessage()
                + "); choose another TCP port, or 0 for any free one";
    }
}
