package dev.trilith.core.array;

import java.time.Instant;
import java.util.Comparator;

/**
 * The instant at which a group of volumes was frozen or stopped together, and so the identity of
 * the image that the group then held.
 *
 * <p>Two volumes hold the same image if and only if their cuts have equal {@link #cycle} and {@link
 * #still}. Newer means a higher (cycle, still): arrays at different sites need not agree on the
 * time.
 *
 * @param cycle number of the pass that ordered the freeze, at least 0; 0 before the first pass
 * @param still 0 for a cut made by a freeze; counts up from 1 for each time after that cut at which
 *     the array itself stopped the image (broken link, suspension, seal, split without a freeze)
 * @param consistencyTime the cutting array's clock at that instant; for people
 */
public record Cut(long cycle, int still, Instant consistencyTime) implements Comparable<Cut> {
    private static final Comparator<Cut> BY_AGE =
            Comparator.comparingLong(Cut::cycle).thenComparingInt(Cut::still);

    /** Whether both name the same image, whatever their clocks said. */
    public boolean sameImage(Cut other) {
        return compareTo(other) == 0;
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
