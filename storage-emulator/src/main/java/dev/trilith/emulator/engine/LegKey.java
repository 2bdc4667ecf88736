package dev.trilith.emulator.engine;

import java.util.Comparator;

/**
 * All pairs of one group that act as one.
 *
 * @param group the consistency group
 * @param leg the leg's name within it
 */
public record LegKey(String group, String leg) implements Comparable<LegKey> {
    private static final Comparator<LegKey> ORDER =
            Comparator.comparing(LegKey::group).thenComparing(LegKey::leg);

    @Override
    public int compareTo(LegKey other) {
        return ORDER.compare(this, other);
    }

    @Override
    public String toString() {
        return "(" + group + ", " + leg + ")";
    }
}
