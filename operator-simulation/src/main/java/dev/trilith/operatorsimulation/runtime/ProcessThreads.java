package dev.trilith.operatorsimulation.runtime;

import dev.trilith.operator.reconcile.WorkThreads;
import dev.trilith.simulation.kernel.Kernel;
import dev.trilith.simulation.kernel.SimProcess;
import dev.trilith.simulation.kernel.SimThreads;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Delayed;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/** What an operator's own work runs on in a simulated process. */
final class ProcessThreads implements WorkThreads {
    private final Kernel kernel;
    private final SimProcess process;
    private final ExecutorService workers;

    ProcessThreads(Kernel kernel, SimProcess process) {
        this.kernel = kernel;
        this.process = process;
        this.workers = new SimThreads(kernel, process).workers(process.name());
    }

    @Override
    public ScheduledExecutorService timer() {
        return new Timer();
    }

    @Override
    public ExecutorService steps() {
        return workers;
    }

    @Override
    public ExecutorService speakers() {
        return workers;
    }

    @Override
    public Executor calls() {
        return workers;
    }

    @Override
    public Executor after(Duration delay) {
        return work -> kernel.after(delay.toNanos(), () -> kernel.spawn(process, "later", work));
    }

    /** An alarm clock, and nothing else of what such a service could do. */
    private final class Timer extends AbstractExecutorService implements ScheduledExecutorService {
        @Override
        public ScheduledFuture<?> schedule(Runnable work, long delay, TimeUnit unit) {
            Kernel.Appointment appointment =
                    kernel.after(unit.toNanos(delay), () -> kernel.spawn(process, "timer", work));
            return new Alarm(appointment);
        }

        @Override
        public <V> ScheduledFuture<V> schedule(Callable<V> work, long delay, TimeUnit unit) {
            throw new UnsupportedOperationException("only a Runnable can be put off");
        }

        @Override
        public ScheduledFuture<?> scheduleAtFixedRate(
                Runnable work, long initialDelay, long period, TimeUnit unit) {
            throw new UnsupportedOperationException("nothing is repeated here");
        }

        @Override
        public ScheduledFuture<?> scheduleWithFixedDelay(
                Runnable work, long initialDelay, long delay, TimeUnit unit) {
            throw new UnsupportedOperationException("nothing is repeated here");
        }

        @Override
        public void execute(Runnable work) {
            workers.execute(work);
        }

        @Override
        public void shutdown() {
            workers.shutdown();
        }

        @Override
        public List<Runnable> shutdownNow() {
            return workers.shutdownNow();
        }

        @Override
        public boolean isShutdown() {
            return workers.isShutdown();
        }

        @Override
        public boolean isTerminated() {
            return workers.isTerminated();
        }

        @Override
        public boolean awaitTermination(long timeout, TimeUnit unit) {
            return true;
        }
    }

    private static final class Alarm extends CompletableFuture<Void>
            implements ScheduledFuture<Void> {
        private final Kernel.Appointment appointment;

        private Alarm(Kernel.Appointment appointment) {
            this.appointment = appointment;
        }

        @Override
        public boolean cancel(boolean interrupts) {
            appointment.cancel();
            return super.cancel(interrupts);
        }

        @Override
        public long getDelay(TimeUnit unit) {
            throw new UnsupportedOperationException("nobody asks how long an alarm still takes");
        }

        @Override
        public int compareTo(Delayed other) {
            throw new UnsupportedOperationException("alarms are in no order");
        }
    }
}
