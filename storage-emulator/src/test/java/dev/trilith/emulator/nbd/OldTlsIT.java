package dev.trilith.emulator.nbd;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trilith.emulator.nbd.tls.CertificateSecurity;
import dev.trilith.emulator.nbd.tls.PskSecurity;
import dev.trilith.emulator.nbd.tls.TlsPolicy;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Versions of TLS that nobody should speak any more. The JDK's own client would not even ask for
 * them, so the first message is made by hand.
 */
class OldTlsIT {
    private static final MemoryVolume VOLUME = new MemoryVolume("LU0", 1 << 20);
    private static final byte ALERT = 0x15;
    private static final byte HANDSHAKE = 0x16;
    private static final byte SERVER_HELLO = 2;

    /** Suites that every one of these versions has, with certificates and with keys. */
    private static final int[] SUITES = {
        0xc013, 0xc014, 0x0033, 0x0039, 0x002f, 0x0035, 0xc035, 0xc036, 0xc037, 0x0090, 0x008c
    };

    @TempDir static Path folder;
    private static NbdServer certificates;
    private static NbdServer keys;
    private static int certified;
    private static int keyed;

    @BeforeAll
    static void listen() throws Exception {
        Path server = new TestAuthority("test authority").issue(folder.resolve("server"), "server");
        Path psk = folder.resolve("keys.psk");
        Files.writeString(psk, "alice:" + "4f".repeat(32));
        certificates =
                new NbdServer(
                        NbdLimits.DEFAULT,
                        new TlsPolicy(CertificateSecurity.open(server, false), true));
        keys = new NbdServer(NbdLimits.DEFAULT, new TlsPolicy(PskSecurity.open(psk), true));
        InetAddress here = InetAddress.getLoopbackAddress();
        certified = certificates.listen("201a", here, 0, () -> List.of(VOLUME));
        keyed = keys.listen("201b", here, 0, () -> List.of(VOLUME));
    }

    @AfterAll
    static void stop() throws IOException {
        certificates.close();
        keys.close();
    }

    private static void extension(ByteBuffer to, int type, int... shorts) {
        to.putShort((short) type).putShort((short) (2 + 2 * shorts.length));
        to.putShort((short) (2 * shorts.length));
        for (int one : shorts) {
            to.putShort((short) one);
        }
    }

    /** A ClientHello that says which version is the newest it knows in the old way only. */
    static byte[] hello(int version) {
        ByteBuffer body = ByteBuffer.allocate(200);
        body.putShort((short) version).put(new byte[32]).put((byte) 0);
        body.putShort((short) (2 * SUITES.length));
        for (int suite : SUITES) {
            body.putShort((short) suite);
        }
        body.put((byte) 1).put((byte) 0);
        int extensions = body.position();
        body.putShort((short) 0);
        // Groups: secp256r1, x25519, ffdhe2048. Signatures: RSA with SHA-256, as PKCS#1 and PSS.
        extension(body, 10, 0x17, 0x1d, 0x100);
        extension(body, 13, 0x0401, 0x0804);
        // Points in full, and no TLS begun anew unsafely.
        body.putShort((short) 11).putShort((short) 2).put((byte) 1).put((byte) 0);
        body.putShort((short) 0xff01).putShort((short) 1).put((byte) 0);
        body.putShort(extensions, (short) (body.position() - extensions - 2));
        int length = body.flip().remaining();
        return ByteBuffer.allocate(9 + length)
                .put(HANDSHAKE)
                .putShort((short) 0x0301)
                .putShort((short) (4 + length))
                .putInt(1 << 24 | length)
                .put(body)
                .array();
    }

    private static RawClient started(boolean psk) throws IOException {
        RawClient client = RawClient.greeted(psk ? keyed : certified);
        client.option(Protocol.OPT_STARTTLS, new byte[0]);
        assertThat(client.optionReply().type()).isEqualTo(Protocol.REP_ACK);
        return client;
    }

    @ParameterizedTest
    @CsvSource({
        "false, 0x300",
        "false, 0x301",
        "false, 0x302",
        "true, 0x300",
        "true, 0x301",
        "true, 0x302"
    })
    void refusesVersionsOlderThanTls12(boolean psk, int version) throws IOException {
        try (RawClient client = started(psk)) {
            client.out.write(hello(version));
            byte[] answer = client.drainBytes();
            if (answer.length > 0) {
                assertThat(answer[0]).isEqualTo(ALERT);
                assertThat(answer).as("an alert and no more").hasSize(7);
            }
        }
    }

    /** Without this the test above could not fail: nobody would answer such a message. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void takesTheSameMessageForTls12(boolean psk) throws IOException {
        try (RawClient client = started(psk)) {
            client.out.write(hello(0x303));
            byte[] answer = client.in.readNBytes(6);
            assertThat(answer[0]).isEqualTo(HANDSHAKE);
            assertThat(answer[5]).isEqualTo(SERVER_HELLO);
        }
    }
}
