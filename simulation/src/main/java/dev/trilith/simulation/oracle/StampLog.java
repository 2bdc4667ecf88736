package dev.trilith.simulation.oracle;

import dev.trilith.simulation.kernel.Violation;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The shadow model: every write that the host submitted and what it was told of it, kept outside
 * the system. A block has one write in flight at a time.
 */
public final class StampLog {
    private boolean lostPower;

    private static final class Write {
        private final int slot;
        private final long submitted;
        private long acknowledged = Long.MAX_VALUE;
        private boolean durable;
        private boolean forgotten;

        private Write(int slot, long submitted) {
            this.slot = slot;
            this.submitted = submitted;
        }
    }

    private final List<Write> writes = new ArrayList<>();
    private final List<List<Integer>> bySlot = new ArrayList<>();

    /** By slot, the newest write of zeros, or 0: a block of zeros does not say whose it holds. */
    private final long[] zeroes = new long[Layout.DATA_VOLUMES * Layout.BLOCKS];

    private final Set<Integer> contents = new HashSet<>();
    private long ticks;
    private long checked;
    private long acknowledgements;

    /** Nothing written yet. */
    public StampLog() {
        for (int i = 0; i < Layout.DATA_VOLUMES * Layout.BLOCKS; i++) {
            bySlot.add(new ArrayList<>());
        }
    }

    /**
     * The stamp of a write that is about to be submitted.
     *
     * @param ofZeros whether it writes zeros, which bear no stamp
     */
    public long submit(int slot, boolean ofZeros) {
        writes.add(new Write(slot, ++ticks));
        bySlot.get(slot).add(writes.size());
        if (ofZeros) {
            zeroes[slot] = writes.size();
        }
        return writes.size();
    }

    /** Whether what was found in a block may be what a write left there, or a later one. */
    public boolean holds(int slot, long found, long stamp) {
        return found >= stamp || newest(slot, found) >= stamp;
    }

    /** The newest write whose bytes may be what was found in a block. */
    private long newest(int slot, long found) {
        return found == 0 ? zeroes[slot] : found;
    }

    /** The first sector in which something surely lacks what an image holds; -1 if none does. */
    public int lacking(long[] found, long[] image) {
        for (int sector = 0; sector < image.length; sector++) {
            if (!holds(slotOf(sector), found[sector], image[sector])) {
                return sector;
            }
        }
        return -1;
    }

    /** Whether an image surely lacks something of another, which may hold all that it does. */
    public boolean older(long[] image, long[] other) {
        return lacking(image, other) >= 0 && lacking(other, image) < 0;
    }

    private static int slotOf(int sector) {
        return sector / (Layout.BLOCK / Layout.SECTOR);
    }

    private Write write(long stamp) {
        return writes.get((int) stamp - 1);
    }

    /** The host was told that its write is done. */
    public void acknowledged(long stamp, boolean durable) {
        write(stamp).acknowledged = ++ticks;
        acknowledgements++;
        write(stamp).durable |= durable;
    }

    /** The instant, for {@link #flushed}. */
    public long instant() {
        return ticks;
    }

    /** A flush that began at {@code since} was acknowledged for a volume. */
    public void flushed(int volume, long since) {
        for (Write write : writes) {
            if (write.slot / Layout.BLOCKS == volume && write.acknowledged <= since) {
                write.durable = true;
            }
        }
    }

    /** Production's machine lost power: what was acknowledged but never flushed may be gone. */
    public void powerLost() {
        for (Write write : writes) {
            write.forgotten |= !write.durable;
        }
        lostPower = true;
    }

    /**
     * Whether production may have lost writes that were acknowledged and not flushed: copies taken
     * before then hold more than production does.
     */
    public boolean lostPower() {
        return lostPower;
    }

    /** How many writes were submitted. */
    public int submitted() {
        return writes.size();
    }

    /** How many writes were acknowledged. */
    public long acknowledged() {
        return acknowledgements;
    }

    /** How many cuts were checked. */
    public long checked() {
        return checked;
    }

    /** How many of them held what no other one did. */
    public long distinct() {
        return contents.size();
    }

    /** A cut was found equal, byte for byte, to one that was checked before. */
    public void checkedAgain() {
        checked++;
    }

    /**
     * Checks that stamps are a cut that depends on nothing it lacks: whoever holds a write holds
     * every write that was acknowledged before that one was submitted.
     */
    public void checkCut(long[] stamps, String where) {
        checked++;
        contents.add(Arrays.hashCode(stamps));
        long newest = 0;
        for (int i = 0; i < stamps.length; i++) {
            if (stamps[i] != 0) {
                newest = Math.max(newest, known(stamps[i], i, where).submitted);
            }
        }
        checkHolds(stamps, newest, "prefix", where);
    }

    private Write known(long stamp, int sector, String where) {
        int slot = slotOf(sector);
        if (stamp < 0 || stamp > writes.size() || write(stamp).slot != slot) {
            throw new Violation(
                    "prefix", where + ": block " + slot + " holds " + stamp + ", written nowhere");
        }
        return write(stamp);
    }

    /** Checks that stamps hold every write that was acknowledged so far. */
    public void checkAll(long[] stamps, String where) {
        checkHolds(stamps, Long.MAX_VALUE, "acknowledged", where);
    }

    private void checkHolds(long[] stamps, long before, String oracle, String where) {
        int perBlock = Layout.BLOCK / Layout.SECTOR;
        for (int slot = 0; slot < bySlot.size(); slot++) {
            long required = required(slot, before);
            for (int sector = 0; sector < perBlock; sector++) {
                long found = stamps[slot * perBlock + sector];
                if (!holds(slot, found, required)) {
                    throw new Violation(
                            oracle,
                            where
                                    + ": block "
                                    + slot
                                    + " sector "
                                    + sector
                                    + " holds write "
                                    + found
                                    + " and lacks write "
                                    + required
                                    + ", which was acknowledged"
                                    + (before == Long.MAX_VALUE ? "" : " before one it holds"));
                }
            }
        }
    }

    private long required(int slot, long before) {
        List<Integer> there = bySlot.get(slot);
        for (int i = there.size() - 1; i >= 0; i--) {
            Write write = write(there.get(i));
            if (write.acknowledged < before && !write.forgotten) {
                return there.get(i);
            }
        }
        return 0;
    }
}
