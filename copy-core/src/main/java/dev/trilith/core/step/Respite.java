package dev.trilith.core.step;

import java.time.Duration;
import java.time.Instant;

/**
 * A while in which something is left alone, by a clock that may be set. Immutable.
 *
 * @param since when it began
 * @param until when it is over; not before {@code since}
 */
public record Respite(Instant since, Instant until) {
    /** Over already. */
    public static final Respite NONE = new Respite(Instant.MIN, Instant.MIN);

    /** From {@code now} on, for {@code length}. */
    public static Respite of(Instant now, Duration length) {
        return new Respite(now, now.plus(length));
    }

    /** Whether it is over; a clock that was set back to before its beginning makes it no longer. */
    public boolean over(Instant now) {
        return now.isBefore(since) || !now.isBefore(until);
    }
}
