package dev.trilith.emulator.engine.device;

import java.util.BitSet;

/**
 * How much of a file may be written at once. The page cache keeps in one piece what it first got in
 * one piece, and ext4 goes through the whole piece for each small write into it later; whole pieces
 * written over stay as they are. So what is written for the first time since the file was opened is
 * written in pieces of {@value #FIRST}, and what is written again in pieces of {@value #AGAIN}
 * bytes. It is a matter of speed alone: memory that the system takes back is filled in pieces of
 * any size again.
 *
 * <p>Keeps one bit for each 64 KiB of the first 256 GiB; behind them all is written in small
 * pieces. Any thread may call any method.
 */
final class WritePieces {
    /** The longest first write, in bytes. */
    static final int FIRST = 32 << 10;

    /** The longest later write, in bytes. */
    static final int AGAIN = 256 << 10;

    private static final int GRAIN_SHIFT = 16;
    private static final int MOST_GRAINS = 1 << 22;

    private final BitSet laid = new BitSet();

    /** The longest piece for a write of so many bytes from {@code offsetBytes} on. */
    synchronized int longest(long offsetBytes, long lengthBytes) {
        if (lengthBytes <= FIRST) {
            return FIRST;
        }
        long last = grain(offsetBytes + lengthBytes - 1);
        if (last >= MOST_GRAINS) {
            return FIRST;
        }
        for (int grain = (int) grain(offsetBytes); grain <= last; grain++) {
            if (!laid.get(grain)) {
                return FIRST;
            }
        }
        return AGAIN;
    }

    /** A range has been written in pieces of {@link #FIRST}; only whole grains of it count. */
    synchronized void written(long offsetBytes, long lengthBytes) {
        long from = grain(offsetBytes + (1 << GRAIN_SHIFT) - 1);
        long to = grain(offsetBytes + lengthBytes);
        if (from < to && to <= MOST_GRAINS) {
            laid.set((int) from, (int) to);
        }
    }

    /** A range is a hole from now on: the page cache no longer has it. */
    synchronized void punched(long offsetBytes, long lengthBytes) {
        long from = grain(offsetBytes);
        long to = Math.min(grain(offsetBytes + lengthBytes - 1) + 1, laid.length());
        if (from < to) {
            laid.clear((int) from, (int) to);
        }
    }

    private static long grain(long offsetBytes) {
        return offsetBytes >> GRAIN_SHIFT;
    }
}
