package dev.trilith.emulator.nbd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;

/**
 * What this process holds.
 *
 * @param heap used bytes after a collection
 * @param direct bytes of direct buffers
 * @param descriptors open files and sockets
 */
record Held(long heap, long direct, long descriptors) {
    private static final long HEAP_SLACK = 8L << 20;
    private static final long MOST_DIRECT = 32L << 20;

    /** As soon as no thread serves a session of the port. */
    static Held afterAll(String port) throws IOException {
        await().atMost(Duration.ofSeconds(60)).until(() -> threads(port) == 0);
        System.gc();
        long direct =
                ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
                        .filter(pool -> pool.getName().equals("direct"))
                        .mapToLong(BufferPoolMXBean::getMemoryUsed)
                        .sum();
        try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
            return new Held(
                    ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed(),
                    direct,
                    open.count());
        }
    }

    private static long threads(String port) {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(t -> t.getName().startsWith("nbd-" + port + "-"))
                .count();
    }

    void requireNoMoreThan(Held before, String what) {
        System.out.println("FIGURE " + what + ": before " + before + ", after " + this);
        assertThat(descriptors).isLessThanOrEqualTo(before.descriptors + 2);
        assertThat(heap - before.heap).as("heap").isLessThan(HEAP_SLACK);
        assertThat(direct).as("direct memory").isLessThan(MOST_DIRECT);
    }
}
