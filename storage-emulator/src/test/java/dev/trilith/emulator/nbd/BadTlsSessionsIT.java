package dev.trilith.emulator.nbd;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trilith.emulator.nbd.tls.CertificateSecurity;
import dev.trilith.emulator.nbd.tls.TlsPolicy;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Sessions that go wrong after STARTTLS, in its handshake and behind it, leave nothing behind. */
@Timeout(600)
class BadTlsSessionsIT {
    private static final int SESSIONS = 3_000;
    private static final int WARM_UP = 300;
    private static final int RECORD_HANDSHAKE = 0x16;

    @TempDir Path folder = Path.of("");

    /** How a session goes wrong. */
    private enum Way {
        NOISE_FOR_A_HELLO,
        HALF_A_HELLO,
        NOTHING_AT_ALL,
        BAD_SESSION_INSIDE
    }

    @Test
    void leaveNothingBehind() throws Exception {
        TestAuthority authority = new TestAuthority("test authority");
        Path files = authority.issue(folder.resolve("server"), "server");
        TlsPolicy policy = new TlsPolicy(CertificateSecurity.open(files, false), true);
        SSLContext trusting = authority.client(null);
        MemoryVolume volume = new MemoryVolume("LU0", 64 << 10);
        try (NbdServer server = new NbdServer(NbdLimits.DEFAULT, policy)) {
            InetAddress here = InetAddress.getLoopbackAddress();
            int port = server.listen("201t", here, 0, () -> List.of(volume));
            attack(port, trusting, WARM_UP);
            Held before = Held.afterAll("201t");
            int inside = attack(port, trusting, SESSIONS);
            assertThat(inside).isGreaterThan(SESSIONS / 10);
            Held.afterAll("201t").requireNoMoreThan(before, SESSIONS + " bad TLS sessions");
            try (RawClient good = RawClient.greeted(port)) {
                begin(good);
                good.secure(trusting);
                good.option(Protocol.OPT_LIST, new byte[0]);
                assertThat(good.optionReply().type()).isEqualTo(Protocol.REP_SERVER);
            }
        }
    }

    private static void begin(RawClient client) throws IOException {
        client.option(Protocol.OPT_STARTTLS, new byte[0]);
        assertThat(client.optionReply().type()).isEqualTo(Protocol.REP_ACK);
    }

    /** The number of sessions that came through the handshake. */
    private static int attack(int port, SSLContext trusting, int sessions) throws IOException {
        Random random = new Random(sessions);
        int inside = 0;
        for (int i = 0; i < sessions; i++) {
            Way way = Way.values()[random.nextInt(Way.values().length)];
            try (RawClient client = RawClient.greeted(port)) {
                begin(client);
                switch (way) {
                    case NOISE_FOR_A_HELLO -> client.out.write(noise(random));
                    case HALF_A_HELLO -> {
                        byte[] hello = noise(random);
                        hello[0] = RECORD_HANDSHAKE;
                        hello[1] = 3;
                        hello[2] = 1;
                        client.out.write(hello);
                    }
                    case NOTHING_AT_ALL -> {}
                    case BAD_SESSION_INSIDE -> {
                        client.secure(trusting);
                        inside++;
                        badSession(client, random);
                    }
                }
            } catch (IOException hungUp) {
                // Also an end of a bad session.
                assertThat(hungUp).isNotInstanceOf(ConnectException.class);
            }
        }
        return inside;
    }

    static byte[] noise(Random random) {
        byte[] noise = new byte[8 + random.nextInt(600)];
        random.nextBytes(noise);
        return noise;
    }

    /** Of a client that was greeted before its handshake. */
    static void badSession(RawClient client, Random random) throws IOException {
        byte[] whole = NbdBadInputIT.recordedSession();
        byte[] said = Arrays.copyOfRange(whole, 4, whole.length);
        for (int changes = random.nextInt(3); changes > 0; changes--) {
            said[random.nextInt(said.length)] = (byte) random.nextInt();
        }
        client.out.write(said, 0, random.nextInt(said.length + 1));
    }
}
