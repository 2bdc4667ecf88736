package dev.trilith.emulator.engine.copy;

import dev.trilith.emulator.engine.EngineFault;
import dev.trilith.emulator.engine.bitmap.DifferenceMap;
import dev.trilith.emulator.engine.device.Threads;
import dev.trilith.emulator.engine.pair.Leg;
import dev.trilith.emulator.engine.remote.Pending;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.BooleanSupplier;

/**
 * What of a copy was sent and has no answer yet. Its width fits the speed of the link: narrow
 * cables are part of the product. Used by the copy's one thread.
 */
final class SendWindow {
    private static final long MAX_BYTES = 8L * 1024 * 1024;
    private static final long MIN_BYTES = 2L * DifferenceMap.GRAIN_BYTES;

    /** A host's write waits behind what is in flight, so no more than this long of it. */
    private static final long LIMIT_NANOS = 400_000_000L;

    private static final Duration ANSWER_LIMIT = Duration.ofSeconds(60);
    private static final Duration GLANCE = Duration.ofMillis(50);

    private record InFlight(Pending answer, int bytes, long number, long sinceNanos) {}

    private final Leg leg;
    private final Threads threads;
    private final BooleanSupplier stopped;
    private final Deque<InFlight> inFlight = new ArrayDeque<>();
    private long bytes;
    private long limitBytes = 1024 * 1024;
    private long next;

    /**
     * An empty one.
     *
     * @param leg is told why its other side failed
     * @param threads for waiting
     * @param stopped whether nobody needs the answers any more
     */
    SendWindow(Leg leg, Threads threads, BooleanSupplier stopped) {
        this.leg = leg;
        this.threads = threads;
        this.stopped = stopped;
    }

    /** How much may be in flight. */
    long limitBytes() {
        return limitBytes;
    }

    /** The number that the next run will have. */
    long next() {
        return next;
    }

    /** As little as possible from now on. */
    void narrow() {
        limitBytes = MIN_BYTES;
    }

    /** A run was sent that counts for so many bytes. */
    void sent(Pending answer, int weight) {
        inFlight.add(new InFlight(answer, weight, next++, threads.nanoTime()));
        bytes += weight;
    }

    /**
     * Waits until no more is in flight than may be.
     *
     * @return false if the other side failed or the copy was stopped
     */
    boolean drain() {
        while (bytes > limitBytes) {
            if (!settleOldest()) {
                return false;
            }
        }
        return true;
    }

    /** Waits until all has its answer. */
    boolean drainAll() {
        return drainBefore(next);
    }

    /** Waits until every run up to a number has its answer: a flush covers none that failed. */
    boolean drainBefore(long number) {
        InFlight oldest = inFlight.peekFirst();
        while (oldest != null && oldest.number() < number) {
            if (!settleOldest()) {
                return false;
            }
            oldest = inFlight.peekFirst();
        }
        return true;
    }

    private boolean settleOldest() {
        InFlight oldest = inFlight.removeFirst();
        Pending.Outcome outcome = awaitUnlessStopped(oldest.answer());
        if (outcome != Pending.Outcome.DONE) {
            EngineFault refusal = oldest.answer().fault();
            if (outcome != Pending.Outcome.DOWN && !stopped.getAsBoolean()) {
                leg.fail(
                        refusal == null
                                ? "the other array gave no answer to a copy"
                                : "the other array could not take a copy: " + refusal.getMessage());
            }
            return false;
        }
        bytes -= oldest.bytes();
        adapt(threads.nanoTime() - oldest.sinceNanos());
        return true;
    }

    private Pending.Outcome awaitUnlessStopped(Pending answer) {
        long until = threads.nanoTime() + ANSWER_LIMIT.toNanos();
        Pending.Outcome outcome = answer.await(GLANCE);
        while (outcome == Pending.Outcome.WAITING
                && !stopped.getAsBoolean()
                && threads.nanoTime() < until) {
            outcome = answer.await(GLANCE);
        }
        return outcome;
    }

    private void adapt(long tookNanos) {
        limitBytes =
                tookNanos > LIMIT_NANOS
                        ? Math.max(MIN_BYTES, limitBytes / 2)
                        : Math.min(MAX_BYTES, limitBytes + limitBytes / 8);
    }
}
