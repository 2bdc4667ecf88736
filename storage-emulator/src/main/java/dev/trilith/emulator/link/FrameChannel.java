package dev.trilith.emulator.link;

import dev.trilith.emulator.engine.FaultInjection.LinkFault;
import dev.trilith.emulator.engine.device.PromptSocket;
import java.io.EOFException;
import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A TCP connection that carries frames. Many threads may send, one may receive. Sending is one
 * gathering write under the send lock, so frames arrive in the order of the calls. Small frames of
 * the receiving thread may be gathered until it would wait for input.
 */
final class FrameChannel implements AutoCloseable {
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0).asReadOnlyBuffer();
    private static final int OPENING_BYTES = 1024;
    private static final int INPUT_BYTES = 64 * 1024;
    private static final int GATHER_BYTES = 32 * 1024;

    /** A longer payload is not copied. */
    private static final int GATHERED_PAYLOAD_BYTES = 4 * 1024;

    private final SocketChannel channel;
    private final PromptSocket socket;
    private final Cables cables;
    private final ReentrantLock sendLock = new ReentrantLock();
    private ByteBuffer gathered = ByteBuffer.allocate(OPENING_BYTES);
    private ByteBuffer input = ByteBuffer.allocate(OPENING_BYTES).flip();
    private final AtomicLong bytesSent = new AtomicLong();
    private final DelayLine delayLine;
    private volatile String peer = "";
    private volatile long lastSentNanos = System.nanoTime();
    private volatile long lastReceivedNanos = System.nanoTime();
    private volatile boolean receiving;
    private volatile boolean severed;

    FrameChannel(SocketChannel channel, Cables cables) throws IOException {
        this.channel = channel;
        this.socket = new PromptSocket(channel);
        this.cables = cables;
        this.delayLine = new DelayLine(this::writeNow);
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
    }

    /** Names the array at the other end, so that its cable's faults act. */
    void peer(String array) {
        peer = array;
    }

    /**
     * Takes the large buffers, when the other end has shown that it is an array: whoever only
     * connects must not use up the memory. For the receiving thread.
     */
    void widen() {
        ByteBuffer wide = ByteBuffer.allocateDirect(INPUT_BYTES);
        input = wide.put(input).flip();
        socket.mayLinger();
        sendLock.lock();
        try {
            gathered = ByteBuffer.allocateDirect(GATHER_BYTES).put(gathered.flip());
        } finally {
            sendLock.unlock();
        }
    }

    long bytesSent() {
        return bytesSent.get();
    }

    boolean isOpen() {
        return channel.isOpen();
    }

    /**
     * Whether the cable is cut, or was since this connection began: what was lost then would be
     * missing between what follows, so nothing may follow.
     */
    private boolean severed() {
        if (!severed && cables.to(peer).cut()) {
            severed = true;
        }
        return severed;
    }

    /** Sends a frame; the payload's remaining bytes are taken and its position does not move. */
    void send(Frame frame, ByteBuffer payload) throws IOException {
        sendLock.lock();
        try {
            if (!delayed(frame, payload)) {
                write(frame, payload.duplicate());
            }
        } finally {
            sendLock.unlock();
        }
    }

    /** Sends a frame without payload, at the latest before this thread waits for input. */
    void gather(Frame frame) throws IOException {
        gather(frame, NOTHING);
    }

    /** Sends a frame, at the latest with the next one that is sent or when it is pushed. */
    void gather(Frame frame, ByteBuffer payload) throws IOException {
        sendLock.lock();
        try {
            if (delayed(frame, payload)) {
                return;
            }
            if (payload.remaining() > GATHERED_PAYLOAD_BYTES) {
                write(frame, payload.duplicate());
                return;
            }
            if (gathered.remaining() < Frame.HEADER_BYTES + payload.remaining()) {
                flushGathered();
            }
            frame.put(gathered);
            gathered.put(payload.duplicate());
        } finally {
            sendLock.unlock();
        }
    }

    /** Sends what was gathered. */
    void push() throws IOException {
        flushOwn();
    }

    /** Whether the cable's faults took care of the frame. */
    private boolean delayed(Frame frame, ByteBuffer payload) throws IOException {
        if (severed()) {
            return true;
        }
        LinkFault fault = cables.to(peer);
        if (delayLine.busy() || !fault.latency().isZero() || fault.bytesPerSecond() > 0) {
            delayLine.add(frame, payload, fault);
            return true;
        }
        return false;
    }

    private void writeNow(Frame frame, ByteBuffer payload) throws IOException {
        sendLock.lock();
        try {
            if (!severed()) {
                write(frame, payload);
            }
        } finally {
            sendLock.unlock();
        }
    }

    /** Writes what was gathered, a header and a payload at once. */
    private void write(Frame frame, ByteBuffer payload) throws IOException {
        if (gathered.remaining() < Frame.HEADER_BYTES) {
            flushGathered();
        }
        frame.put(gathered);
        write(payload);
    }

    private void flushGathered() throws IOException {
        if (gathered.position() > 0) {
            write(ByteBuffer.allocate(0));
        }
    }

    private void write(ByteBuffer payload) throws IOException {
        gathered.flip();
        bytesSent.addAndGet(gathered.remaining() + (long) payload.remaining());
        try {
            socket.write(gathered, payload);
            lastSentNanos = System.nanoTime();
        } finally {
            gathered.clear();
        }
    }

    /** Sends a sign of life if nothing was sent for a while; never waits for the send lock. */
    void ping(long quietNanos) throws IOException {
        if (System.nanoTime() - lastSentNanos < quietNanos || !sendLock.tryLock()) {
            return;
        }
        try {
            // Past the delay line: a narrow cable is not a dead one.
            if (!severed()) {
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
        Frame frame = next();
        while (frame.type() == Frame.Type.PING) {
            frame = next();
        }
        return frame;
    }

    /** Waits for the next frame, be it a sign of life. */
    Frame next() throws IOException {
        lastReceivedNanos = System.nanoTime();
        receiving = true;
        try {
            return Frame.get(header());
        } finally {
            receiving = false;
        }
    }

    /** Whether another frame's header has been received. For the receiving thread. */
    boolean hasReceived() {
        return input.remaining() >= Frame.HEADER_BYTES;
    }

    private ByteBuffer header() throws IOException {
        while (input.remaining() < Frame.HEADER_BYTES) {
            flushOwn();
            input.compact();
            try {
                read(input);
            } finally {
                input.flip();
            }
        }
        return input;
    }

    /** What this thread gathered must not wait for the other side's next word. */
    private void flushOwn() throws IOException {
        sendLock.lock();
        try {
            flushGathered();
        } finally {
            sendLock.unlock();
        }
    }

    /** Reads something; on a dead cable it is as if nothing came. */
    private void read(ByteBuffer buffer) throws IOException {
        int start = buffer.position();
        while (true) {
            if (socket.read(buffer) < 0) {
                throw new EOFException("the other array closed the connection");
            }
            if (!severed()) {
                lastReceivedNanos = System.nanoTime();
                return;
            }
            buffer.position(start);
        }
    }

    /** Reads the frame's payload into {@code buffer} and checks it; flipped on return. */
    ByteBuffer payload(Frame frame, ByteBuffer buffer) throws IOException {
        buffer.clear().limit(frame.payloadBytes());
        int known = Math.min(input.remaining(), buffer.remaining());
        buffer.put(input.slice(input.position(), known));
        input.position(input.position() + known);
        if (buffer.hasRemaining()) {
            flushOwn();
        }
        receiving = true;
        try {
            while (buffer.hasRemaining()) {
                read(buffer);
            }
        } finally {
            receiving = false;
        }
        buffer.flip();
        if (Frame.sum(buffer.duplicate()) != frame.payloadSum()) {
            throw new IOException("a frame's payload has a wrong checksum");
        }
        return buffer;
    }

    @Override
    public void close() throws IOException {
        delayLine.close();
        channel.close();
    }
}
