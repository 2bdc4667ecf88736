package dev.trilith.cli.scenario;

import dev.trilith.cli.data.VolumeFile;
import dev.trilith.cli.fault.CliFailure;
import dev.trilith.cli.nbd.NbdClient;
import dev.trilith.cli.nbd.NbdUri;
import dev.trilith.cli.stamp.Stamp;
import dev.trilith.cli.stamp.StampArea;
import dev.trilith.cli.stamp.StampLog;
import dev.trilith.cli.stamp.StampedWriter;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * What the application at production does: writes a file, then stamped blocks over all data
 * volumes, and at last a second file. Lays everything out on the volumes so that nothing overlaps.
 *
 * <p>Safe for use by many threads.
 */
final class Workload implements AutoCloseable {
    /** Length of the second file. */
    static final int LATE_BYTES = 256 * 1024;

    private static final int MOST_STAMP_BLOCKS = 512;
    private static final int LEAST_STAMP_BLOCKS = 16;
    private static final Duration CONNECT_LIMIT = Duration.ofSeconds(5);

    private final List<NbdUri> volumes;
    private final List<StampArea> areas = new ArrayList<>();
    private final StampLog log;
    private final Path dataFile;
    private final Path lateFile;
    private final long lateOffset;
    private @Nullable VolumeFile data;
    private @Nullable VolumeFile late;
    private long writtenWhenLateFlushed;
    private @Nullable StampedWriter writer;

    /**
     * Lays out the volumes.
     *
     * @param drives the data volumes' drives at production
     * @param volumes the data volumes' URIs, in the same order
     * @param usableBytes how much of each may be written
     * @param dataFile the first file
     * @param lateFile where the second file is kept, to be made here
     * @param log notes the stamped writes
     * @param seed chooses the second file's bytes
     * @throws CliFailure if the first file is too large
     */
    Workload(
            List<String> drives,
            List<NbdUri> volumes,
            long usableBytes,
            Path dataFile,
            Path lateFile,
            StampLog log,
            long seed)
            throws IOException {
        this.volumes = List.copyOf(volumes);
        this.dataFile = dataFile;
        this.lateFile = lateFile;
        this.log = log;
        this.lateOffset = roundUp(Files.size(dataFile));
        for (int i = 0; i < drives.size(); i++) {
            long from = i == 0 ? lateOffset + LATE_BYTES : 0;
            long blocks = (usableBytes - from) / Stamp.BLOCK_BYTES;
            int count = (int) Math.min(MOST_STAMP_BLOCKS, blocks);
            areas.add(new StampArea(drives.get(i), from / Stamp.BLOCK_BYTES, count));
        }
        byte[] bytes = new byte[LATE_BYTES];
        new SplittableRandom(seed).nextBytes(bytes);
        Files.write(lateFile, bytes);
    }

    /**
     * Refuses a first file that leaves no room for the rest.
     *
     * @throws CliFailure that names the room there is
     */
    static void checkRoom(Path dataFile, long usableBytes) throws IOException {
        long room = usableBytes - LATE_BYTES - (long) LEAST_STAMP_BLOCKS * Stamp.BLOCK_BYTES;
        long length = Files.size(dataFile);
        if (length == 0) {
            throw CliFailure.ofArgument(dataFile + " is empty: it would prove nothing.");
        }
        if (roundUp(length) > room) {
            throw CliFailure.ofArgument(
                    dataFile
                            + " has "
                            + length
                            + " bytes, and volume 211a has room for "
                            + Math.max(0, room)
                            + " beside the stamped writes: give a larger --size.");
        }
    }

    /** The writer's own memory. */
    StampLog log() {
        return log;
    }

    /** Where the stamps are, one area for each data volume. */
    List<StampArea> areas() {
        return areas;
    }

    /** Wipes what an earlier run left where this one writes. */
    void wipe() throws IOException {
        for (int i = 0; i < areas.size(); i++) {
            StampArea area = areas.get(i);
            long from = i == 0 ? lateOffset : area.offsetBytes();
            int length = Math.toIntExact(area.offsetBytes() + area.lengthBytes() - from);
            try (NbdClient volume = NbdClient.connect(volumes.get(i), CONNECT_LIMIT)) {
                volume.write(from, ByteBuffer.allocate(length), false);
                volume.flush();
            }
        }
    }

    /** Writes and flushes the first file. */
    VolumeFile writeData() throws IOException {
        try (NbdClient volume = NbdClient.connect(volumes.getFirst(), CONNECT_LIMIT)) {
            VolumeFile written = VolumeFile.write(volume, 0, dataFile);
            data = written;
            return written;
        }
    }

    /** Begins the stamped writes. */
    void startWriter(long seed) throws IOException {
        StampedWriter started = new StampedWriter(log, areas, volumes, seed);
        writer = started;
        started.start();
    }

    /** Writes and flushes the second file. */
    synchronized void writeLate() throws IOException {
        try (NbdClient volume = NbdClient.connect(volumes.getFirst(), CONNECT_LIMIT)) {
            late = VolumeFile.write(volume, lateOffset, lateFile);
            writtenWhenLateFlushed = log.written();
        }
    }

    /** The first file, or null before it is written. */
    @Nullable VolumeFile data() {
        return data;
    }

    /** The second file, or null before it is written and flushed. */
    synchronized @Nullable VolumeFile late() {
        return late;
    }

    /** Whether the second file was flushed before the freeze of that cut was ordered. */
    synchronized boolean lateFlushedBefore(CutWindow cut) {
        return late != null && writtenWhenLateFlushed <= cut.acknowledgedBefore();
    }

    /** Ends the stamped writes whose storage is gone, also one that nobody answers. */
    void abandonWriter() throws InterruptedException {
        close();
        stopWriter();
    }

    /** Stops the stamped writes and waits for the one in flight. */
    void stopWriter() throws InterruptedException {
        StampedWriter running = writer;
        if (running != null) {
            running.stop();
        }
    }

    /** Why the writer ended by itself, or null. */
    @Nullable IOException writerEnd() {
        StampedWriter running = writer;
        return running == null ? null : running.end();
    }

    @Override
    public void close() {
        StampedWriter running = writer;
        if (running != null) {
            running.close();
        }
    }

    private static long roundUp(long bytes) {
        long blocks = (bytes + Stamp.BLOCK_BYTES - 1) / Stamp.BLOCK_BYTES;
        return blocks * Stamp.BLOCK_BYTES;
    }
}
