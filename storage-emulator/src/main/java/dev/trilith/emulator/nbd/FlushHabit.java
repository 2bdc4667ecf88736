package dev.trilith.emulator.nbd;

/**
 * Foresees when a client is about to flush, so that the disk is at work before the command comes: a
 * client that has flushed after the same number of writes again and again, as a database does that
 * commits, will flush after that number once more. A flush that nobody asked for is never wrong,
 * only in vain; so a client that broke its habit has to keep it for twice as long before it is
 * believed again. Used by the thread that holds the turn to receive.
 */
final class FlushHabit {
    /** As often the habit must have been seen. */
    static final int FIRST_PROOF = 4;

    /** The longest proof that a client must give. */
    static final int LONGEST_PROOF = 1024;

    /** A longer row of writes between two flushes is no habit. */
    static final int LONGEST_ROW = 16;

    private int writes;
    private int row;
    private int seen;
    private int proof = FIRST_PROOF;
    private boolean foretold;

    /** A write was received; whether a flush is to be expected behind it. */
    boolean wrote() {
        if (foretold) {
            seen = 0;
            proof = Math.min(LONGEST_PROOF, 2 * proof);
        }
        writes = Math.min(LONGEST_ROW + 1, writes + 1);
        foretold = seen >= proof && writes == row;
        return foretold;
    }

    /** A flush was received. */
    void flushed() {
        boolean same = writes == row && writes > 0 && writes <= LONGEST_ROW;
        seen = same ? Math.min(LONGEST_PROOF, seen + 1) : 0;
        row = writes;
        writes = 0;
        foretold = false;
    }
}
