package dev.trilith.emulator.nbd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Connections that break off while their commands are carried out. */
@Timeout(120)
class BrokenSessionsIT {
    private static final int PLACES = 4;
    private static final int THREADS = 10;
    private static final int COMMANDS = 5;
    private static final byte[] SEVENS = new byte[512];

    private final CountDownLatch disk = new CountDownLatch(1);
    private final MemoryVolume volume = new MemoryVolume("LU0", 64 << 10);
    private final NbdServer server =
            new NbdServer(
                    new NbdLimits(
                            32, Duration.ofSeconds(10), 16, PLACES, 64, 16, THREADS, 24 << 20));
    private int port;

    @BeforeEach
    void listen() throws IOException {
        Arrays.fill(SEVENS, (byte) 7);
        volume.writesWaitFor = disk;
        port = server.listen("201s", InetAddress.getLoopbackAddress(), 0, () -> List.of(volume));
    }

    @AfterEach
    void stop() throws IOException {
        disk.countDown();
        server.close();
    }

    private static void sendWrites(RawClient client, int count) throws IOException {
        for (int i = 0; i < count; i++) {
            client.write(i, 512L * i, SEVENS, Protocol.CMD_FLAG_FUA);
        }
    }

    private void breakOffAtWork() throws IOException {
        try (RawClient client = RawClient.entered(port, "LU0")) {
            sendWrites(client, 2);
            client.out.write(new byte[28]);
            assertThat(client.ended()).isTrue();
        }
    }

    private boolean enters() throws IOException {
        try (RawClient client = RawClient.greeted(port)) {
            client.option(Protocol.OPT_GO, RawClient.question("LU0"));
            return client.optionReply().type() == Protocol.REP_INFO;
        }
    }

    private static Stream<String> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(name -> name.startsWith("nbd-201s-"));
    }

    @Test
    void keepTheirPlacesUntilTheirThreadsHaveLeft() throws IOException {
        for (int i = 0; i < PLACES; i++) {
            breakOffAtWork();
        }
        assertThat(enters()).isFalse();
        disk.countDown();
        await().atMost(Duration.ofSeconds(30)).until(this::enters);
    }

    @Test
    void areWaitedForByWhoComesNext() throws IOException {
        breakOffAtWork();
        try (RawClient next = RawClient.entered(port, "LU0")) {
            next.send(0, Protocol.CMD_READ, 9, 0, 1);
            await().during(Duration.ofMillis(300)).until(() -> next.in.available() == 0);
            disk.countDown();
            assertThat(next.reply()).isEqualTo(new RawClient.Reply(0, 9));
            assertThat(next.in.read()).isEqualTo(7);
        }
    }

    @Test
    void areWaitedForWhenTheServerStops() throws Exception {
        breakOffAtWork();
        CompletableFuture<Void> stopped =
                CompletableFuture.runAsync(() -> {
                    try {
                        server.close();
                    } catch (IOException failed) {
                        throw new java.io.UncheckedIOException(failed);
                    }
                });
        await().pollInterval(Duration.ofMillis(2)).until(BrokenSessionsIT::aConnectionIsAwaited);
        disk.countDown();
        assertThat(stopped).succeedsWithin(30, TimeUnit.SECONDS);
        await().atMost(Duration.ofSeconds(30)).until(() -> threads().count() == 0);
    }

    private static boolean aConnectionIsAwaited() {
        return Thread.getAllStackTraces().values().stream()
                .flatMap(Stream::of)
                .anyMatch(frame ->
                        frame.getClassName().equals(NbdConnection.class.getName())
                                && frame.getMethodName().equals("awaitEnd"));
    }

    @Test
    void allTogetherHaveThreadsWithinABound() throws IOException {
        List<RawClient> clients = new ArrayList<>();
        try {
            for (int i = 0; i < PLACES; i++) {
                RawClient client = RawClient.entered(port, "LU0");
                clients.add(client);
                sendWrites(client, COMMANDS);
            }
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> threads().count() == PLACES + THREADS);
            // Whoever has no thread to go on with is served when the one it has is free again.
            disk.countDown();
            for (RawClient client : clients) {
                for (int i = 0; i < COMMANDS; i++) {
                    assertThat(client.reply().error()).isZero();
                }
            }
            assertThat(threads().count()).isLessThanOrEqualTo(PLACES + THREADS);
        } finally {
            for (RawClient client : clients) {
                client.close();
            }
        }
    }
}
