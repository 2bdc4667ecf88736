package dev.trilith.operator.reconcile;

import dev.trilith.core.step.StepResult;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Steps programs, each by one thread at a time and exactly when its last result asked for it. A
 * step may wait for an array that is silent, and nobody else's program waits with it: every step
 * has a thread of its own. Safe for use by several threads.
 */
public final class ProgramScheduler implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ProgramScheduler.class);
    private static final Duration AFTER_A_FAILURE = Duration.ofSeconds(1);

    private final WorkThreads threads;
    private final ScheduledExecutorService timer;
    private final ExecutorService steps;
    private final ExecutorService speakers;
    private final Map<String, Entry> entries = new ConcurrentHashMap<>();

    /** A program that can be stepped; it reports by itself. */
    interface Work {
        /** Does one word of work and says when the next is due. */
        StepResult step();
    }

    /** A scheduler of as many programs as come, on threads of this process. */
    public ProgramScheduler() {
        this(WorkThreads.ofThisProcess());
    }

    /**
     * A scheduler of as many programs as come.
     *
     * @param threads what they run on; they end with the scheduler
     */
    public ProgramScheduler(WorkThreads threads) {
        this.threads = threads;
        timer = threads.timer();
        steps = threads.steps();
        speakers = threads.speakers();
    }

    /** What programs run on. */
    WorkThreads threads() {
        return threads;
    }

    /** A way for a program to say what it does without waiting until it was heard. */
    ReportLane lane(String whose) {
        return new ReportLane(whose, speakers);
    }

    /**
     * Starts, replaces or keeps the work under {@code key}, and steps it at once.
     *
     * @param key whose work it is
     * @param change from the present work, or null, to the work wanted, or null for none; called
     *     between two steps
     */
    void put(String key, UnaryOperator<@Nullable Work> change) {
        boolean taken = false;
        while (!taken) {
            taken = entries.computeIfAbsent(key, Entry::new).change(change);
        }
    }

    /** The work under {@code key}, if any. */
    @Nullable Work get(String key) {
        Entry entry = entries.get(key);
        return entry == null ? null : entry.work;
    }

    /** Ends the work under {@code key}; a step under way is finished first. */
    void remove(String key) {
        Entry entry = entries.remove(key);
        if (entry != null) {
            entry.end();
        }
    }

    /** Ends everything; steps under way are interrupted. */
    @Override
    public void close() {
        timer.shutdownNow();
        steps.shutdownNow();
        try {
            if (!steps.awaitTermination(5, TimeUnit.SECONDS)) {
                LOG.warn("a program is still at work 5 s after it was interrupted");
            }
            speakers.shutdown();
            if (!speakers.awaitTermination(1, TimeUnit.SECONDS)) {
                LOG.info("what was done last is not in the status yet: the API server is slow");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            speakers.shutdownNow();
        }
    }

    private final class Entry {
        private final String key;
        private volatile @Nullable Work work;
        private @Nullable ScheduledFuture<?> next;
        private boolean ended;

        /** No monitor: before Java 24 one would keep the thread that carries a waiting step. */
        private final ReentrantLock turn = new ReentrantLock();

        Entry(String key) {
            this.key = key;
        }

        /** False if it has ended meanwhile: another entry has to take its place. */
        boolean change(UnaryOperator<@Nullable Work> change) {
            turn.lock();
            try {
                if (ended) {
                    return false;
                }
                work = change.apply(work);
                if (work == null) {
                    entries.remove(key, this);
                    end();
                } else {
                    schedule(Duration.ZERO);
                }
                return true;
            } finally {
                turn.unlock();
            }
        }

        void end() {
            turn.lock();
            try {
                ended = true;
                work = null;
                cancel();
            } finally {
                turn.unlock();
            }
        }

        private void hand() {
            try {
                steps.execute(this::run);
            } catch (RejectedExecutionException e) {
                LOG.debug("{} is not stepped any more: the operator stops", key, e);
            }
        }

        private void run() {
            turn.lock();
            try {
                step();
            } finally {
                turn.unlock();
            }
        }

        private void step() {
            Work present = work;
            if (present == null) {
                return;
            }
            try {
                StepResult result = present.step();
                if (result.state() == StepResult.State.FINISHED) {
                    entries.remove(key, this);
                    end();
                } else {
                    schedule(result.again());
                }
            } catch (RuntimeException e) {
                LOG.error("the program of {} failed and is started anew: {}", key, e, e);
                schedule(AFTER_A_FAILURE);
            }
        }

        private void schedule(Duration after) {
            cancel();
            try {
                next = timer.schedule(this::hand, after.toNanos(), TimeUnit.NANOSECONDS);
            } catch (RejectedExecutionException e) {
                LOG.debug("{} is not stepped any more: the operator stops", key, e);
            }
        }

        private void cancel() {
            if (next != null) {
                next.cancel(false);
                next = null;
            }
        }
    }
}
