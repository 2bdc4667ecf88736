package dev.trilith.emulator.nbd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.trilith.emulator.engine.Acknowledgement;
import dev.trilith.emulator.nbd.TlsServers.Kind;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** As {@link DeafClientIT}, inside TLS, which has locks and buffers of its own. */
@Timeout(180)
class DeafTlsClientIT {
    private static final int SIZE = 40 << 20;
    private static final int LONG_READ = 32 << 20;
    private static final int WRITES = 12;
    private static final int PLACES = 2;

    private final MemoryVolume volume = new MemoryVolume("LU0", SIZE);
    private final BlockingQueue<Acknowledgement> awaited = volume.awaitAcknowledgements();

    @TempDir Path folder = Path.of("");
    private TlsServers servers;

    @BeforeEach
    void issue() throws Exception {
        servers = new TlsServers(folder);
    }

    private NbdServer open(Kind kind) {
        Duration handshake = Duration.ofSeconds(10);
        return servers.open(kind, new NbdLimits(32, handshake, 16, PLACES, 64, 16, 512, 24 << 20));
    }

    private int listen(NbdServer server) throws IOException {
        return server.listen("201x", InetAddress.getLoopbackAddress(), 0, () -> List.of(volume));
    }

    private static Stream<String> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(name -> name.startsWith("nbd-201x-"));
    }

    /** A client that takes no answer, when the server cannot send it more. */
    private RawClient deaf(Kind kind, int port) throws IOException {
        RawClient client = servers.entered(kind, port, "LU0");
        for (int cookie = 1; cookie <= WRITES; cookie++) {
            client.write(cookie, 0, new byte[1], 0);
        }
        client.send(0, Protocol.CMD_READ, 99, 0, LONG_READ);
        // Whoever sends has been doing so for so long that its turn went to another thread.
        await().atMost(Duration.ofSeconds(30))
                .until(() -> client.unread() > 1 << 16 && threads().count() > 1);
        return client;
    }

    /** As another array does, on a thread of its own, which no deaf client may hold. */
    private void acknowledge(int writes) {
        CompletableFuture<Void> told =
                CompletableFuture.runAsync(() -> {
                    for (int i = 0; i < writes; i++) {
                        Acknowledgement one = next();
                        one.done();
                        one.tell();
                    }
                });
        assertThat(told).succeedsWithin(30, TimeUnit.SECONDS);
    }

    private Acknowledgement next() {
        try {
            Acknowledgement one = awaited.poll(20, TimeUnit.SECONDS);
            assertThat(one).as("a write that waits for another array").isNotNull();
            return one;
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(stop);
        }
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void holdsUpNeitherWhoAcknowledgesNorAnotherClient(Kind kind) throws Exception {
        try (NbdServer server = open(kind)) {
            int port = listen(server);
            try (RawClient deaf = deaf(kind, port);
                    RawClient other = servers.entered(kind, port, "LU0")) {
                acknowledge(WRITES);
                other.write(1, 4096, new byte[] {1}, 0);
                acknowledge(1);
                assertThat(other.reply()).isEqualTo(new RawClient.Reply(0, 1));
                other.send(0, Protocol.CMD_READ, 2, 4096, 1);
                assertThat(other.reply()).isEqualTo(new RawClient.Reply(0, 2));
                assertThat(other.in.read()).isEqualTo(1);
                other.send(0, Protocol.CMD_FLUSH, 3, 0, 0);
                assertThat(other.reply()).isEqualTo(new RawClient.Reply(0, 3));
                takesEverything(deaf);
            }
        }
    }

    /** What the server kept for a client that listens again. */
    private static void takesEverything(RawClient client) throws IOException {
        assertThat(client.reply()).isEqualTo(new RawClient.Reply(0, 99));
        assertThat(client.in.readNBytes(LONG_READ)).hasSize(LONG_READ);
        for (int cookie = 1; cookie <= WRITES; cookie++) {
            assertThat(client.reply()).isEqualTo(new RawClient.Reply(0, cookie));
        }
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void givesItsThreadsAndItsPlaceBackWhenItGoes(Kind kind) throws Exception {
        try (NbdServer server = open(kind)) {
            int port = listen(server);
            for (int i = 0; i <= PLACES; i++) {
                try (RawClient deaf = deaf(kind, port)) {
                    acknowledge(WRITES);
                    deaf.reset();
                }
                await().atMost(Duration.ofSeconds(30)).until(() -> threads().count() == 0);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void doesNotKeepTheServerFromStopping(Kind kind) throws Exception {
        NbdServer server = open(kind);
        try (RawClient deaf = deaf(kind, listen(server))) {
            acknowledge(WRITES);
            CompletableFuture<Void> stopped =
                    CompletableFuture.runAsync(() -> {
                        try {
                            server.close();
                        } catch (IOException failed) {
                            throw new java.io.UncheckedIOException(failed);
                        }
                    });
            assertThat(stopped).succeedsWithin(30, TimeUnit.SECONDS);
            await().atMost(Duration.ofSeconds(30)).until(() -> threads().count() == 0);
            assertThat(deaf.unread()).as("what it never took").isPositive();
        } finally {
            server.close();
        }
    }
}
