package dev.trilith.emulator.engine.volume;

import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Begins to make long writes durable before anybody asks for it, so that the disk works while more
 * data come: who flushes at the end then waits for the last piece only. Short writes are left to
 * their host, whose own flushes would wait for these. Safe for use by many threads.
 */
public final class EarlyFlush {
    /** A write of fewer bytes does not count. */
    static final int LONG_BYTES = 64 * 1024;

    private final long everyBytes;
    private final Executor aside;

    /**
     * A rule for the volumes of one array.
     *
     * @param everyBytes a flush begins after so many bytes of long writes, at least 1
     * @param aside has work done by another thread; one that takes none is put up with
     */
    public EarlyFlush(long everyBytes, Executor aside) {
        this.everyBytes = everyBytes;
        this.aside = aside;
    }

    /** What one volume has written since its last early flush began. */
    final class Progress {
        private final Runnable flush;
        private final AtomicLong bytes = new AtomicLong();
        private final AtomicBoolean running = new AtomicBoolean();

        /** One for the volume that {@code flush} makes durable. */
        Progress(Runnable flush) {
            this.flush = flush;
        }

        /** So many bytes were written at once. */
        void wrote(int length) {
            boolean due = length >= LONG_BYTES && bytes.addAndGet(length) >= everyBytes;
            if (due && running.compareAndSet(false, true)) {
                bytes.set(0);
                try {
                    aside.execute(this::run);
                } catch (RejectedExecutionException | OutOfMemoryError noThread) {
                    // The array stops, or has no thread left: nobody has asked for this flush.
                    running.set(false);
                }
            }
        }

        private void run() {
            try {
                flush.run();
            } finally {
                running.set(false);
            }
        }
    }
}
