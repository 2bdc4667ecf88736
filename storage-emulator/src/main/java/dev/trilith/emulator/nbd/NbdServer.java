package dev.trilith.emulator.nbd;

import dev.trilith.emulator.nbd.tls.TlsPolicy;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.Semaphore;

/**
 * Serves volumes to hosts over NBD, one TCP listener for each array port. Safe for use by many
 * threads.
 */
public final class NbdServer implements AutoCloseable {
    /** What a clean stop waits for commands in flight. */
    private static final Duration GRACE = Duration.ofSeconds(1);

    private final TlsPolicy tls;
    private final ServerMeans means;
    private final Semaphore places;
    private final SharedFlushes flushes;
    private final ScheduledThreadPoolExecutor clock;

    /** Replaced and not changed: who asks for the ports does not wait while the server stops. */
    private volatile Map<String, NbdListener> listeners = Map.of();

    /** A server without TLS. */
    public NbdServer(NbdLimits limits) {
        this(limits, TlsPolicy.OFF);
    }

    /** A server whose clients may, or must, use TLS. */
    public NbdServer(NbdLimits limits, TlsPolicy tls) {
        this.tls = tls;
        this.means = ServerMeans.within(limits);
        this.flushes = new SharedFlushes(means.lookout());
        this.places = new Semaphore(limits.connections());
        this.clock =
                new ScheduledThreadPoolExecutor(
                        1, Thread.ofPlatform().daemon().name("nbd-clock").factory());
        clock.setRemoveOnCancelPolicy(true);
    }

    /**
     * Opens the listener of one array port and serves it until {@link #close}.
     *
     * @param port the array port's name, for example {@code 201b}
     * @param address where to listen
     * @param tcpPort 0 chooses a free one
     * @return the TCP port
     * @throws IOException if the address or TCP port is not to be had
     */
    public synchronized int listen(
            String port, InetAddress address, int tcpPort, ExportCatalogue catalogue)
            throws IOException {
        NbdListener listener =
                new NbdListener(
                        port,
                        NbdListener.bind(new InetSocketAddress(address, tcpPort)),
                        catalogue,
                        means,
                        clock,
                        places,
                        flushes,
                        tls);
        Map<String, NbdListener> more = new LinkedHashMap<>(listeners);
        more.put(port, listener);
        listeners = more;
        listener.start();
        return listener.tcpPort();
    }

    /** The TCP ports by array port. Waits for nothing. */
    public Map<String, Integer> tcpPorts() {
        Map<String, Integer> ports = new LinkedHashMap<>();
        listeners.forEach((port, listener) -> ports.put(port, listener.tcpPort()));
        return ports;
    }

    /** Stops listening, finishes the commands in flight and ends every connection. */
    @Override
    public synchronized void close() throws IOException {
        try {
            for (NbdListener listener : listeners.values()) {
                listener.stop();
                listener.finish();
            }
            for (NbdListener listener : listeners.values()) {
                listener.awaitEnd(GRACE);
            }
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        } finally {
            clock.shutdownNow();
            flushes.close();
            means.lookout().close();
            listeners = Map.of();
        }
    }
}
