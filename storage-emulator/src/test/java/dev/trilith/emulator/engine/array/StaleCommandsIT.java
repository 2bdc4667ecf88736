package dev.trilith.emulator.engine.array;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.trilith.emulator.engine.FaultInjection.DiskFault;
import dev.trilith.emulator.engine.FreezeMode;
import dev.trilith.emulator.engine.VolumeAddress;
import dev.trilith.emulator.nbd.NbdLimits;
import dev.trilith.emulator.nbd.NbdServer;
import dev.trilith.emulator.nbd.RawClient;
import dev.trilith.emulator.nbd.TlsServers;
import dev.trilith.emulator.nbd.TlsServers.Kind;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a host had asked for when it went away destroys nothing of who comes after it. */
@Timeout(180)
class StaleCommandsIT {
    private static final int WRITE = 1;
    private static final int WRITE_ZEROES = 6;
    private static final int FUA = 1;
    private static final int NO_HOLE = 2;
    private static final int MIB = 1 << 20;
    private static final int SIZE = 64 * MIB;
    private static final int LAST = SIZE - 4096;
    private static final int MOST_AT_ONCE = NbdLimits.DEFAULT.requestsInFlight();
    private static final String LEG = "2a->2b";
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir private Path folder;
    private ArrayLab lab;
    private final NbdServer server = new NbdServer(NbdLimits.DEFAULT);
    private VolumeAddress a = new VolumeAddress("2a", "2012a", "A0");
    private int port;

    @BeforeEach
    void start() throws IOException {
        lab = new ArrayLab(folder);
        List.of("2a", "2b").forEach(lab::start);
        a = lab.define("2a", 1, "A0", SIZE);
        lab.pair("P1", "G1", a, lab.define("2b", 1, "B0", SIZE));
        lab.sealAll("G1", 1);
        InetAddress here = InetAddress.getLoopbackAddress();
        port = server.listen("stale", here, 0, () -> List.of(lab.host(a)));
    }

    @AfterEach
    void stop() throws IOException {
        server.close();
        lab.close();
    }

    private void slow(Duration latency) {
        lab.get("2a")
                .faults()
                .setDisk(a.port(), a.lu(), new DiskFault(false, false, false, false, latency));
    }

    /** Threads of the connection that came as the {@code number}th. */
    private static boolean works(int number) {
        String name = "nbd-stale-" + number;
        return Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .anyMatch(thread -> thread.equals(name) || thread.startsWith(name + "/"));
    }

    private static void whole(RawClient client, int cookie) throws IOException {
        client.send(NO_HOLE, WRITE_ZEROES, cookie, 0, SIZE);
    }

    /** How hosts come in. */
    @FunctionalInterface
    private interface Door {
        RawClient enter() throws IOException;
    }

    private RawClient plain() throws IOException {
        return RawClient.entered(port, "A0");
    }

    /** What is done with hosts that come through a door. */
    @FunctionalInterface
    private interface Course {
        void run(Door door) throws Exception;
    }

    private void insideTls(Kind kind, Course course) throws Exception {
        TlsServers servers = new TlsServers(folder.resolve("tls"));
        try (NbdServer secured = servers.open(kind, NbdLimits.DEFAULT)) {
            InetAddress here = InetAddress.getLoopbackAddress();
            int tlsPort = secured.listen("stale", here, 0, () -> List.of(lab.host(a)));
            course.run(() -> servers.entered(kind, tlsPort, "A0"));
        }
    }

    private void zeroesEndWithTheirHost(int commands, Door door) throws Exception {
        byte[] mine = new byte[4096];
        Arrays.fill(mine, (byte) 7);
        lab.write(a, 0, 1);
        slow(Duration.ofMillis(100));
        try (RawClient gone = door.enter()) {
            for (int i = 0; i < commands; i++) {
                whole(gone, i);
            }
            await().atMost(PATIENCE).until(() -> lab.read(a, 0, 1)[0] == 0);
            gone.reset();
        }
        try (RawClient next = door.enter()) {
            next.write(1, LAST, mine, FUA);
            assertThat(next.reply()).isEqualTo(new RawClient.Reply(0, 1));
            slow(Duration.ZERO);
            await().atMost(PATIENCE).until(() -> !works(1));
            assertThat(Arrays.mismatch(lab.read(a, LAST, 4096), mine))
                    .as("the first byte that is not as it was answered")
                    .isEqualTo(-1);
        }
    }

    @Test
    void aLongRangeIsNotZeroedToItsEnd() throws Exception {
        zeroesEndWithTheirHost(1, this::plain);
    }

    /** All threads of the connection are busy, so that none hears that the host is gone. */
    @Test
    void norAreManyOfThem() throws Exception {
        zeroesEndWithTheirHost(MOST_AT_ONCE, this::plain);
    }

    /** As above: what the host had to say when it went is inside TLS. */
    @ParameterizedTest
    @EnumSource(Kind.class)
    void norThoseThatCameInsideTls(Kind kind) throws Exception {
        insideTls(kind, door -> zeroesEndWithTheirHost(MOST_AT_ONCE, door));
    }

    @Test
    void whatAFreezeHoldsIsNotWritten() throws Exception {
        heldWritesEndWithTheirHost(this::plain);
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void norIfItCameInsideTls(Kind kind) throws Exception {
        insideTls(kind, this::heldWritesEndWithTheirHost);
    }

    private void heldWritesEndWithTheirHost(Door door) throws Exception {
        lab.run("2a", "G1", LEG);
        lab.freeze("2a", "G1", LEG, 5, FreezeMode.HOLD);
        try (RawClient gone = door.enter()) {
            for (int i = 0; i < MOST_AT_ONCE; i++) {
                gone.out.write(RawClient.command(0, WRITE, i, i, 1));
                gone.out.write(7);
            }
            await().atMost(PATIENCE).until(() -> works(1) && held() == MOST_AT_ONCE);
            gone.reset();
        }
        await().atMost(PATIENCE).until(() -> !works(1));
        lab.resume("2a", "G1", LEG, 5);
        assertThat(lab.read(a, 0, MOST_AT_ONCE)).containsOnly(0);
    }

    private static long held() {
        return Thread.getAllStackTraces().entrySet().stream()
                .filter(one -> one.getKey().getName().startsWith("nbd-stale-1"))
                .filter(one ->
                        Arrays.stream(one.getValue())
                                .anyMatch(frame -> frame.getClassName().endsWith(".Hold")))
                .count();
    }
}
