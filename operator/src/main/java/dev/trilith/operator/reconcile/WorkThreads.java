package dev.trilith.operator.reconcile;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * What the operator's own work runs on: everything that is not the framework's. Implementations are
 * safe for use by several threads.
 */
public interface WorkThreads {
    /** Tells when a program's next step is due; waits for nobody. */
    ScheduledExecutorService timer();

    /** Steps programs, each step in a thread of its own: it may wait for a silent array. */
    ExecutorService steps();

    /** Says to the API server what programs did. */
    ExecutorService speakers();

    /** Asks several arrays at the same time. */
    Executor calls();

    /** Does something after a time. */
    Executor after(Duration delay);

    /** Threads of this process: those that wait are virtual, and as many as there is work. */
    static WorkThreads ofThisProcess() {
        ScheduledThreadPoolExecutor timer =
                new ScheduledThreadPoolExecutor(
                        1, Thread.ofPlatform().daemon().name("program-timer").factory());
        timer.setRemoveOnCancelPolicy(true);
        ExecutorService steps = virtual("program-");
        ExecutorService speakers = virtual("speaker-");
        return new WorkThreads() {
            @Override
            public ScheduledExecutorService timer() {
                return timer;
            }

            @Override
            public ExecutorService steps() {
                return steps;
            }

            @Override
            public ExecutorService speakers() {
                return speakers;
            }

            @Override
            public Executor calls() {
                return call -> Thread.ofVirtual().name("array-call").start(call);
            }

            @Override
            public Executor after(Duration delay) {
                return CompletableFuture.delayedExecutor(
                        delay.toNanos(),
                        TimeUnit.NANOSECONDS,
                        work -> Thread.ofVirtual().name("later").start(work));
            }
        };
    }

    private static ExecutorService virtual(String name) {
        return Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name(name, 0).factory());
    }
}
