package dev.trilith.bench.tool;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.concurrent.atomic.AtomicLong;

/** Passes TCP connections on and counts the bytes of both ways. */
public final class Relay implements AutoCloseable {
    private final ServerSocketChannel listener;
    private final int targetPort;
    private final AtomicLong bytes = new AtomicLong();

    private Relay(ServerSocketChannel listener, int targetPort) {
        this.listener = listener;
        this.targetPort = targetPort;
    }

    /** Starts a relay to a port of this machine. */
    public static Relay to(int targetPort) throws IOException {
        ServerSocketChannel listener = ServerSocketChannel.open();
        listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        Relay relay = new Relay(listener, targetPort);
        Thread.ofPlatform().daemon().start(relay::accept);
        return relay;
    }

    /** Where it listens. */
    public int port() throws IOException {
        return ((InetSocketAddress) listener.getLocalAddress()).getPort();
    }

    /** Bytes passed on so far. */
    public long bytes() {
        return bytes.get();
    }

    private void accept() {
        try {
            while (true) {
                SocketChannel from = listener.accept();
                SocketChannel to =
                        SocketChannel.open(
                                new InetSocketAddress(
                                        InetAddress.getLoopbackAddress(), targetPort));
                Thread.ofPlatform().daemon().start(() -> pass(from, to));
                Thread.ofPlatform().daemon().start(() -> pass(to, from));
            }
        } catch (IOException closed) {
            // The end of the relay, or of the array behind it: both ends see it.
            Thread.currentThread().interrupt();
        }
    }

    private void pass(SocketChannel from, SocketChannel to) {
        ByteBuffer buffer = ByteBuffer.allocateDirect(256 * 1024);
        try (from;
                to) {
            while (from.read(buffer) >= 0) {
                bytes.addAndGet(buffer.flip().remaining());
                while (buffer.hasRemaining()) {
                    to.write(buffer);
                }
                buffer.clear();
            }
        } catch (IOException closed) {
            // One end hung up; closing both tells the other one.
            buffer.clear();
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
    }
}
