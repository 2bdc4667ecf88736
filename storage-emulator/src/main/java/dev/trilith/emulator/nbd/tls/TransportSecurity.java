package dev.trilith.emulator.nbd.tls;

import java.io.IOException;
import java.nio.channels.SocketChannel;

/** Makes plain connections secure, as the server. Safe for use by many threads. */
@FunctionalInterface
public interface TransportSecurity {
    /**
     * Does the TLS handshake.
     *
     * @param channel in blocking mode, nothing of TLS read yet
     * @param plain what the bytes of the channel go through
     * @throws IOException if the client is refused, or breaks the rules
     */
    Transport secure(SocketChannel channel, Transport plain) throws IOException;
}
