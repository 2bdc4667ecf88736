package dev.trilith.emulator.link;

import dev.trilith.emulator.engine.FaultInjection.LinkFault;
import java.io.EOFException;
import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A TCP connection that carries frames. Many threads may send, one may receive. Sending is one
 * gathering write under the send lock, so frames arrive in the order of the calls.
 */
final class FrameChannel implements AutoCloseable {
    private final SocketChannel socket;
    private final Cables cables;
    private final ReentrantLock sendLock = new ReentrantLock();
    private final ByteBuffer sendHeader = ByteBuffer.allocateDirect(Frame.HEADER_BYTES);
    private final ByteBuffer receiveHeader = ByteBuffer.allocateDirect(Frame.HEADER_BYTES);
    private final AtomicLong bytesSent = new AtomicLong();
    private final DelayLine delayLine;
    private volatile String peer = "";
    private volatile long lastSentNanos = System.nanoTime();
    private volatile long lastReceivedNanos = System.nanoTime();
    private volatile boolean receiving;

    FrameChannel(SocketChannel socket, Cables cables) throws IOException {
        this.socket = socket;
        this.cables = cables;
        this.delayLine = new DelayLine(this::writeNow);
        socket.setOption(StandardSocketOptions.TCP_NODELAY, true);
    }

    /** Names the array at the other end, so that its cable's faults act. */
    void peer(String array) {
        peer = array;
    }

    long bytesSent() {
        return bytesSent.get();
    }

    boolean isOpen() {
        return socket.isOpen();
    }

    /** Sends a frame; the payload's remaining bytes are taken and its position does not move. */
    void send(Frame frame, ByteBuffer payload) throws IOException {
        sendLock.lock();
        try {
            LinkFault fault = cables.to(peer);
            if (fault.cut()) {
                return;
            }
            if (delayLine.busy() || !fault.latency().isZero() || fault.bytesPerSecond() > 0) {
                delayLine.add(frame, payload, fault);
            } else {
                write(frame, payload.duplicate());
            }
        } finally {
            sendLock.unlock();
        }
    }

    private void writeNow(Frame frame, ByteBuffer payload) throws IOException {
        sendLock.lock();
        try {
            if (!cables.to(peer).cut()) {
                write(frame, payload);
            }
        } finally {
            sendLock.unlock();
        }
    }

    private void write(Frame frame, ByteBuffer payload) throws IOException {
        lastSentNanos = System.nanoTime();
        sendHeader.clear();
        frame.put(sendHeader);
        sendHeader.flip();
        bytesSent.addAndGet(sendHeader.remaining() + (long) payload.remaining());
        ByteBuffer[] both = {sendHeader, payload};
        while (sendHeader.hasRemaining() || payload.hasRemaining()) {
            socket.write(both);
        }
    }

    /** Sends a sign of life if nothing was sent for a while; never waits for the send lock. */
    void ping(long quietNanos) throws IOException {
        if (System.nanoTime() - lastSentNanos < quietNanos || !sendLock.tryLock()) {
            return;
        }
        try {
            // Past the delay line: a narrow cable is not a dead one.
            if (!cables.to(peer).cut()) {
                write(Frame.bare(Frame.Type.PING, 0), ByteBuffer.allocate(0));
            }
        } finally {
            sendLock.unlock();
        }
    }

    /** For how long the other end has given no sign of life while one was waited for. */
    long silentNanos() {
        return receiving ? System.nanoTime() - lastReceivedNanos : 0;
    }

    /** Waits for the next frame that is no sign of life. */
    Frame receive() throws IOException {
        lastReceivedNanos = System.nanoTime();
        receiving = true;
        try {
            while (true) {
                fill(receiveHeader.clear());
                Frame frame = Frame.get(receiveHeader.flip());
                boolean cut = cables.to(peer).cut();
                if (!cut) {
                    lastReceivedNanos = System.nanoTime();
                }
                if (!cut && frame.type() != Frame.Type.PING) {
                    return frame;
                }
                skip(frame.payloadBytes());
            }
        } finally {
            receiving = false;
        }
    }

    /** Reads the frame's payload into {@code buffer} and checks it; flipped on return. */
    ByteBuffer payload(Frame frame, ByteBuffer buffer) throws IOException {
        fill(buffer.clear().limit(frame.payloadBytes()));
        buffer.flip();
        if (Frame.sum(buffer.duplicate()) != frame.payloadSum()) {
            throw new IOException("a frame's payload has a wrong checksum");
        }
        return buffer;
    }

    private void skip(int bytes) throws IOException {
        ByteBuffer sink = ByteBuffer.allocate(Math.min(Math.max(bytes, 1), 64 * 1024));
        for (int left = bytes; left > 0; left -= sink.capacity()) {
            fill(sink.clear().limit(Math.min(left, sink.capacity())));
        }
    }

    private void fill(ByteBuffer buffer) throws IOException {
        while (buffer.hasRemaining()) {
            if (socket.read(buffer) < 0) {
                throw new EOFException("the other array closed the connection");
            }
        }
    }

    @Override
    public void close() throws IOException {
        delayLine.close();
        socket.close();
    }
}
