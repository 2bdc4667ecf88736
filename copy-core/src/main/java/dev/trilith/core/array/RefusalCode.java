package dev.trilith.core.array;

/** Why an array refused: an answer, not a fault to retry. The names travel on the wire. */
public enum RefusalCode {
    /** Guard (a): a source volume of the leg is not complete, or they are not one image. */
    SOURCE_INCOMPLETE,
    /** Guard (b): the landing volumes hold an image that their PiT partners do not hold. */
    GOLDEN_COPY_AT_RISK,
    /** Guard (c): the onward leg of a PiT volume is in COPY or PAIR. */
    ONWARD_LEG_ACTIVE,
    /** The term is lower than the array has seen, or belongs to another owner. */
    OLD_TERM,
    /** The sequence is lower than the array has seen. */
    OLD_SEQUENCE,
    /** The freeze named is not in force. */
    CUT_VOID,
    /** The order does not fit the pairs' state. */
    WRONG_STATE,
    /** No pair of this group and leg is registered at this array, or not on the side ordered. */
    NO_SUCH_LEG,
    /** No such volume. */
    NO_SUCH_VOLUME,
    /** No pair registered here names that array. */
    NO_SUCH_PEER,
    /** The other array of the leg does not answer this one. */
    PEER_UNREACHABLE,
    /**
     * The definition contradicts what is registered: duplicate, unequal sizes, loop, second
     * primary.
     */
    CONFLICTING_DEFINITION,
    /** A value is out of its range. */
    INVALID_VALUE,
    /** The disk is full. */
    NO_SPACE,
    /** The array cannot read or write its own disk. */
    DISK_ERROR,
    /** The array knows no token, or another one, of who asks. */
    UNAUTHENTICATED,
    /** The array knows who asks, and its owner has not granted this. */
    NOT_GRANTED
}
