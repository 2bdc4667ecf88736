package dev.trilith.emulator.nbd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trilith.emulator.nbd.tls.PskSecurity;
import dev.trilith.emulator.nbd.tls.TlsPolicy;
import java.io.IOException;
import java.io.OutputStream;
import java.net.ConnectException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.bouncycastle.tls.ProtocolVersion;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** As {@link BadTlsSessionsIT}, with keys in place of certificates. */
@Timeout(600)
class BadPskSessionsIT {
    private static final int SESSIONS = 2_000;
    private static final int WARM_UP = 400;
    private static final String KEY = "4f".repeat(32);
    private static final byte[] RIGHT = HexFormat.of().parseHex(KEY);
    private static final byte[] WRONG = new byte[32];

    /** More than a client says in its handshake. */
    private static final int MOST_BYTES = 450;

    private static final int MOST_RECORDS = 4;

    @TempDir Path folder = Path.of("");

    /** How a session goes wrong. */
    private enum Way {
        NOISE_FOR_A_HELLO,
        NOTHING_AT_ALL,
        UNKNOWN_USER,
        WRONG_KEY,
        CUT_ANYWHERE,
        CUT_BETWEEN_FLIGHTS,
        BAD_SESSION_INSIDE
    }

    /** Goes away after so much was said. */
    private static final class Cut extends OutputStream {
        private final RawClient client;
        private final OutputStream out;
        private int bytes;
        private int records;

        private Cut(RawClient client, int bytes, int records) {
            this.client = client;
            this.out = client.out;
            this.bytes = bytes;
            this.records = records;
        }

        @Override
        public void write(int one) throws IOException {
            write(new byte[] {(byte) one}, 0, 1);
        }

        /** The library writes each record with one call. */
        @Override
        public void write(byte[] said, int from, int count) throws IOException {
            int some = records > 0 ? Math.min(bytes, count) : 0;
            out.write(said, from, some);
            bytes -= some;
            records--;
            if (some < count) {
                client.close();
                throw new IOException("this client went away");
            }
        }
    }

    @Test
    void leaveNothingBehind() throws Exception {
        Path keys = folder.resolve("keys.psk");
        Files.writeString(keys, "alice:" + KEY + "\n");
        TlsPolicy policy = new TlsPolicy(PskSecurity.open(keys), true);
        MemoryVolume volume = new MemoryVolume("LU0", 64 << 10);
        try (NbdServer server = new NbdServer(NbdLimits.DEFAULT, policy)) {
            InetAddress here = InetAddress.getLoopbackAddress();
            int port = server.listen("201k", here, 0, () -> List.of(volume));
            attack(port, WARM_UP);
            Held before = Held.afterAll("201k");
            Map<Way, Integer> inside = attack(port, SESSIONS);
            for (Way way : Way.values()) {
                int sessions = inside.getOrDefault(way, 0);
                switch (way) {
                    case NOISE_FOR_A_HELLO, NOTHING_AT_ALL, UNKNOWN_USER, WRONG_KEY ->
                            assertThat(sessions).as("inside by %s", way).isZero();
                    default -> assertThat(sessions).as("inside by %s", way).isGreaterThan(20);
                }
            }
            Held.afterAll("201k").requireNoMoreThan(before, SESSIONS + " bad sessions with keys");
            for (ProtocolVersion version : versions()) {
                try (RawClient good = TlsServers.begun(port)) {
                    new PskClient(version, "alice", RIGHT).secure(good, good.out);
                    good.option(Protocol.OPT_LIST, new byte[0]);
                    assertThat(good.optionReply().type()).isEqualTo(Protocol.REP_SERVER);
                }
            }
        }
    }

    private static ProtocolVersion[] versions() {
        return new ProtocolVersion[] {ProtocolVersion.TLSv13, ProtocolVersion.TLSv12};
    }

    /** The number of sessions of each way that came through the handshake. */
    private static Map<Way, Integer> attack(int port, int sessions) throws IOException {
        Random random = new Random(sessions);
        Map<Way, Integer> inside = new EnumMap<>(Way.class);
        Way[] ways = Way.values();
        for (int i = 0; i < sessions; i++) {
            Way way = ways[random.nextInt(ways.length)];
            try (RawClient client = TlsServers.begun(port)) {
                if (goesWrong(client, way, random)) {
                    inside.merge(way, 1, Integer::sum);
                }
                if (random.nextBoolean()) {
                    client.reset();
                }
            } catch (IOException hungUp) {
                // Also an end of a bad session.
                assertThat(hungUp).isNotInstanceOf(ConnectException.class);
            }
        }
        return inside;
    }

    /** Whether the session came through the handshake. */
    private static boolean goesWrong(RawClient client, Way way, Random random) throws IOException {
        ProtocolVersion version = versions()[random.nextInt(2)];
        PskClient alice = new PskClient(version, "alice", RIGHT);
        switch (way) {
            case NOISE_FOR_A_HELLO -> client.out.write(BadTlsSessionsIT.noise(random));
            case NOTHING_AT_ALL -> {}
            case UNKNOWN_USER -> refused(client, new PskClient(version, "eve", RIGHT));
            case WRONG_KEY -> refused(client, new PskClient(version, "alice", WRONG));
            case CUT_ANYWHERE -> {
                int bytes = random.nextInt(MOST_BYTES);
                alice.secure(client, new Cut(client, bytes, Integer.MAX_VALUE));
                return true;
            }
            case CUT_BETWEEN_FLIGHTS -> {
                int records = random.nextInt(MOST_RECORDS + 1);
                alice.secure(client, new Cut(client, Integer.MAX_VALUE, records));
                return true;
            }
            case BAD_SESSION_INSIDE -> {
                alice.secure(client, client.out);
                BadTlsSessionsIT.badSession(client, random);
                return true;
            }
        }
        return false;
    }

    private static void refused(RawClient client, PskClient stranger) {
        assertThatThrownBy(() -> stranger.secure(client, client.out))
                .as("the handshake of one who has no key here")
                .isInstanceOf(IOException.class);
    }
}
