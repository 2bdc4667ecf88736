package dev.trilith.emulator.engine.remote;

import dev.trilith.emulator.engine.EngineFault;
import dev.trilith.emulator.engine.device.MachineThreads;
import dev.trilith.emulator.engine.device.Threads;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** An answer that is to come. One thread may wait for it, or something be done when it comes. */
public final class Pending {
    /** What is done when an answer comes, by the thread that received it. */
    public interface Then {
        /** Does it. */
        void run();

        /** What was received together with the answer has been dealt with too. */
        default void endOfBatch() {
            // Nobody is told of several at once.
        }
    }

    /** How it came out. */
    public enum Outcome {
        /** Not yet known. */
        WAITING,
        /** Done by the other side. */
        DONE,
        /** Refused by the other side. */
        REFUSED,
        /** The connection ended first. */
        DOWN
    }

    private final Threads threads;
    private final long bornNanos;
    private volatile Outcome outcome = Outcome.WAITING;
    private volatile @Nullable EngineFault fault;
    private volatile @Nullable Thread waiter;
    private final AtomicReference<@Nullable Then> then = new AtomicReference<>();

    /** Waited for on this machine's threads. */
    public Pending() {
        this(MachineThreads.HERE);
    }

    /** Waited for on the threads given. */
    public Pending(Threads threads) {
        this.threads = threads;
        this.bornNanos = threads.nanoTime();
    }

    /** How long ago it was asked for. */
    public Duration age() {
        return Duration.ofNanos(threads.nanoTime() - bornNanos);
    }

    /**
     * The other side has done it.
     *
     * @return what the caller is to do now, or null
     */
    public @Nullable Then done() {
        return finish(Outcome.DONE);
    }

    /** The other side has refused it. */
    public void refused(EngineFault why) {
        fault = why;
        runAtOnce(finish(Outcome.REFUSED));
    }

    /** The connection ended. */
    public void down() {
        runAtOnce(finish(Outcome.DOWN));
    }

    private @Nullable Then finish(Outcome how) {
        outcome = how;
        Thread thread = waiter;
        if (thread != null) {
            LockSupport.unpark(thread);
        }
        return then.getAndSet(null);
    }

    private static void runAtOnce(@Nullable Then what) {
        if (what != null) {
            what.run();
            what.endOfBatch();
        }
    }

    /** Has something done when the answer comes, or at once if it has come. */
    public void whenFinished(Then what) {
        then.set(what);
        if (outcome != Outcome.WAITING) {
            runAtOnce(then.getAndSet(null));
        }
    }

    /** How it stands now. */
    public Outcome outcome() {
        return outcome;
    }

    /** Why it was refused; null unless it was. */
    public @Nullable EngineFault fault() {
        return fault;
    }

    /** Waits for the outcome, at most {@code limit}; WAITING if none came. */
    public Outcome await(Duration limit) {
        Outcome now = outcome;
        if (now != Outcome.WAITING) {
            return now;
        }
        waiter = Thread.currentThread();
        long until = threads.nanoTime() + limit.toNanos();
        boolean interrupted = false;
        while ((now = outcome) == Outcome.WAITING) {
            long left = until - threads.nanoTime();
            if (left <= 0) {
                break;
            }
            threads.parkNanos(this, left);
            // An interrupt would make every further park return at once.
            interrupted |= Thread.interrupted();
        }
        waiter = null;
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        return now;
    }
}
