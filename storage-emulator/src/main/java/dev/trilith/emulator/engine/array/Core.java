package dev.trilith.emulator.engine.array;

import dev.trilith.emulator.engine.EngineFault;
import dev.trilith.emulator.engine.device.BufferPool;
import dev.trilith.emulator.engine.device.Threads;
import dev.trilith.emulator.engine.pair.Leg;
import dev.trilith.emulator.engine.pair.LogicalUnit;
import dev.trilith.emulator.engine.remote.LinkTransport;
import dev.trilith.emulator.engine.volume.EarlyFlush;
import dev.trilith.emulator.engine.volume.RangeLocks;
import dev.trilith.emulator.engine.volume.WriteGate;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** What the parts of the array share. */
final class Core {
    final ArrayConfig config;
    final Tables tables;
    final LinkTransport transport;
    final EventLog events;
    final BufferPool buffers = new BufferPool(RangeLocks.STRIPE_BYTES, 4);

    /** The outermost lock, see {@link dev.trilith.emulator.engine.ArrayEngine}. */
    final ReentrantLock orders = new ReentrantLock(true);

    /** For work that waits: answers of other arrays, flushes asked for by them, copies. */
    final ShiftedClock clock;

    final ExecutorService workers;

    final AwaitedWrites awaited;

    /** For volumes. */
    final EarlyFlush earlyFlush;

    final Threads.Timers timers;
    private final AtomicReference<@Nullable CrashPoint> armed = new AtomicReference<>();
    private final String continuity;
    volatile boolean closing;

    Core(
            ArrayConfig config,
            Tables tables,
            LinkTransport transport,
            EventLog events,
            ShiftedClock clock,
            String continuity) {
        this.config = config;
        this.tables = tables;
        this.transport = transport;
        this.events = events;
        this.clock = clock;
        this.continuity = continuity;
        workers = config.threads().workers(config.name());
        timers = config.threads().timers(config.name());
        awaited = new AwaitedWrites(this::onWorker, timers);
        earlyFlush = new EarlyFlush(config.earlyFlushBytes(), workers);
    }

    /** An array that is stopping has no worker any more. */
    private void onWorker(Runnable work) {
        if (workers.isShutdown()) {
            work.run();
        } else {
            workers.execute(work);
        }
    }

    Instant now() {
        // As fine as it is kept, so that a label reads the same after a restart.
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }

    /**
     * A word that changes when this array may have lost what it answered: a new run of the machine,
     * or a failed disk.
     */
    String continuity() {
        long failed = tables.units().stream().filter(u -> u.volume().failed()).count();
        return continuity + ":" + failed;
    }

    /**
     * Makes volumes durable, all at the same time: the disk's journal takes them together.
     *
     * @throws EngineFault the first failure, after all have ended
     */
    void flush(Collection<LogicalUnit> units) {
        List<FutureTask<@Nullable Void>> others = new ArrayList<>();
        Iterator<LogicalUnit> rest = units.iterator();
        while (rest.hasNext()) {
            LogicalUnit unit = rest.next();
            FutureTask<@Nullable Void> task = new FutureTask<>(() -> unit.volume().flush(), null);
            others.add(task);
            if (rest.hasNext() && !workers.isShutdown()) {
                workers.execute(task);
            } else {
                task.run();
            }
        }
        EngineFault failed = null;
        for (FutureTask<@Nullable Void> task : others) {
            try {
                await(task);
            } catch (EngineFault e) {
                failed = failed == null ? e : failed;
            }
        }
        if (failed != null) {
            throw failed;
        }
    }

    /**
     * Waits for what runs on a thread of the array. The waiting thread's interrupt waits too: on
     * the array's own threads it would close the files in use.
     */
    void await(FutureTask<@Nullable Void> task) {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    task.get();
                    return;
                } catch (InterruptedException e) {
                    interrupted = true;
                } catch (ExecutionException e) {
                    throw rethrown(e);
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private RuntimeException rethrown(ExecutionException e) {
        Throwable cause = e.getCause();
        if (cause instanceof EngineFault fault) {
            return new EngineFault(fault.code(), String.valueOf(fault.getMessage()), fault);
        }
        return new IllegalStateException("array " + config.name() + " failed", cause);
    }

    /** Dies here if a test asked for it. */
    void pass(CrashPoint point) {
        if (armed.get() == point) {
            Runtime.getRuntime().halt(137);
        }
    }

    void arm(CrashPoint point) {
        armed.set(point);
    }

    EngineFault fault(EngineFault.Code code, String message) {
        return new EngineFault(code, "array " + config.name() + ": " + message);
    }

    EngineFault fault(EngineFault.Code code, String message, Throwable cause) {
        return new EngineFault(
                code, "array " + config.name() + ": " + message + ": " + cause.getMessage(), cause);
    }

    /** Does something while no write to a leg's volumes is in flight. */
    void cut(Leg leg, Runnable work) {
        if (leg.pairs().isEmpty()) {
            return; // deleted meanwhile
        }
        behind(Gates.ofCut(leg), work);
    }

    /** Does something while no write to a volume, or on its way to it, is in flight. */
    void cut(LogicalUnit unit, Runnable work) {
        behind(Gates.ofCut(unit), work);
    }

    private static void behind(Set<WriteGate> gates, Runnable work) {
        // They cannot change meanwhile: only a holder of the orders lock joins gates.
        Map<WriteGate, Long> closed = Gates.close(gates);
        try {
            work.run();
        } finally {
            closed.forEach(WriteGate::open);
        }
    }

    /** Does something by itself after a time, and may wait: the timers wait for nothing. */
    void after(long nanos, Runnable work) {
        timers.after(nanos, () -> onWorker(work));
    }

    /** Does something under the orders lock. */
    void exclusively(Runnable work) {
        orders.lock();
        try {
            work.run();
        } finally {
            orders.unlock();
        }
    }
}
