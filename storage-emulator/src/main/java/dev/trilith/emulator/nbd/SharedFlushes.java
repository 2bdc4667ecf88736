package dev.trilith.emulator.nbd;

import dev.trilith.emulator.engine.HostVolume;
import dev.trilith.emulator.engine.watch.Lookout;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** The {@link SharedFlush} of each volume of a server. Safe for use by many threads. */
final class SharedFlushes implements AutoCloseable {
    private static final long IDLE_SECONDS = 15;

    private final Lookout lookout;
    private final ExecutorService threads =
            new ThreadPoolExecutor(
                    0,
                    Integer.MAX_VALUE,
                    IDLE_SECONDS,
                    TimeUnit.SECONDS,
                    new SynchronousQueue<>(),
                    Thread.ofPlatform().daemon().name("nbd-flush-", 1).factory());
    private final Map<String, SharedFlush> all = new ConcurrentHashMap<>();

    SharedFlushes(Lookout lookout) {
        this.lookout = lookout;
    }

    SharedFlush of(HostVolume volume) {
        return all.computeIfAbsent(
                volume.port() + "/" + volume.lu(), name -> new SharedFlush(lookout, threads));
    }

    /** After the last connection. */
    @Override
    public void close() {
        threads.shutdown();
    }
}
