package dev.trilith.cli.stamp;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Proves whether the stamped areas of several volumes, read back together, are one prefix of what
 * was written. Not safe for use by several threads.
 *
 * <p>For each block the stamp found says which writes to that block are in the image (the found one
 * and all before it) and which are missing (all after it). The image is a prefix if no write is in
 * it that was sent after a missing one had been acknowledged.
 */
public final class StampChecker {
    private final WriteHistory history;
    private final List<StampArea> areas;
    private final List<String> faults = new ArrayList<>();
    private int faultCount;

    private StampChecker(WriteHistory history, List<StampArea> areas) {
        this.history = history;
        this.areas = areas;
    }

    /**
     * Judges an image.
     *
     * @param history what was written
     * @param areas where, one for each volume
     * @param images what was read back, one for each area and as long as it
     */
    public static StampVerdict check(
            WriteHistory history, List<StampArea> areas, List<byte[]> images) {
        return new StampChecker(history, areas).judge(images);
    }

    private StampVerdict judge(List<byte[]> images) {
        List<long[]> found = new ArrayList<>();
        long newest = 0;
        long dependsOn = 0;
        for (int volume = 0; volume < areas.size(); volume++) {
            StampArea area = areas.get(volume);
            byte[] image = images.get(volume);
            if (image.length != area.lengthBytes()) {
                throw new IllegalArgumentException(
                        area.drive()
                                + ": "
                                + image.length
                                + " bytes read, not "
                                + area.lengthBytes());
            }
            long[] sequences = new long[area.blockCount()];
            for (int i = 0; i < sequences.length; i++) {
                Stamp stamp = stampAt(volume, area, image, i);
                if (stamp != null) {
                    sequences[i] = stamp.sequence();
                    newest = Math.max(newest, stamp.sequence());
                    dependsOn = Math.max(dependsOn, stamp.acknowledgedBefore());
                }
            }
            found.add(sequences);
        }
        return verdict(found, newest, dependsOn);
    }

    private StampVerdict verdict(List<long[]> found, long newest, long dependsOn) {
        long written = history.written();
        long acknowledged = history.acknowledged();
        long missing = 0;
        long lost = 0;
        long firstLost = 0;
        for (long sequence = history.oldestStanding(); sequence <= written; sequence++) {
            int volume = history.volumeOf(sequence);
            StampArea area = areas.get(volume);
            int index = Math.toIntExact(history.blockOf(sequence) - area.firstBlock());
            if (sequence <= found.get(volume)[index]) {
                continue;
            }
            missing++;
            if (sequence <= acknowledged) {
                lost++;
                firstLost = firstLost == 0 ? sequence : firstLost;
            }
            if (sequence <= dependsOn) {
                fault(
                        "write %d (%s block %d) is missing, but write %d, which was sent after %d was acknowledged, is there"
                                .formatted(
                                        sequence,
                                        area.drive(),
                                        history.blockOf(sequence),
                                        newest,
                                        dependsOn));
            }
        }
        return new StampVerdict(
                written,
                acknowledged,
                written - missing,
                faultCount == 0,
                newest,
                lost,
                firstLost,
                told());
    }

    private List<String> told() {
        List<String> told = new ArrayList<>(faults);
        if (faultCount > faults.size()) {
            told.add("and " + (faultCount - faults.size()) + " more");
        }
        return told;
    }

    private @Nullable Stamp stampAt(int volume, StampArea area, byte[] image, int index) {
        long block = area.firstBlock() + index;
        Stamp.Block read = Stamp.decode(image, index * Stamp.BLOCK_BYTES);
        Stamp stamp = read.stamp();
        String where = area.drive() + " block " + block;
        if (read.finding() == Stamp.Finding.TORN) {
            fault(where + " is torn: it holds no whole stamp");
            return null;
        }
        if (stamp == null) {
            return null;
        }
        boolean known = stamp.volume() == volume && stamp.block() == block && history.wrote(stamp);
        if (!known) {
            fault(
                    where
                            + " holds a stamp that was never written there: write "
                            + stamp.sequence()
                            + " of run "
                            + stamp.run()
                            + ", to block "
                            + stamp.block()
                            + " of volume "
                            + (stamp.volume() + 1)
                            + " of the host's");
            return null;
        }
        return stamp;
    }

    private void fault(String sentence) {
        faultCount++;
        if (faults.size() < StampVerdict.MOST_FAULTS) {
            faults.add(sentence);
        }
    }
}
