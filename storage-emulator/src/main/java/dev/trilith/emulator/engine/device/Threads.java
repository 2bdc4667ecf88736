package dev.trilith.emulator.engine.device;

import java.util.concurrent.ExecutorService;

/**
 * The threads, the timers and the running time of the machine that an array runs on. Handed in, so
 * that a simulation can run the array's own code in one thread and under its own clock.
 */
public interface Threads {
    /** Where an array does the work that waits; as many at a time as are asked for. */
    ExecutorService workers(String array);

    /** An array's timers. */
    Timers timers(String array);

    /** Running time; has no meaning but as a difference. */
    long nanoTime();

    /**
     * Parks the calling thread until it is unparked, interrupted or the time is over; may return
     * early for no reason.
     */
    void parkNanos(Object blocker, long nanos);

    /**
     * Ends the process that the array runs in, at once and without a further word to anybody: what
     * it knows is not what its disk holds. Does not return.
     */
    void die(String why);

    /** Work that is to begin after a time. */
    interface Timers extends AutoCloseable {
        /** Begins {@code work} after so many nanoseconds, unless closed before. */
        void after(long nanos, Runnable work);

        /** Begins nothing more. */
        @Override
        void close();
    }
}
