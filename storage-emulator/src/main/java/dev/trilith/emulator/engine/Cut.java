package dev.trilith.emulator.engine;

import java.time.Instant;
import java.util.Comparator;

/**
 * The instant at which a group was frozen or stopped, and so the identity of the image it then
 * held: equal (cycle, still) is the same image, higher is newer.
 *
 * @param cycle the number named by the freeze; 0 before the first
 * @param still 0 for the freeze itself, else counts the array's own stops after it
 * @param time the cutting array's clock; for people, without influence on identity or order
 */
public record Cut(long cycle, int still, Instant time) implements Comparable<Cut> {
    /** Before every image. */
    public static final Cut NONE = new Cut(0, 0, Instant.EPOCH);

    private static final Comparator<Cut> BY_AGE =
            Comparator.comparingLong(Cut::cycle).thenComparingInt(Cut::still);

    /** Whether both name the same image. */
    public boolean sameImage(Cut other) {
        return compareTo(other) == 0;
    }

    /** The cut of the array's next stop after this one. */
    public Cut next(Instant now) {
        return new Cut(cycle, still + 1, now);
    }

    /** Orders by (cycle, still) only, so this ordering is coarser than {@code equals}. */
    @Override
    public int compareTo(Cut other) {
        return BY_AGE.compare(this, other);
    }

    @Override
    public String toString() {
        return still == 0 ? "cut " + cycle : "cut " + cycle + "." + still;
    }
}
