package dev.trilith.core.record;

import java.util.Arrays;
import java.util.Optional;

/** The seven steps of Fig. 11, by the source's numbers. */
public enum CopyCycleStep {
    /** Run 2a-&gt;2b, suspend the other remote copies, split the internal copies. */
    RUN_FIRST_LEG(1105, 1107),
    /** Resync the internal copies. */
    RESYNC_INTERNAL(1110, 1112),
    /** Freeze 2a-&gt;2b. */
    FREEZE(1115, 1117),
    /** Split the internal copies. */
    SPLIT(1120, 1122),
    /** Resume 2a-&gt;2b. */
    RESUME(1125, 1127),
    /** Resync 2b-&gt;2c and every further remote copy. */
    RUN_ONWARD(1130, 1132),
    /** Suspend 2b-&gt;2c and every further remote copy. */
    SUSPEND_ONWARD(1135, 1137);

    private final int number;
    private final int recordNumber;

    CopyCycleStep(int number, int recordNumber) {
        this.number = number;
        this.recordNumber = recordNumber;
    }

    /** The step's number in Fig. 11, for example 1130. */
    public int number() {
        return number;
    }

    /** The number of the record that closes it, for example 1132. */
    public int recordNumber() {
        return recordNumber;
    }

    /**
     * The state of a leg in the record that closes this step: a cell of Fig. 11's table.
     *
     * @param remote whether the leg joins two arrays
     * @param number its place in the chain, from 1
     */
    public CopyWord expected(boolean remote, int number) {
        if (!remote) {
            boolean runs = this == RESYNC_INTERNAL || this == FREEZE;
            return runs ? CopyWord.EXECUTING : CopyWord.SPLIT;
        }
        if (number > 1) {
            return this == RUN_ONWARD ? CopyWord.EXECUTING : CopyWord.SUSPENDED;
        }
        boolean frozen = this == FREEZE || this == SPLIT;
        return frozen ? CopyWord.EXECUTING_FROZEN : CopyWord.EXECUTING;
    }

    /** The step with this number. */
    public static Optional<CopyCycleStep> ofNumber(int number) {
        return Arrays.stream(values()).filter(s -> s.number == number).findFirst();
    }

    @Override
    public String toString() {
        return Integer.toString(number);
    }
}
