package dev.trilith.e2e;

import java.time.Duration;
import java.time.Instant;
import java.util.Locale;

/**
 * Figures of the product: measured and printed, since a busy machine would make any bound a lie.
 */
final class Figure {
    private Figure() {}

    /** Prints one figure and what it is meant to be on two cores that do nothing else. */
    static void print(String what, String measured, String wanted) {
        System.out.println("FIGURE " + what + ": " + measured + " (wanted: " + wanted + ")");
    }

    /** Seconds with one decimal. */
    static String seconds(Duration duration) {
        return String.format(Locale.ROOT, "%.1f s", duration.toMillis() / 1000.0);
    }

    /** Time since an instant, in seconds. */
    static String since(Instant start) {
        return seconds(Duration.between(start, Instant.now()));
    }
}
