package dev.trilith.emulator.nbd;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Direct buffers for payloads, shared by all connections within one budget. Never waits: who gets
 * none works with what it has of its own, so that a client that holds buffers without using them
 * cannot stop another. Safe for use by many threads.
 */
final class BufferPool {
    /** Largest buffer; a longer payload is worked through in pieces. */
    static final int LARGEST = 1 << 20;

    private static final int SMALLEST_SHIFT = 12;
    private static final int CLASSES = 9;

    private final List<Deque<ByteBuffer>> free = new ArrayList<>();
    private long unallocated;

    BufferPool(long budgetBytes) {
        this.unallocated = budgetBytes;
        for (int i = 0; i < CLASSES; i++) {
            free.add(new ArrayDeque<>());
        }
    }

    /**
     * A cleared buffer of at least {@code bytes}, at most {@link #LARGEST}; null if none is left.
     */
    synchronized @Nullable ByteBuffer take(int bytes) {
        int wanted = sizeClass(bytes);
        ByteBuffer buffer = free.get(wanted).pollLast();
        if (buffer != null) {
            return buffer.clear();
        }
        int size = 1 << (wanted + SMALLEST_SHIFT);
        if (unallocated < size) {
            dropIdle(size);
        }
        if (unallocated < size) {
            return null;
        }
        unallocated -= size;
        return ByteBuffer.allocateDirect(size);
    }

    synchronized void giveBack(ByteBuffer buffer) {
        free.get(sizeClass(buffer.capacity())).addLast(buffer);
    }

    /** Lets go of idle buffers of other sizes; the garbage collector returns their memory. */
    private void dropIdle(int needed) {
        for (int i = CLASSES - 1; i >= 0 && unallocated < needed; i--) {
            Deque<ByteBuffer> idle = free.get(i);
            while (unallocated < needed && !idle.isEmpty()) {
                unallocated += idle.removeFirst().capacity();
            }
        }
    }

    private static int sizeClass(int bytes) {
        int rounded = Math.max(bytes, 1) - 1;
        int bits = Integer.SIZE - Integer.numberOfLeadingZeros(rounded);
        return Math.max(0, bits - SMALLEST_SHIFT);
    }
}
