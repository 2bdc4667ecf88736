package dev.trilith.core.cycle;

import dev.trilith.core.array.FreezeMode;
import java.time.Duration;

/**
 * What the user asks of the copy cycle.
 *
 * @param interval time between the starts of two passes, at least 0
 * @param freezeMode what host writes do during the freeze
 * @param freezeDeadline when a holding freeze ends by itself; over 0, at most 60 s
 * @param paused whether passes stop; the one under way is finished, and the mirror 2a-&gt;2b runs
 *     on
 * @param runToken starts one pass now when it differs from the last one carried out; may be empty
 */
public record CycleSettings(
        Duration interval,
        FreezeMode freezeMode,
        Duration freezeDeadline,
        boolean paused,
        String runToken) {
    private static final Duration LONGEST_DEADLINE = Duration.ofSeconds(60);

    public CycleSettings {
        if (interval.isNegative()) {
            throw new IllegalArgumentException("the interval is negative: " + interval);
        }
        if (!freezeDeadline.isPositive() || freezeDeadline.compareTo(LONGEST_DEADLINE) > 0) {
            throw new IllegalArgumentException(
                    "the freeze deadline must be over 0 and at most 60 s: " + freezeDeadline);
        }
    }
}
