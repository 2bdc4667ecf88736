package dev.trilith.emulator.nbd;

import dev.trilith.emulator.nbd.tls.TlsPolicy;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** The TCP listener of one array port. */
final class NbdListener {
    private static final System.Logger LOG = System.getLogger(NbdListener.class.getName());
    private static final int BACKLOG = 512;
    private static final long PAUSE_NANOS = 50_000_000L;

    private final String port;
    private final ServerSocketChannel server;
    private final Handshake handshake;
    private final ServerMeans means;
    private final ScheduledExecutorService clock;
    private final Set<NbdConnection> all = new HashSet<>();
    private final LinkedHashSet<NbdConnection> greeting = new LinkedHashSet<>();
    private long count;
    private boolean closed;

    NbdListener(
            String port,
            ServerSocketChannel server,
            ExportCatalogue catalogue,
            ServerMeans means,
            ScheduledExecutorService clock,
            Semaphore places,
            SharedFlushes flushes,
            TlsPolicy tls) {
        this.port = port;
        this.server = server;
        this.means = means;
        this.clock = clock;
        this.handshake =
                new Handshake(
                        new Exports(
                                catalogue, means.limits().connectionsPerExport(), places, flushes),
                        means.limits().options(),
                        tls);
    }

    static ServerSocketChannel bind(InetSocketAddress address) throws IOException {
        ServerSocketChannel channel = ServerSocketChannel.open();
        try {
            channel.setOption(StandardSocketOptions.SO_REUSEADDR, true);
            return channel.bind(address, BACKLOG);
        } catch (IOException | RuntimeException refused) {
            channel.close();
            throw refused;
        }
    }

    void start() {
        Thread.ofPlatform().daemon().name("nbd-" + port).start(this::accept);
    }

    int tcpPort() {
        return server.socket().getLocalPort();
    }

    /** Stops listening; connections go on. */
    void stop() throws IOException {
        synchronized (this) {
            closed = true;
        }
        server.close();
    }

    /** Lets all connections finish what is in flight. Call after {@link #stop}. */
    void finish() {
        snapshot().forEach(NbdConnection::finish);
    }

    /** Waits until the connections are over, and ends those that are not by then. */
    void awaitEnd(Duration time) throws InterruptedException {
        long end = System.nanoTime() + time.toNanos();
        for (NbdConnection connection : snapshot()) {
            long left = Math.max(0, end - System.nanoTime());
            if (!connection.awaitEnd(Duration.ofNanos(left))) {
                connection.cut();
            }
        }
    }

    private synchronized List<NbdConnection> snapshot() {
        return new ArrayList<>(all);
    }

    private void accept() {
        while (server.isOpen()) {
            try {
                welcome(server.accept());
            } catch (ClosedChannelException over) {
                return;
            } catch (IOException | RuntimeException | OutOfMemoryError trouble) {
                // For example no file descriptor or no thread left: others may end soon.
                LOG.log(System.Logger.Level.WARNING, "nbd-{0} cannot accept: {1}", port, trouble);
                LockSupport.parkNanos(PAUSE_NANOS);
            }
        }
    }

    private void welcome(SocketChannel channel) throws IOException {
        NbdConnection connection = null;
        boolean started = false;
        try {
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            channel.setOption(StandardSocketOptions.SO_KEEPALIVE, true);
            connection = new NbdConnection(nextName(), channel, this::forget);
            start(connection);
            started = true;
        } finally {
            if (!started) {
                if (connection != null) {
                    connection.end();
                }
                channel.close();
            }
        }
    }

    private void start(NbdConnection connection) {
        NbdConnection oldest = admit(connection);
        if (oldest != null) {
            oldest.cut();
        }
        Future<?> deadline =
                clock.schedule(
                        () -> endIfGreeting(connection),
                        means.limits().handshakeTime().toMillis(),
                        TimeUnit.MILLISECONDS);
        Thread.ofPlatform()
                .daemon()
                .name(connection.name())
                .start(() -> {
                    connection.serve(handshake, means, () -> greeted(connection, deadline));
                    deadline.cancel(false);
                });
    }

    /** Registers a newcomer; who must go for it, or null. */
    private synchronized @Nullable NbdConnection admit(NbdConnection connection) {
        if (closed) {
            return connection;
        }
        all.add(connection);
        greeting.add(connection);
        return greeting.size() > means.limits().handshakes() ? greeting.removeFirst() : null;
    }

    private void endIfGreeting(NbdConnection connection) {
        boolean late;
        synchronized (this) {
            late = greeting.contains(connection);
        }
        if (late) {
            connection.cut();
        }
    }

    private synchronized void greeted(NbdConnection connection, Future<?> deadline) {
        greeting.remove(connection);
        deadline.cancel(false);
    }

    private synchronized void forget(NbdConnection connection) {
        all.remove(connection);
        greeting.remove(connection);
    }

    private synchronized String nextName() {
        count++;
        return "nbd-" + port + "-" + count;
    }
}
