package dev.trilith.emulator.nbd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A hundred thousand bad sessions leave nothing behind: no heap, no thread, no descriptor. */
@Timeout(600)
class BadSessionsIT {
    private static final int SESSIONS = 100_000;
    private static final int WARM_UP = 4_000;
    private static final int CLIENTS = 4;
    private static final long HEAP_SLACK = 8L << 20;

    /** What a process holds. */
    private record Held(long heap, long direct, long threads, long descriptors) {
        static Held now() throws IOException {
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
                        nbdThreads(),
                        open.count());
            }
        }
    }

    private static long nbdThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(t -> t.getName().startsWith("nbd-201z-"))
                .count();
    }

    @Test
    void leaveNothingBehind() throws Exception {
        MemoryVolume volume = new MemoryVolume("LU0", 64 << 10);
        try (NbdServer server = new NbdServer(NbdLimits.DEFAULT)) {
            InetAddress here = InetAddress.getLoopbackAddress();
            int port = server.listen("201z", here, 0, () -> List.of(volume));
            attack(port, WARM_UP);
            settle();
            Held before = Held.now();
            attack(port, SESSIONS);
            settle();
            Held after = Held.now();
            System.out.println(
                    "FIGURE bad NBD sessions "
                            + SESSIONS
                            + ": before "
                            + before
                            + ", after "
                            + after);
            assertThat(after.threads()).isZero();
            assertThat(after.descriptors()).isLessThanOrEqualTo(before.descriptors() + 2);
            assertThat(after.heap() - before.heap()).as("heap").isLessThan(HEAP_SLACK);
            assertThat(after.direct()).as("direct memory").isLessThan(32L << 20);
            try (RawClient good = RawClient.entered(port, "LU0")) {
                good.send(0, Protocol.CMD_FLUSH, 1, 0, 0);
                assertThat(good.reply()).isEqualTo(new RawClient.Reply(0, 1));
            }
        }
    }

    private static void settle() {
        await().atMost(Duration.ofSeconds(60)).until(() -> nbdThreads() == 0);
    }

    private static void attack(int port, int sessions) throws InterruptedException {
        AtomicInteger left = new AtomicInteger(sessions);
        List<Thread> clients = new ArrayList<>();
        List<Throwable> failures = new java.util.concurrent.CopyOnWriteArrayList<>();
        for (int i = 0; i < CLIENTS; i++) {
            Random random = new Random(i);
            clients.add(
                    Thread.ofPlatform()
                            .uncaughtExceptionHandler((thread, e) -> failures.add(e))
                            .start(() -> {
                                while (left.getAndDecrement() > 0) {
                                    session(port, random);
                                }
                            }));
        }
        for (Thread client : clients) {
            client.join();
        }
        assertThat(failures).isEmpty();
    }

    /** A recorded session, cut and changed; half of the clients wait for what the server says. */
    private static void session(int port, Random random) {
        byte[] said = NbdBadInputIT.recordedSession();
        for (int changes = random.nextInt(3); changes > 0; changes--) {
            said[random.nextInt(said.length)] = (byte) random.nextInt();
        }
        int cut = random.nextInt(said.length + 1);
        try (SocketChannel client = SocketChannel.open()) {
            boolean waits = random.nextBoolean();
            if (!waits) {
                // Gone without a trace, so that the ports of a hundred thousand are enough.
                client.setOption(StandardSocketOptions.SO_LINGER, 0);
            }
            client.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            client.write(ByteBuffer.wrap(said, 0, cut));
            if (waits) {
                client.shutdownOutput();
                ByteBuffer heard = ByteBuffer.allocate(4096);
                while (client.read(heard.clear()) >= 0) {}
            }
        } catch (IOException hungUp) {
            // Also an end of a bad session.
            assertThat(hungUp).isNotInstanceOf(java.net.BindException.class);
        }
    }
}
