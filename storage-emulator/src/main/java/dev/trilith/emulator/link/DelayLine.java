package dev.trilith.emulator.link;

import dev.trilith.emulator.engine.FaultInjection.LinkFault;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * A long or narrow cable: frames leave in order, each after the latency and not faster than the
 * rate. A thread of its own exists only once a frame was delayed.
 */
final class DelayLine implements AutoCloseable {
    /** Sends a frame at once. */
    interface Exit {
        void send(Frame frame, ByteBuffer payload) throws IOException;
    }

    private static final long MAX_BYTES = 64L * 1024 * 1024;

    private record Delayed(Frame frame, ByteBuffer payload, long dueNanos) {}

    private final Exit exit;
    private final ArrayDeque<Delayed> line = new ArrayDeque<>();
    private @Nullable Thread thread;
    private @Nullable IOException broken;
    private long bytes;
    private long freeNanos;
    private boolean sending;
    private boolean closed;

    DelayLine(Exit exit) {
        this.exit = exit;
    }

    /** Whether frames are under way, so that a new one must not overtake them. */
    synchronized boolean busy() {
        return !line.isEmpty() || sending;
    }

    synchronized void add(Frame frame, ByteBuffer payload, LinkFault fault) throws IOException {
        IOException failed = broken;
        if (failed != null) {
            throw new IOException(failed.getMessage(), failed);
        }
        if (closed || bytes + payload.remaining() > MAX_BYTES) {
            throw new IOException(
                    "more than " + MAX_BYTES + " bytes are under way on a slow cable");
        }
        ByteBuffer copy = ByteBuffer.allocate(payload.remaining());
        copy.put(payload.duplicate()).flip();
        long now = System.nanoTime();
        long start = Math.max(now, freeNanos);
        long onTheWire = Frame.HEADER_BYTES + (long) copy.remaining();
        freeNanos =
                fault.bytesPerSecond() == 0
                        ? start
                        : start + onTheWire * 1_000_000_000L / fault.bytesPerSecond();
        line.add(new Delayed(frame, copy, freeNanos + fault.latency().toNanos()));
        bytes += copy.remaining();
        if (thread == null) {
            thread = Thread.ofPlatform().daemon().name("link-delay").start(this::run);
        }
        notifyAll();
    }

    private void run() {
        try {
            while (true) {
                Delayed next = next();
                if (next == null) {
                    return;
                }
                exit.send(next.frame(), next.payload());
                sent();
            }
        } catch (IOException e) {
            fail(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized @Nullable Delayed next() throws InterruptedException {
        while (true) {
            if (closed) {
                return null;
            }
            Delayed head = line.peek();
            long wait = head == null ? 0 : head.dueNanos() - System.nanoTime();
            if (head != null && wait <= 0) {
                line.remove();
                bytes -= head.payload().remaining();
                sending = true;
                return head;
            }
            wait(head == null ? 0 : wait / 1_000_000 + 1);
        }
    }

    private synchronized void sent() {
        sending = false;
    }

    private synchronized void fail(IOException why) {
        broken = why;
        sending = false;
        line.clear();
    }

    @Override
    public synchronized void close() {
        closed = true;
        line.clear();
        notifyAll();
    }
}
