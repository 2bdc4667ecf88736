package dev.trilith.core.array;

import java.util.List;
import java.util.Optional;

/**
 * All that an array says of itself at one instant. Immutable.
 *
 * @param array the array's name
 * @param volumes table 500
 * @param pairs tables 300 and 400: every pair with at least one volume here
 * @param fences one entry for each group ever sealed here
 */
public record ArraySnapshot(
        String array, List<VolumeState> volumes, List<PairState> pairs, List<FenceState> fences) {
    public ArraySnapshot {
        volumes = List.copyOf(volumes);
        pairs = List.copyOf(pairs);
        fences = List.copyOf(fences);
    }

    /** The volume at {@code address}, if it is defined here. */
    public Optional<VolumeState> volume(VolumeAddress address) {
        for (VolumeState volume : volumes) {
            if (volume.address().equals(address)) {
                return Optional.of(volume);
            }
        }
        return Optional.empty();
    }

    /** The pairs of one leg of one group. */
    public List<PairState> leg(String group, String leg) {
        return pairs.stream()
                .filter(p -> p.definition().group().equals(group))
                .filter(p -> p.definition().leg().equals(leg))
                .toList();
    }

    /** The fence of {@code group}; term 0 if nobody sealed it here. */
    public FenceState fence(String group) {
        return fences.stream()
                .filter(f -> f.group().equals(group))
                .findFirst()
                .orElse(new FenceState(group, 0, 0, ""));
    }
}
