package dev.trilith.emulator.engine;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * All that the array shows, at one instant. Immutable.
 *
 * @param name the array's name
 * @param version grows with every change of tables, labels, fences or events
 * @param volumes table 500, ordered by address
 * @param pairs tables 300 and 400, ordered by name
 * @param fences one entry for each group seen, ordered by group
 * @param events the newest events, oldest first, at most 100
 */
public record ArrayView(
        String name,
        long version,
        List<VolumeView> volumes,
        List<PairView> pairs,
        List<FenceView> fences,
        List<EventView> events) {
    public ArrayView {
        volumes = List.copyOf(volumes);
        pairs = List.copyOf(pairs);
        fences = List.copyOf(fences);
        events = List.copyOf(events);
    }

    /**
     * A volume of this array.
     *
     * @param definition what the user defined
     * @param image what image it holds
     * @param hostWritable whether a host may write now
     */
    public record VolumeView(VolumeDefinition definition, ImageLabel image, boolean hostWritable) {}

    /**
     * A pair with at least one volume here.
     *
     * @param definition what the user registered
     * @param role this array's side
     * @param status the state
     * @param reason why it is PSUS, else null
     * @param dirtyBytes bytes that differ or are still to be copied; 0 on a remote pair's secondary
     *     side
     * @param freeze the cycle whose freeze is in force, or null
     * @param peerLinkEndpoint where the other array is dialled; null for an internal pair
     */
    public record PairView(
            PairDefinition definition,
            PairRole role,
            PairStatus status,
            @Nullable SuspendReason reason,
            long dirtyBytes,
            @Nullable Long freeze,
            @Nullable String peerLinkEndpoint) {}

    /**
     * The highest order number seen for a group.
     *
     * @param group the group
     * @param term the fencing number; 0 if nobody sealed the group here
     * @param sequence the highest sequence within the term
     * @param owner who sealed the term; empty for term 0
     */
    public record FenceView(String group, long term, long sequence, String owner) {}

    /**
     * Something that the array did by itself, refused or was forced to.
     *
     * @param time the array's clock
     * @param kind a word from {@link EventKind}
     * @param text one sentence that names the objects
     */
    public record EventView(Instant time, EventKind kind, String text) {}
}
