package dev.trilith.emulator.link;

import dev.trilith.emulator.engine.remote.LegAcceptor;
import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.util.Comparator;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadFactory;

/**
 * The connections that others opened to this array. When there are too many, the one goes that has
 * been here longest without opening a leg: anybody can connect, and none of them is to keep an
 * array out.
 */
final class InboundLegs {
    private static final int MOST = 256;

    private final Cables cables;
    private final ThreadFactory readers;
    private final Map<InboundLeg, Thread> all = new ConcurrentHashMap<>();

    InboundLegs(Cables cables, ThreadFactory readers) {
        this.cables = cables;
        this.readers = readers;
    }

    /** Takes a connection in; whether there is room for it. For one thread. */
    boolean welcome(SocketChannel socket, String array, LegAcceptor acceptor) throws IOException {
        if (all.size() >= MOST && !makeRoom()) {
            return false;
        }
        InboundLeg leg =
                new InboundLeg(new FrameChannel(socket, cables), array, acceptor, all::remove);
        boolean started = false;
        try {
            Thread thread = readers.newThread(leg);
            thread.setName("link-in-" + array);
            all.put(leg, thread);
            thread.start();
            started = true;
            return true;
        } finally {
            if (!started) {
                all.remove(leg);
            }
        }
    }

    private boolean makeRoom() {
        InboundLeg oldest =
                all.keySet().stream()
                        .filter(InboundLeg::mayGiveWay)
                        .max(Comparator.comparingLong(InboundLeg::ageNanos))
                        .orElse(null);
        if (oldest == null) {
            return false;
        }
        oldest.end("others came, and it had opened no leg");
        return true;
    }

    void beat(long quietNanos, long limitNanos) {
        for (InboundLeg leg : all.keySet()) {
            TcpLinkTransport.surviving("a connection", () -> leg.beat(quietNanos, limitNanos));
        }
    }

    /** Ends all; the engine has been told of every end on return. */
    void close(String why) {
        all.keySet().forEach(leg -> leg.end(why));
        all.values().forEach(InboundLegs::join);
    }

    private static void join(Thread thread) {
        try {
            if (!thread.equals(Thread.currentThread())) {
                thread.join(10_000);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
