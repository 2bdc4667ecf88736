package dev.trilith.emulator.nbd;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trilith.emulator.nbd.TlsServers.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.SocketException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Clients that ask for TLS and then do not go on: they neither last nor keep others out. */
@Timeout(180)
class StalledTlsIT {
    private static final Duration LIMIT = Duration.ofSeconds(2);
    private static final int HANDSHAKES = 16;
    private static final int PLACES = 4;
    private static final long DRIP_MILLIS = 150;

    private final MemoryVolume volume = new MemoryVolume("LU0", 64 << 10);
    private final byte[] hello = OldTlsIT.hello(0x303);

    @TempDir Path folder = Path.of("");
    private TlsServers servers;

    /** How far a client goes. */
    private enum Way {
        SILENT,
        HALF_A_HELLO,
        BYTE_BY_BYTE,
        A_HELLO_AND_NO_MORE,
        SILENT_INSIDE
    }

    @BeforeEach
    void issue() throws Exception {
        servers = new TlsServers(folder);
    }

    private NbdServer open(Kind kind, Duration handshakeTime) {
        return servers.open(
                kind, new NbdLimits(32, handshakeTime, HANDSHAKES, PLACES, 64, 16, 512, 24 << 20));
    }

    private int listen(NbdServer server) throws IOException {
        return server.listen("201w", InetAddress.getLoopbackAddress(), 0, () -> List.of(volume));
    }

    /** A client that does not go on. */
    private record Stalled(RawClient client, CompletableFuture<Duration> lasted)
            implements AutoCloseable {
        @Override
        public void close() throws IOException {
            client.close();
        }
    }

    private Stalled stall(Kind kind, int port, Way way) throws IOException {
        long began = System.nanoTime();
        RawClient client = TlsServers.begun(port);
        switch (way) {
            case SILENT -> {}
            case HALF_A_HELLO -> client.out.write(hello, 0, hello.length / 2);
            case BYTE_BY_BYTE -> drip(client);
            case A_HELLO_AND_NO_MORE -> client.out.write(hello);
            case SILENT_INSIDE -> servers.secure(kind, client);
        }
        CompletableFuture<Duration> lasted = new CompletableFuture<>();
        inBackground(() -> {
            try {
                hearOut(client.in);
                lasted.complete(Duration.ofNanos(System.nanoTime() - began));
            } catch (IOException tooLong) {
                lasted.completeExceptionally(tooLong);
            }
        });
        return new Stalled(client, lasted);
    }

    private static void inBackground(Runnable what) {
        Thread.ofPlatform().daemon().name("stalled client").start(what);
    }

    /** So slowly that the whole takes much longer than a handshake may. */
    private void drip(RawClient client) {
        inBackground(() -> {
            try {
                for (byte one : Arrays.copyOf(hello, hello.length - 1)) {
                    client.out.write(one);
                    Thread.sleep(DRIP_MILLIS);
                }
            } catch (IOException ended) {
                // By the server, as it should be; who hears it out says when.
                return;
            } catch (InterruptedException stop) {
                Thread.currentThread().interrupt();
            }
        });
    }

    /** Until the server ends the connection. */
    private static void hearOut(InputStream in) throws IOException {
        try {
            while (in.read() >= 0) {}
        } catch (SocketException | SSLException reset) {
            // Also an end.
            return;
        }
    }

    private void serves(Kind kind, int port, int clients) throws IOException {
        List<RawClient> good = new ArrayList<>();
        try {
            for (int i = 0; i < clients; i++) {
                RawClient client = servers.entered(kind, port, "LU0");
                good.add(client);
                client.write(i, 0, new byte[512], Protocol.CMD_FLAG_FUA);
                assertThat(client.reply()).isEqualTo(new RawClient.Reply(0, i));
            }
            for (RawClient client : good) {
                client.send(0, Protocol.CMD_DISC, 0, 0, 0);
                assertThat(client.ended()).isTrue();
            }
        } finally {
            closeAll(good);
        }
    }

    private static void closeAll(List<? extends AutoCloseable> clients) throws IOException {
        for (AutoCloseable client : clients) {
            try {
                client.close();
            } catch (IOException | RuntimeException failed) {
                throw failed;
            } catch (Exception other) {
                throw new IOException(other);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void areEndedInTimeAndLeaveNothingBehind(Kind kind) throws Exception {
        List<Stalled> crowd = new ArrayList<>();
        try (NbdServer server = open(kind, LIMIT)) {
            int port = listen(server);
            serves(kind, port, PLACES);
            Held before = Held.afterAll("201w");
            // With one place left for whoever does go on, so that none is ended before its time.
            for (int i = 0; i < HANDSHAKES - 1; i++) {
                crowd.add(stall(kind, port, Way.values()[i % Way.values().length]));
            }
            serves(kind, port, 1);
            for (Stalled one : crowd) {
                assertThat(one.lasted().get(30, TimeUnit.SECONDS)).isGreaterThanOrEqualTo(LIMIT);
            }
            serves(kind, port, PLACES);
            closeAll(crowd);
            Held.afterAll("201w").requireNoMoreThan(before, "stalled handshakes of TLS");
        } finally {
            closeAll(crowd);
        }
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void keepNobodyOutByTheirNumber(Kind kind) throws Exception {
        List<Stalled> crowd = new ArrayList<>();
        // Longer than this test: a newcomer gets in because the oldest has to go for it.
        try (NbdServer server = open(kind, Duration.ofMinutes(5))) {
            int port = listen(server);
            for (int i = 0; i < 4 * HANDSHAKES; i++) {
                crowd.add(stall(kind, port, Way.values()[i % Way.values().length]));
                if (i % HANDSHAKES == HANDSHAKES - 1) {
                    serves(kind, port, PLACES);
                }
            }
            for (Stalled one : crowd.subList(0, 3 * HANDSHAKES)) {
                assertThat(one.lasted()).succeedsWithin(30, TimeUnit.SECONDS);
            }
        } finally {
            closeAll(crowd);
        }
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void areEndedWhenTheServerStops(Kind kind) throws Exception {
        List<Stalled> crowd = new ArrayList<>();
        try {
            try (NbdServer server = open(kind, Duration.ofMinutes(5))) {
                int port = listen(server);
                for (Way way : Way.values()) {
                    crowd.add(stall(kind, port, way));
                }
            }
            for (Stalled one : crowd) {
                assertThat(one.lasted()).succeedsWithin(30, TimeUnit.SECONDS);
            }
            Held unused = Held.afterAll("201w");
        } finally {
            closeAll(crowd);
        }
    }
}
