package dev.trilith.emulator.engine.array;

import dev.trilith.emulator.engine.EngineFault;
import dev.trilith.emulator.engine.device.BufferPool;
import dev.trilith.emulator.engine.pair.Leg;
import dev.trilith.emulator.engine.pair.LogicalUnit;
import dev.trilith.emulator.engine.remote.LinkTransport;
import dev.trilith.emulator.engine.volume.RangeLocks;
import dev.trilith.emulator.engine.volume.WriteGate;
import java.time.Instant;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
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
    final ExecutorService workers;

    final ScheduledThreadPoolExecutor timers;
    private final AtomicReference<@Nullable CrashPoint> armed = new AtomicReference<>();
    private final String continuity;
    volatile boolean closing;

    Core(
            ArrayConfig config,
            Tables tables,
            LinkTransport transport,
            EventLog events,
            String continuity) {
        this.config = config;
        this.tables = tables;
        this.transport = transport;
        this.events = events;
        this.continuity = continuity;
        workers = Executors.newCachedThreadPool(daemons("array-" + config.name()));
        timers = new ScheduledThreadPoolExecutor(2, daemons("array-timer-" + config.name()));
        timers.setRemoveOnCancelPolicy(true);
        timers.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    }

    private static ThreadFactory daemons(String name) {
        return Thread.ofPlatform().daemon().name(name + "-", 0).factory();
    }

    Instant now() {
        return config.clock().instant();
    }

    /**
     * A word that changes when this array may have lost what it answered: a new run of the machine,
     * or a failed disk.
     */
    String continuity() {
        long failed = tables.units().stream().filter(u -> u.volume().failed()).count();
        return continuity + ":" + failed;
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
        LogicalUnit any = leg.pairs().get(0).primary();
        cut(any == null ? leg.pairs().get(0).target() : any, work);
    }

    /** Does something while no write to a volume, or one joined with it, is in flight. */
    void cut(LogicalUnit unit, Runnable work) {
        // The gate cannot change meanwhile: only a holder of the orders lock joins gates.
        WriteGate gate = unit.volume().gate();
        long stamp = gate.close();
        try {
            work.run();
        } finally {
            gate.open(stamp);
        }
    }

    /** Does something by itself after a time. */
    void after(long nanos, Runnable work) {
        ScheduledFuture<?> unused = timers.schedule(work, Math.max(0, nanos), TimeUnit.NANOSECONDS);
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
