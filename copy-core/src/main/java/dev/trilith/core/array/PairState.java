package dev.trilith.core.array;

import org.jspecify.annotations.Nullable;

/**
 * A pair and how far it is, as one of its arrays sees it.
 *
 * @param definition what was registered
 * @param role the side that the reporting array holds
 * @param status the state
 * @param reason why it is PSUS, null in every other state
 * @param dirtyBytes bytes still to be copied, or differing since the stop; at least 0. The
 *     secondary array of a remote pair cannot know and says 0
 * @param freeze the cycle whose freeze is in force on the pair, or null
 */
public record PairState(
        PairDefinition definition,
        PairRole role,
        PairStatus status,
        @Nullable SuspendReason reason,
        long dirtyBytes,
        @Nullable Long freeze) {
    public PairState {
        if ((status == PairStatus.PSUS) != (reason != null)) {
            throw new IllegalArgumentException("a reason belongs to PSUS and to nothing else");
        }
    }
}
