package dev.trilith.emulator.engine;

/** Why the array does not do what it was asked. The message names the object and the way out. */
public final class EngineFault extends RuntimeException {
    /** The reasons, with the same names as on the wire. */
    public enum Code {
        /** Guard (a): the sources of the leg are not one complete image. */
        SOURCE_INCOMPLETE,
        /** Guard (b): the landing volumes hold an image that nothing else on this array holds. */
        GOLDEN_COPY_AT_RISK,
        /** Guard (c): the onward leg of a point-in-time volume is in COPY or PAIR. */
        ONWARD_LEG_ACTIVE,
        /** A lower term than the array has seen, or another owner's. */
        OLD_TERM,
        /** A lower sequence than the array has seen. */
        OLD_SEQUENCE,
        /** The freeze named is not in force. */
        CUT_VOID,
        /** The order does not fit the pairs' state. */
        WRONG_STATE,
        /** No such leg here, or not on the side ordered. */
        NO_SUCH_LEG,
        /** No such volume. */
        NO_SUCH_VOLUME,
        /** No pair registered here names that array. */
        NO_SUCH_PEER,
        /** The other array does not answer. */
        PEER_UNREACHABLE,
        /** The definition contradicts what is registered. */
        CONFLICTING_DEFINITION,
        /** A value is out of its range. */
        INVALID_VALUE,
        /** The disk is full. */
        NO_SPACE,
        /** The disk failed. */
        DISK_ERROR,
        /** A host may not write to this volume or region now. */
        READ_ONLY
    }

    private final Code code;

    public EngineFault(Code code, String message) {
        super(message);
        this.code = code;
    }

    public EngineFault(Code code, String message, Throwable cause) {
        super(message, cause);
        this.code = code;
    }

    /** The reason, for programs. */
    public Code code() {
        return code;
    }
}
