package dev.trilith.cli.stamp;

import java.util.Arrays;
import java.util.UUID;

/**
 * The writer's own memory of what it sent and what was acknowledged, kept outside every array so
 * that it outlives the disaster. Safe for use by several threads.
 */
public final class StampLog implements WriteHistory {
    private static final int FIRST_CAPACITY = 1 << 12;

    private final UUID run;
    private int[] volumes = new int[FIRST_CAPACITY];
    private long[] blocks = new long[FIRST_CAPACITY];
    private long[] acknowledgedAtNanos = new long[FIRST_CAPACITY];
    private int written;
    private int acknowledged;

    public StampLog(UUID run) {
        this.run = run;
    }

    /** The run's identity, part of every stamp. */
    public UUID run() {
        return run;
    }

    /** Notes a write that is about to be sent, and makes its stamp. */
    public synchronized Stamp next(int volume, long block) {
        if (written == volumes.length) {
            int capacity = Math.multiplyExact(written, 2);
            volumes = Arrays.copyOf(volumes, capacity);
            blocks = Arrays.copyOf(blocks, capacity);
            acknowledgedAtNanos = Arrays.copyOf(acknowledgedAtNanos, capacity);
        }
        volumes[written] = volume;
        blocks[written] = block;
        written++;
        return new Stamp(run, volume, block, written, acknowledged);
    }

    /** Notes that every write up to {@code sequence} is acknowledged; time as of nanoTime. */
    public synchronized void acknowledge(long sequence, long nanoTime) {
        if (sequence != acknowledged + 1L || sequence > written) {
            throw new IllegalStateException(
                    "write " + sequence + " acknowledged after " + acknowledged);
        }
        acknowledgedAtNanos[acknowledged] = nanoTime;
        acknowledged++;
    }

    @Override
    public synchronized long written() {
        return written;
    }

    @Override
    public synchronized long acknowledged() {
        return acknowledged;
    }

    @Override
    public synchronized int volumeOf(long sequence) {
        return volumes[indexOf(sequence)];
    }

    @Override
    public synchronized long blockOf(long sequence) {
        return blocks[indexOf(sequence)];
    }

    @Override
    public long oldestStanding() {
        return 1;
    }

    @Override
    public synchronized boolean wrote(Stamp stamp) {
        return stamp.run().equals(run)
                && stamp.sequence() >= 1
                && stamp.sequence() <= written
                && volumeOf(stamp.sequence()) == stamp.volume()
                && blockOf(stamp.sequence()) == stamp.block();
    }

    /** When write {@code sequence}, which must be acknowledged, was; as of nanoTime. */
    public synchronized long acknowledgedAtNanos(long sequence) {
        return acknowledgedAtNanos[indexOf(sequence)];
    }

    private int indexOf(long sequence) {
        if (sequence < 1 || sequence > written) {
            throw new IllegalArgumentException(
                    "no write " + sequence + ": " + written + " were sent");
        }
        return (int) (sequence - 1);
    }
}
