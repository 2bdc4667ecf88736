package dev.trilith.emulator.link;

import dev.trilith.emulator.engine.EngineFault;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Waits for a sign of life of another array, on a connection that carries nothing else. */
final class LinkProbe {
    /**
     * Is it you?
     *
     * @param sender who asks
     * @param receiver who should answer
     */
    record Question(String sender, String receiver) {}

    private final Cables cables;
    private final ScheduledExecutorService limits;

    LinkProbe(Cables cables, ScheduledExecutorService limits) {
        this.cables = cables;
        this.limits = limits;
    }

    void ask(InetSocketAddress address, Question question, Duration limit) {
        if (address.isUnresolved()) {
            throw new EngineFault(
                    EngineFault.Code.PEER_UNREACHABLE,
                    "the name " + address.getHostString() + " is not known: is the array gone?");
        }
        long begun = System.nanoTime();
        try (SocketChannel socket = SocketChannel.open()) {
            // From outside: a blocking read knows no limit, and a swallowed packet no end.
            Future<?> guard =
                    limits.schedule(() -> hangUp(socket), limit.toNanos(), TimeUnit.NANOSECONDS);
            try (FrameChannel channel = new FrameChannel(socket, cables)) {
                channel.peer(question.receiver());
                socket.connect(address);
                Greeting.exchange(channel, Frame.Type.PROBE, LegCodec.bytes(question));
            } finally {
                guard.cancel(false);
            }
        } catch (IOException e) {
            boolean late = System.nanoTime() - begun >= limit.toNanos();
            throw new EngineFault(
                    EngineFault.Code.PEER_UNREACHABLE,
                    "array "
                            + question.receiver()
                            + " at "
                            + address.getHostString()
                            + ":"
                            + address.getPort()
                            + (late
                                    ? " gave no answer within " + limit.toMillis() + " ms"
                                    : " does not answer: " + e.getMessage()),
                    e);
        }
    }

    private static void hangUp(SocketChannel socket) {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException("a probe's connection cannot be closed", e);
        }
    }
}
