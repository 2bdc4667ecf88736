package dev.trilith.simulation.kernel;

import dev.trilith.emulator.engine.device.Threads;
import java.util.List;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;

/** What a simulated array's work runs on. */
public final class SimThreads implements Threads {
    private final Kernel kernel;
    private final SimProcess process;

    /** The threads of one process. */
    public SimThreads(Kernel kernel, SimProcess process) {
        this.kernel = kernel;
        this.process = process;
    }

    @Override
    public ExecutorService workers(String array) {
        return new Workers();
    }

    @Override
    public Timers timers(String array) {
        return new SimTimers();
    }

    @Override
    public long nanoTime() {
        return kernel.nanoTime();
    }

    @Override
    public void parkNanos(Object blocker, long nanos) {
        kernel.park(blocker, nanos);
    }

    @Override
    public void die(String why) {
        kernel.say(process.name(), "ends itself: " + why);
        kernel.die(process);
    }

    private final class Workers extends AbstractExecutorService {
        private boolean stopped;

        @Override
        public void execute(Runnable work) {
            kernel.spawn(process, "worker", work);
        }

        @Override
        public void shutdown() {
            stopped = true;
        }

        @Override
        public List<Runnable> shutdownNow() {
            stopped = true;
            return List.of();
        }

        @Override
        public boolean isShutdown() {
            return stopped;
        }

        @Override
        public boolean isTerminated() {
            return stopped;
        }

        @Override
        public boolean awaitTermination(long timeout, TimeUnit unit) {
            return stopped;
        }
    }

    private final class SimTimers implements Timers {
        private boolean closed;

        @Override
        public void after(long nanos, Runnable work) {
            kernel.after(
                    nanos,
                    () -> {
                        if (!closed) {
                            kernel.spawn(process, "timer", work);
                        }
                    });
        }

        @Override
        public void close() {
            closed = true;
        }
    }
}
