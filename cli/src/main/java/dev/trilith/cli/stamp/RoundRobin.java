package dev.trilith.cli.stamp;

import java.util.List;
import java.util.UUID;

/**
 * Writes that go round: over all volumes in turn, and in each over all blocks of its area. Where a
 * write went follows from its number, so nobody has to remember it, and a writer can go on where
 * another one was killed.
 *
 * @param run the run's identity, part of every stamp
 * @param areas where in each volume, in the volumes' order
 * @param written number of writes
 * @param acknowledged number of writes known to be acknowledged
 */
public record RoundRobin(UUID run, List<StampArea> areas, long written, long acknowledged)
        implements WriteHistory {
    public RoundRobin {
        areas = List.copyOf(areas);
        if (areas.isEmpty()) {
            throw new IllegalArgumentException("a run writes to at least one volume");
        }
    }

    /** The stamp of write {@code sequence}, sent when all before it were acknowledged. */
    public Stamp stamp(long sequence) {
        return new Stamp(run, volumeOf(sequence), blockOf(sequence), sequence, sequence - 1);
    }

    @Override
    public long oldestStanding() {
        long round = 0;
        for (StampArea area : areas) {
            round = Math.max(round, area.blockCount());
        }
        return Math.max(1, written - round * areas.size() + 1);
    }

    @Override
    public int volumeOf(long sequence) {
        return Math.toIntExact((sequence - 1) % areas.size());
    }

    @Override
    public long blockOf(long sequence) {
        StampArea area = areas.get(volumeOf(sequence));
        return area.firstBlock() + (sequence - 1) / areas.size() % area.blockCount();
    }

    /** Also later writes than {@link #written}: an image may be read while its host goes on. */
    @Override
    public boolean wrote(Stamp stamp) {
        return stamp.sequence() >= 1 && stamp.equals(stamp(stamp.sequence()));
    }
}
