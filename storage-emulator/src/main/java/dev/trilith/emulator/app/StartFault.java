package dev.trilith.emulator.app;

import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;

/** Why the array does not start, in one sentence for its operator. */
final class StartFault extends RuntimeException {
    StartFault(String message) {
        super(message);
    }

    StartFault(String message, Throwable cause) {
        super(message, cause);
    }

    private static boolean elsewhere(InetAddress address) {
        try {
            return !address.isAnyLocalAddress()
                    && !address.isLoopbackAddress()
                    && NetworkInterface.getByInetAddress(address) == null;
        } catch (SocketException unknown) {
            return false;
        }
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
                + (elsewhere(address)
                        ? "); no network interface here has that address: choose another --bind"
                        : "); choose another TCP port, or 0 for any free one");
    }
}
