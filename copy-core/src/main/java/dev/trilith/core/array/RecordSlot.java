package dev.trilith.core.array;

/**
 * One of the two slots of a management volume's control region, as read.
 *
 * @param volume the management volume
 * @param number 0 or 1
 * @param state whether the array found the slot whole
 * @param content the record's text if {@link State#WHOLE}, else empty
 */
public record RecordSlot(VolumeAddress volume, int number, State state, String content) {
    /** Whether a slot was found whole. */
    public enum State {
        /** Never written. */
        EMPTY,
        /** Magic, length and checksum hold. */
        WHOLE,
        /** Torn, flipped or of an unknown version. */
        CORRUPT
    }
}
