package dev.trilith.emulator.engine.device;

import java.nio.ByteBuffer;
import java.util.concurrent.ArrayBlockingQueue;

/** Direct buffers of one size, kept for reuse so that memory stays bounded. */
public final class BufferPool {
    private final int bytes;
    private final ArrayBlockingQueue<ByteBuffer> spare;

    /** Keeps at most {@code kept} unused buffers of {@code bytes}. */
    public BufferPool(int bytes, int kept) {
        this.bytes = bytes;
        this.spare = new ArrayBlockingQueue<>(kept);
    }

    /** An empty buffer; made if none is spare. */
    public ByteBuffer take() {
        ByteBuffer buffer = spare.poll();
        return buffer == null ? ByteBuffer.allocateDirect(bytes) : buffer.clear();
    }

    /** Gives a buffer back; one too many is left to the collector. */
    public void give(ByteBuffer buffer) {
        if (!spare.offer(buffer)) {
            buffer.clear();
        }
    }
}
