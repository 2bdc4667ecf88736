package dev.trilith.bench.report;

import java.util.Locale;

/**
 * What a ratio is to reach.
 *
 * @param atLeast whether the ratio may be higher; else it may be lower
 * @param limit the ratio itself
 */
public record Goal(boolean atLeast, double limit) {
    /** A ratio that must not be lower. */
    public static Goal atLeast(double limit) {
        return new Goal(true, limit);
    }

    /** A ratio that must not be higher. */
    public static Goal atMost(double limit) {
        return new Goal(false, limit);
    }

    /** Whether a ratio reaches it. */
    public boolean metBy(double ratio) {
        return atLeast ? ratio >= limit : ratio <= limit;
    }

    /** How far a ratio is: 1 is just the goal, more is better. */
    public double reached(double ratio) {
        return atLeast ? ratio / limit : limit / ratio;
    }

    @Override
    public String toString() {
        String number = String.format(Locale.ROOT, "%.3f", limit).replaceAll("\\.?0+$", "");
        return (atLeast ? ">= " : "<= ") + number + "x";
    }
}
