package dev.trilith.emulator.engine.device;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Platform threads and the machine's own clock. */
public enum MachineThreads implements Threads {
    /** The only one: it has no state. */
    HERE;

    private static final System.Logger LOG = System.getLogger(MachineThreads.class.getName());
    private static final int DISK_FAILED = 74;

    private static ThreadFactory daemons(String name) {
        return Thread.ofPlatform().daemon().name(name + "-", 0).factory();
    }

    @Override
    public ExecutorService workers(String array) {
        return Executors.newCachedThreadPool(daemons("array-" + array));
    }

    @Override
    public Timers timers(String array) {
        return new Pool(new ScheduledThreadPoolExecutor(2, daemons("array-timer-" + array)));
    }

    @Override
    public long nanoTime() {
        return System.nanoTime();
    }

    @Override
    public void parkNanos(Object blocker, long nanos) {
        LockSupport.parkNanos(blocker, nanos);
    }

    @Override
    public void die(String why) {
        LOG.log(System.Logger.Level.ERROR, why);
        Runtime.getRuntime().halt(DISK_FAILED);
    }

    private static final class Pool implements Timers {
        private final ScheduledThreadPoolExecutor timers;

        Pool(ScheduledThreadPoolExecutor timers) {
            this.timers = timers;
            timers.setRemoveOnCancelPolicy(true);
            timers.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        }

        @Override
        public void after(long nanos, Runnable work) {
            ScheduledFuture<?> unused =
                    timers.schedule(work, Math.max(0, nanos), TimeUnit.NANOSECONDS);
        }

        @Override
        public void close() {
            timers.shutdown();
        }
    }
}
