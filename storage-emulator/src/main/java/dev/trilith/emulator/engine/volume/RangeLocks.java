package dev.trilith.emulator.engine.volume;

import java.util.Arrays;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Locks over parts of a volume: writers of overlapping ranges exclude each other, others mostly do
 * not. A megabyte is one stripe; 64 locks are shared by all of them.
 */
public final class RangeLocks {
    /** A run that begins at a multiple of this and is no longer needs one lock. */
    public static final int STRIPE_BYTES = 1024 * 1024;

    private static final int COUNT = 64;

    private final ReentrantLock[] locks = new ReentrantLock[COUNT];

    /** With no range locked. */
    public RangeLocks() {
        Arrays.setAll(locks, i -> new ReentrantLock());
    }

    /**
     * Locks a range.
     *
     * @return what {@link #unlock} needs
     */
    public long lock(long offsetBytes, long lengthBytes) {
        long first = offsetBytes / STRIPE_BYTES;
        long last = (offsetBytes + Math.max(1, lengthBytes) - 1) / STRIPE_BYTES;
        long mask = 0;
        for (long stripe = first; stripe <= last && stripe < first + COUNT; stripe++) {
            mask |= 1L << (stripe % COUNT);
        }
        for (long rest = mask; rest != 0; rest &= rest - 1) {
            locks[Long.numberOfTrailingZeros(rest)].lock();
        }
        return mask;
    }

    /** Unlocks what {@link #lock} locked. */
    public void unlock(long mask) {
        for (long rest = mask; rest != 0; rest &= rest - 1) {
            locks[Long.numberOfTrailingZeros(rest)].unlock();
        }
    }
}
