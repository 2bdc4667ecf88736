package dev.trilith.core.step;

import java.time.Duration;

/** How long to leave alone what failed: twice as long each time, up to a limit. */
public final class Backoff {
    private static final Duration FIRST = Duration.ofMillis(250);
    private static final int DOUBLINGS = 5;

    private int failures;

    /** The wait after one more failure, 250 ms to 8 s. */
    public Duration next() {
        Duration wait = FIRST.multipliedBy(1L << Math.min(failures, DOUBLINGS));
        failures++;
        return wait;
    }

    /** It worked: the next failure waits shortly again. */
    public void reset() {
        failures = 0;
    }
}
