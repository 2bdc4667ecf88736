package dev.trilith.emulator.engine.device;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * Direct buffers of one size, kept for reuse so that memory stays bounded. What was given back last
 * is taken first: it may still be in the processor's cache. Safe for use by many threads.
 */
public final class BufferPool {
    private final int bytes;
    private final int kept;
    private final Deque<ByteBuffer> spare = new ArrayDeque<>();

    /** Keeps at most {@code kept} unused buffers of {@code bytes}. */
    public BufferPool(int bytes, int kept) {
        this.bytes = bytes;
        this.kept = kept;
    }

    /** An empty buffer; made if none is spare. */
    public ByteBuffer take() {
        ByteBuffer buffer = spareOne();
        return buffer == null ? ByteBuffer.allocateDirect(bytes) : buffer.clear();
    }

    private synchronized @Nullable ByteBuffer spareOne() {
        return spare.pollFirst();
    }

    /** Gives a buffer back; one too many is left to the collector. */
    public synchronized void give(ByteBuffer buffer) {
        if (spare.size() < kept) {
            spare.addFirst(buffer);
        }
    }
}
