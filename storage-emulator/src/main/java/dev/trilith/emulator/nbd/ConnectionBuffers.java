package dev.trilith.emulator.nbd;

import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * One connection's part of the pool, and a small buffer that it owns for the time when the pool has
 * nothing for it. Safe for use by many threads, except {@link #reserve}.
 */
final class ConnectionBuffers {
    private static final int RESERVE_BYTES = 64 << 10;

    private final BufferPool pool;
    private final int shareBytes;
    private final AtomicInteger held = new AtomicInteger();
    private @Nullable ByteBuffer reserve;

    ConnectionBuffers(BufferPool pool, int shareBytes) {
        this.pool = pool;
        this.shareBytes = shareBytes;
    }

    /**
     * A buffer of at least {@code bytes}; null if the pool or this connection's part is used up.
     */
    @Nullable ByteBuffer take(int bytes) {
        if (held.get() > shareBytes - bytes) {
            return null;
        }
        ByteBuffer buffer = pool.take(bytes);
        if (buffer != null) {
            held.addAndGet(buffer.capacity());
        }
        return buffer;
    }

    void giveBack(ByteBuffer buffer) {
        held.addAndGet(-buffer.capacity());
        pool.giveBack(buffer);
    }

    /** The connection's own buffer; only for the thread that holds the turn to receive. */
    ByteBuffer reserve() {
        ByteBuffer own = reserve;
        if (own == null) {
            own = ByteBuffer.allocateDirect(RESERVE_BYTES);
            reserve = own;
        }
        return own.clear();
    }
}
