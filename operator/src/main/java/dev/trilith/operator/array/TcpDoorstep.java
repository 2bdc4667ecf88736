package dev.trilith.operator.array;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Knocks at an endpoint's own port and at the port of {@code echo} beside it, both at once. A
 * machine that is there accepts, or refuses; one that is gone does neither. The second port is for
 * nodes that lead the first to a pod: while that pod is replaced, what is sent to it is swallowed,
 * though its node is well. Safe for use by several threads.
 */
final class TcpDoorstep {
    private static final Logger LOG = LoggerFactory.getLogger(TcpDoorstep.class);
    private static final Executor KNOCKS = knock -> Thread.ofVirtual().name("knock").start(knock);
    private static final int HTTP_PORT = 80;

    /** RFC 862; hardly anybody listens there, so a machine says no. */
    private static final int ECHO_PORT = 7;

    /** Half a second, more than the way between continents takes there and back. */
    private static final int PATIENCE_MILLIS = 500;

    private TcpDoorstep() {}

    static boolean stands(String endpoint) {
        URI uri;
        try {
            uri = new URI(endpoint);
        } catch (URISyntaxException e) {
            LOG.debug("no machine can be looked for: {}", e.getMessage());
            return false;
        }
        String host = uri.getHost();
        if (host == null) {
            return false;
        }
        int own = uri.getPort() >= 0 ? uri.getPort() : HTTP_PORT;
        return List.of(knock(host, own), knock(host, ECHO_PORT)).stream()
                .anyMatch(CompletableFuture::join);
    }

    private static CompletableFuture<Boolean> knock(String host, int port) {
        return CompletableFuture.supplyAsync(() -> isAnswered(host, port), KNOCKS);
    }

    private static boolean isAnswered(String host, int port) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(host, port), PATIENCE_MILLIS);
            return true;
        } catch (ConnectException e) {
            // The class is the same where a router says that there is no way.
            return String.valueOf(e.getMessage()).startsWith("Connection refused");
        } catch (IOException e) {
            LOG.debug("{}:{} is silent: {}", host, port, e.getMessage());
            return false;
        }
    }
}
