package dev.trilith.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Locale;

/**
 * Figures of the product, measured and printed. Where it promises a bound, a figure beyond it fails
 * the story; the others are printed only, since on a busy machine any bound would be a lie.
 */
final class Figure {
    /** How long after a disaster data is readable at remote at the latest. */
    static final Duration RTO = Duration.ofSeconds(15);

    private Figure() {}

    /** Prints one figure and what it is meant to be on two cores that do nothing else. */
    static void print(String what, String measured, String wanted) {
        System.out.println("FIGURE " + what + ": " + measured + " (wanted: " + wanted + ")");
    }

    /** Prints a length of time that the product promises, and fails if it took longer. */
    static void atMost(Duration bound, String what, Duration measured) {
        print(what, seconds(measured), "<= " + bound.toSeconds() + " s");
        assertThat(measured).as(what).isLessThanOrEqualTo(bound);
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
