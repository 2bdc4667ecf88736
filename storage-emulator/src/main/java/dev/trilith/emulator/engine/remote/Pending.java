package dev.trilith.emulator.engine.remote;

import dev.trilith.emulator.engine.EngineFault;
import dev.trilith.emulator.engine.device.MachineThreads;
import dev.trilith.emulator.engine.device.Threads;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** An answer that is to come. One thread may wait for it. */
public final class Pending {
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
    private volatile Outcome outcome = Outcome.WAITING;
    private volatile @Nullable EngineFault fault;
    private volatile @Nullable Thread waiter;

    /** Waited for on this machine's threads. */
    public Pending() {
        this(MachineThreads.HERE);
    }

    /** Waited for on the threads given. */
    public Pending(Threads threads) {
        this.threads = threads;
    }

    /** The other side has done it. */
    public void done() {
        finish(Outcome.DONE);
    }

    /** The other side has refused it. */
    public void refused(EngineFault why) {
        fault = why;
        finish(Outcome.REFUSED);
    }

    /** The connection ended. */
    public void down() {
        finish(Outcome.DOWN);
    }

    private void finish(Outcome how) {
        outcome = how;
        Thread thread = waiter;
        if (thread != null) {
            LockSupport.unpark(thread);
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
