package dev.trilith.emulator.link;

import dev.trilith.emulator.engine.EngineFault;
import dev.trilith.emulator.engine.FaultInjection.LinkFault;
import dev.trilith.emulator.engine.remote.LegAcceptor;
import dev.trilith.emulator.engine.remote.LegOpen;
import dev.trilith.emulator.engine.remote.LegWire;
import dev.trilith.emulator.engine.remote.LinkTransport;
import dev.trilith.emulator.engine.watch.Lookout;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/**
 * The link between arrays over TCP: one connection for each remote leg, opened by the array with
 * the primaries. A side from which nothing is heard for {@value #LIFE_LIMIT_MILLIS} ms is given up,
 * and so is who has opened no leg by then, whatever it sent.
 */
public final class TcpLinkTransport implements LinkTransport {
    private static final System.Logger LOG = System.getLogger(TcpLinkTransport.class.getName());
    private static final long BEAT_MILLIS = 250;
    private static final long QUIET_MILLIS = 500;
    private static final long LIFE_LIMIT_MILLIS = 3000;
    private static final int CONNECT_MILLIS = 2000;
    private static final int MAX_PORT = 65535;
    private static final Pattern PEER = Pattern.compile("[\\x21-\\x7e]{1,255}:[0-9]{1,5}");

    private final ServerSocketChannel listener;
    private final String endpoint;
    private final Lookout lookout;
    private final Cables cables = new Cables();
    private final Set<TcpLegWire> wires = ConcurrentHashMap.newKeySet();
    private final InboundLegs inbound;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final ScheduledExecutorService limits =
            Executors.newSingleThreadScheduledExecutor(
                    Thread.ofPlatform().daemon().name("link-limits").factory());

    /**
     * Binds the listener; nothing is accepted before {@link #start}.
     *
     * @param bind address to listen on
     * @param port TCP port, 0 for a free one
     * @throws IOException if the port is taken or the address is not of this machine
     */
    public TcpLinkTransport(String bind, int port) throws IOException {
        this(bind, port, Thread.ofPlatform().daemon().factory());
    }

    /** With threads of its own for what others open. */
    TcpLinkTransport(String bind, int port, ThreadFactory readers) throws IOException {
        inbound = new InboundLegs(cables, readers);
        listener = ServerSocketChannel.open();
        try {
            listener.bind(new InetSocketAddress(bind, port));
            InetSocketAddress bound = (InetSocketAddress) listener.getLocalAddress();
            endpoint = bind + ":" + bound.getPort();
        } catch (IOException e) {
            listener.close();
            throw e;
        }
        lookout = new Lookout("link-lookout");
    }

    @Override
    public void start(String array, LegAcceptor acceptor) {
        Thread.ofPlatform()
                .daemon()
                .name("link-accept-" + array)
                .start(() -> accept(array, acceptor));
        Thread.ofPlatform().daemon().name("link-beats-" + array).start(this::beatUntilClosed);
    }

    private void accept(String array, LegAcceptor acceptor) {
        while (listener.isOpen()) {
            try {
                welcome(listener.accept(), array, acceptor);
            } catch (IOException | RuntimeException | OutOfMemoryError trouble) {
                if (listener.isOpen()) {
                    LOG.log(
                            System.Logger.Level.WARNING,
                            "the link of array " + array + " cannot accept: " + trouble);
                    pause();
                }
            }
        }
    }

    private void welcome(SocketChannel socket, String array, LegAcceptor acceptor)
            throws IOException {
        boolean taken = false;
        try {
            // A thread that waited here may be given one more after the listener was closed.
            taken = listener.isOpen() && inbound.welcome(socket, array, acceptor);
        } finally {
            if (!taken) {
                socket.close();
            }
        }
    }

    /** Out of descriptors or threads, most likely: others may end soon. */
    private static void pause() {
        try {
            Thread.sleep(100);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void beatUntilClosed() {
        try {
            while (!closed.await(BEAT_MILLIS, TimeUnit.MILLISECONDS)) {
                beat();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void beat() {
        long quiet = TimeUnit.MILLISECONDS.toNanos(QUIET_MILLIS);
        long limit = TimeUnit.MILLISECONDS.toNanos(LIFE_LIMIT_MILLIS);
        for (TcpLegWire wire : wires) {
            surviving(
                    "a leg",
                    () -> {
                        if (wire.dead(limit)) {
                            // Telling the engine may wait for a disk; others must not.
                            Thread.ofPlatform().daemon().start(() -> wire.beat(quiet, limit));
                        } else {
                            wire.beat(quiet, limit);
                        }
                    });
        }
        inbound.beat(quiet, limit);
    }

    /** One beat that fails, for want of a thread for example, is not to be the last of all. */
    static void surviving(String whose, Runnable beat) {
        try {
            beat.run();
        } catch (RuntimeException | OutOfMemoryError trouble) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    whose + " of the link is looked after again a beat later",
                    trouble);
        }
    }

    @Override
    public String endpoint() {
        return endpoint;
    }

    @Override
    public Dialed connect(String peer) {
        InetSocketAddress address = address(peer);
        try {
            SocketChannel socket = SocketChannel.open();
            try {
                socket.socket().connect(address, CONNECT_MILLIS);
                return new Connection(new FrameChannel(socket, cables), peer);
            } catch (IOException e) {
                socket.close();
                throw e;
            }
        } catch (IOException e) {
            throw new EngineFault(
                    EngineFault.Code.PEER_UNREACHABLE,
                    "no array answers at " + peer + ": " + e.getMessage(),
                    e);
        }
    }

    @Override
    public void probe(String endpoint, String sender, String receiver, Duration limit) {
        new LinkProbe(cables, limits)
                .ask(address(endpoint), new LinkProbe.Question(sender, receiver), limit);
    }

    @Override
    public boolean understands(String peer) {
        return PEER.matcher(peer).matches() && port(peer) > 0 && port(peer) <= MAX_PORT;
    }

    private static int port(String peer) {
        return Integer.parseInt(peer.substring(peer.lastIndexOf(':') + 1));
    }

    private InetSocketAddress address(String peer) {
        if (!understands(peer)) {
            throw new EngineFault(EngineFault.Code.INVALID_VALUE, "'" + peer + "' is no host:port");
        }
        return new InetSocketAddress(peer.substring(0, peer.lastIndexOf(':')), port(peer));
    }

    @Override
    public void setFault(String peerArray, LinkFault fault) {
        cables.set(peerArray, fault);
    }

    @Override
    public Map<String, LinkFault> faults() {
        return cables.all();
    }

    @Override
    public void close() {
        closed.countDown();
        limits.shutdownNow();
        lookout.close();
        try {
            listener.close();
        } catch (IOException e) {
            throw new EngineFault(
                    EngineFault.Code.DISK_ERROR, "the link's listener cannot be closed", e);
        } finally {
            wires.forEach(wire -> wire.close("this array stops"));
            // The engine must have been told of every end before its files are closed.
            inbound.close("this array stops");
        }
    }

    /** A connection on which nothing was asked yet. */
    private final class Connection implements Dialed {
        private final FrameChannel channel;
        private final String peer;

        private Connection(FrameChannel channel, String peer) {
            this.channel = channel;
            this.peer = peer;
        }

        @Override
        public LegWire open(LegOpen open, Consumer<String> onDown) {
            channel.peer(open.receiver());
            try {
                greet(open);
            } catch (IOException e) {
                throw new EngineFault(
                        EngineFault.Code.PEER_UNREACHABLE,
                        "array "
                                + open.receiver()
                                + " at "
                                + peer
                                + " did not answer: "
                                + e.getMessage(),
                        e);
            }
            String name = open.receiver() + " at " + peer;
            TcpLegWire wire = new TcpLegWire(channel, name, lookout, onDown, wires::remove);
            boolean started = false;
            wires.add(wire);
            try {
                wire.start();
                started = true;
                return wire;
            } finally {
                if (!started) {
                    // Nobody would read its answers, nor see that none come.
                    wires.remove(wire);
                    close();
                }
            }
        }

        private void greet(LegOpen open) throws IOException {
            // The limit is enforced from outside: a blocking read knows none.
            var guard = limits.schedule(() -> close(), LIFE_LIMIT_MILLIS, TimeUnit.MILLISECONDS);
            boolean opened = false;
            try {
                Greeting.exchange(channel, Frame.Type.OPEN, LegCodec.bytes(open));
                channel.widen();
                opened = true;
            } finally {
                guard.cancel(false);
                if (!opened) {
                    close();
                }
            }
        }

        @Override
        public void close() {
            try {
                channel.close();
            } catch (IOException e) {
                throw new EngineFault(
                        EngineFault.Code.PEER_UNREACHABLE,
                        "the connection to " + peer + " cannot be closed",
                        e);
            }
        }
    }
}
