package dev.trilith.core.record;

/** A text that is no record, or a record that has no text. */
public final class RecordRefusedException extends RuntimeException {
    /** Why. */
    public enum Reason {
        /** The first line names no format of ours. */
        NOT_A_RECORD,
        /** A version that this program does not know. */
        UNKNOWN_VERSION,
        /** Longer than a slot takes. */
        TOO_LONG,
        /** The last line is missing or is no checksum: the end was cut off. */
        TORN,
        /** The checksum does not hold. */
        CHECKSUM,
        /** The checksum holds but a line is not understood. */
        MALFORMED
    }

    private final Reason reason;

    /**
     * @param reason why
     * @param message what was found where
     */
    public RecordRefusedException(Reason reason, String message) {
        super(message);
        this.reason = reason;
    }

    /** Why. */
    public Reason reason() {
        return reason;
    }
}
