package dev.trilith.emulator.engine;

/**
 * One of the two slots of a management volume's control region, as read.
 *
 * @param port the management volume's port
 * @param lu the management volume's LU
 * @param number 0 or 1
 * @param state whether it was found whole
 * @param content the record's text if {@link State#WHOLE}, else empty
 */
public record RecordSlot(String port, String lu, int number, State state, String content) {
    /** Whether a slot was found whole. */
    public enum State {
        /** Never written. */
        EMPTY,
        /** Magic, version, length and checksum hold. */
        WHOLE,
        /** Torn, flipped or of an unknown version. */
        CORRUPT
    }
}
