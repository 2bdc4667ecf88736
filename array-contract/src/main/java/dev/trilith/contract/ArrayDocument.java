package dev.trilith.contract;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Everything the array shows: {@code GET /v1/array}.
 *
 * @param name the array's name
 * @param owner who the array was started for, as NAMESPACE/UID; null if it was not told
 * @param version grows with every change of what this document shows
 * @param volumes table 500
 * @param pairs tables 300 and 400
 * @param fences order numbers by group
 * @param events the newest events, oldest first, at most 100
 */
public record ArrayDocument(
        String name,
        @Nullable String owner,
        long version,
        List<VolumeDocument> volumes,
        List<PairDocument> pairs,
        List<FenceDocument> fences,
        List<EventDocument> events) {
    public ArrayDocument {
        volumes = List.copyOf(volumes);
        pairs = List.copyOf(pairs);
        fences = List.copyOf(fences);
        events = List.copyOf(events);
    }
}
