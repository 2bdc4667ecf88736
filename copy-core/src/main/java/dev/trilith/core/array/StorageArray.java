package dev.trilith.core.array;

import java.util.List;

/**
 * One storage subsystem, reached somehow. Every method may throw an {@link ArrayFault}; none blocks
 * longer than the adapter's time limit. Safe for use by several threads.
 */
public interface StorageArray {
    /** The array's name in the chain, for example {@code 2b}. */
    String name();

    /** The array's tables and labels at one instant. */
    ArraySnapshot snapshot();

    /**
     * Defines a volume, or changes nothing if it is defined the same way (program 122, [0052]).
     *
     * @throws ArrayFault.Refused {@link RefusalCode#CONFLICTING_DEFINITION}, {@link
     *     RefusalCode#INVALID_VALUE}, {@link RefusalCode#NO_SPACE}
     */
    void defineVolume(VolumeSpec volume);

    /**
     * Registers a pair in SMPL, or changes nothing but the peer's endpoint if it is registered the
     * same way. A remote pair is registered at both of its arrays. No byte is copied.
     */
    void registerPair(PairDefinition pair, String peerLinkEndpoint);

    /**
     * Orders a change of one leg. Returns when the array has accepted it durably; whether the copy
     * has arrived is read from {@link #snapshot}.
     */
    void order(ArrayOrder order);

    /**
     * Raises the group's term. Ends what the array receives for the group under a lower term: such
     * secondaries become still images if they were in step. Sealing again with the same term and
     * owner changes nothing.
     *
     * @throws ArrayFault.Refused {@link RefusalCode#OLD_TERM} if a higher term, or this term by
     *     another owner, is in force
     */
    void seal(String group, long term, String owner);

    /** Both slots of each management volume of this array. */
    List<RecordSlot> readRecords();

    /**
     * Writes a record into the older slot of one management volume; durable on return.
     *
     * @param fence the record's group, term and sequence; the leg is empty
     * @param after the highest sequence of the group that the writer knows this array to have
     *     obeyed: from 0 to the fence's own
     * @throws ArrayFault.Refused {@link RefusalCode#OLD_SEQUENCE} if the array has obeyed a higher
     *     one than {@code after}, other than the fence's own: somebody wrote what this writer has
     *     not read
     */
    void writeRecord(VolumeAddress managementVolume, Fence fence, long after, String content);

    /**
     * Writes the witness, a short text that travels down the chain like data, into the data region
     * of a management volume that is nobody's secondary.
     */
    void writeWitness(VolumeAddress managementVolume, Fence fence, String text);

    /**
     * Whether this array's link reaches another array now: it is tried anew at each call, answers
     * in about a second even if nothing comes back, and touches no leg.
     *
     * @param peer the other array's name
     * @throws ArrayFault.Refused {@link RefusalCode#NO_SUCH_PEER} if no pair here names it
     */
    boolean reaches(String peer);

    /**
     * Whose this array is, in the words of whoever started it, for example {@code namespace/uid};
     * empty if nobody told it.
     */
    String owner();

    /**
     * What last went wrong with its disks or its copies, in the array's own words; empty if nothing
     * did, or if it does not tell.
     */
    default String trouble() {
        return "";
    }
}
