package dev.trilith.core.definition;

import dev.trilith.core.array.CopyKind;
import dev.trilith.core.array.PairDefinition;
import dev.trilith.core.array.VolumeAddress;
import java.util.List;

/**
 * All pairs of one group that act as one: the remote copy into a site, or the internal copy there.
 *
 * @param id {@code H1} for the remote copy into the second site, {@code I1} for the internal copy
 *     of the second site, and so on down the chain
 * @param group the group that orders name, for example {@code G1}
 * @param leg the leg that orders name, for example {@code 2a->2b} or {@code 2b}
 * @param kind remote or internal
 * @param number position in the chain, from 1: the number of the site copied to
 * @param pairs the pairs, sorted by primary
 */
public record Leg(
        String id,
        String group,
        String leg,
        CopyKind kind,
        int number,
        List<PairDefinition> pairs) {
    public Leg {
        pairs = List.copyOf(pairs);
    }

    /** The volumes copied from, in the order of {@link #pairs}. */
    public List<VolumeAddress> primaries() {
        return pairs.stream().map(PairDefinition::primary).toList();
    }

    /** The volumes copied to, in the order of {@link #pairs}. */
    public List<VolumeAddress> secondaries() {
        return pairs.stream().map(PairDefinition::secondary).toList();
    }

    /** The array that takes the leg's orders: the one with the primaries. */
    public String primaryArray() {
        return pairs.get(0).primary().array();
    }

    /** The array that holds the secondaries. */
    public String secondaryArray() {
        return pairs.get(0).secondary().array();
    }

    /** Whether the leg joins two arrays. */
    public boolean remote() {
        return kind == CopyKind.REMOTE;
    }

    @Override
    public String toString() {
        return id + " (" + group + " " + leg + ")";
    }
}
