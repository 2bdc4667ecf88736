package dev.trilith.cli.stamp;

import dev.trilith.cli.nbd.NbdClient;
import dev.trilith.cli.nbd.NbdUri;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The application of a lab run: writes stamped blocks to several volumes, each write sent only
 * after the one before is acknowledged, until it is stopped or its storage is gone.
 *
 * <p>One thread writes; every other method may be called from any thread.
 */
public final class StampedWriter implements AutoCloseable {
    private static final Duration CONNECT_LIMIT = Duration.ofSeconds(5);
    private static final long PAUSE_NANOS = 250_000;
    private static final int WRITES_PER_FLUSH = 128;

    private final StampLog log;
    private final List<StampArea> areas;
    private final List<NbdClient> volumes = new ArrayList<>();
    private final SplittableRandom random;
    private final Thread thread;
    private volatile boolean stopping;
    private volatile @Nullable IOException end;

    /**
     * Connects to the volumes.
     *
     * @param log where each write is noted before it is sent
     * @param areas where to write, one for each volume
     * @param uris the volumes
     * @param seed chooses the blocks
     */
    public StampedWriter(StampLog log, List<StampArea> areas, List<NbdUri> uris, long seed)
            throws IOException {
        this.log = log;
        this.areas = List.copyOf(areas);
        this.random = new SplittableRandom(seed);
        try {
            for (NbdUri uri : uris) {
                volumes.add(NbdClient.connect(uri, CONNECT_LIMIT));
            }
        } catch (IOException e) {
            closeVolumes();
            throw e;
        }
        this.thread = new Thread(this::run, "stamped-writer");
        this.thread.setDaemon(true);
    }

    /** Begins to write. */
    public void start() {
        thread.start();
    }

    /**
     * Why the writer ended by itself, or null while it writes or after it was stopped. The loss of
     * its storage ends it so.
     */
    public @Nullable IOException end() {
        return end;
    }

    /** Stops after the write in flight and waits for it. */
    public void stop() throws InterruptedException {
        stopping = true;
        thread.join();
    }

    /** Ends the write in flight, stops and closes the connections. */
    @Override
    public void close() {
        stopping = true;
        closeVolumes();
    }

    private void run() {
        try {
            while (!stopping) {
                writeOne();
                LockSupport.parkNanos(PAUSE_NANOS);
            }
        } catch (IOException e) {
            end = e;
        }
    }

    private void writeOne() throws IOException {
        int volume = random.nextInt(areas.size());
        StampArea area = areas.get(volume);
        long block = area.firstBlock() + random.nextInt(area.blockCount());
        Stamp stamp = log.next(volume, block);
        NbdClient client = volumes.get(volume);
        client.write(block * Stamp.BLOCK_BYTES, stamp.encode(), false);
        log.acknowledge(stamp.sequence(), System.nanoTime());
        if (stamp.sequence() % WRITES_PER_FLUSH == 0) {
            client.flush();
        }
    }

    private void closeVolumes() {
        for (NbdClient volume : volumes) {
            volume.close();
        }
    }
}
