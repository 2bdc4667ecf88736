package dev.trilith.emulator.nbd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trilith.emulator.nbd.tls.CertificateSecurity;
import dev.trilith.emulator.nbd.tls.TlsPolicy;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** STARTTLS: what the protocol's document demands of a server, row by row. */
class TlsIT {
    private static final MemoryVolume VOLUME = new MemoryVolume("LU0", 8 << 20);
    private static final byte[] NOTHING = new byte[0];

    @TempDir static Path folder;
    private static TestAuthority authority;
    private static NbdServer offering;
    private static NbdServer forcing;
    private static NbdServer verifying;
    private static int offered;
    private static int forced;
    private static int verified;

    @BeforeAll
    static void listen() throws Exception {
        authority = new TestAuthority("test authority");
        Path server = authority.issue(folder.resolve("server"), "server");
        CertificateSecurity security = CertificateSecurity.open(server, false);
        offering = new NbdServer(NbdLimits.DEFAULT, new TlsPolicy(security, false));
        forcing = new NbdServer(NbdLimits.DEFAULT, new TlsPolicy(security, true));
        verifying =
                new NbdServer(
                        NbdLimits.DEFAULT,
                        new TlsPolicy(CertificateSecurity.open(server, true), true));
        InetAddress here = InetAddress.getLoopbackAddress();
        offered = offering.listen("201a", here, 0, () -> List.of(VOLUME));
        forced = forcing.listen("201b", here, 0, () -> List.of(VOLUME));
        verified = verifying.listen("201c", here, 0, () -> List.of(VOLUME));
    }

    @AfterAll
    static void stop() throws IOException {
        offering.close();
        forcing.close();
        verifying.close();
    }

    private static RawClient started(int port) throws IOException {
        RawClient client = RawClient.greeted(port);
        client.option(Protocol.OPT_STARTTLS, NOTHING);
        assertThat(client.optionReply().type()).isEqualTo(Protocol.REP_ACK);
        return client;
    }

    private static SSLContext trusting() throws Exception {
        return authority.client(null);
    }

    private static void enter(RawClient client) throws IOException {
        client.option(Protocol.OPT_GO, RawClient.question("LU0"));
        RawClient.OptionReply reply = client.optionReply();
        while (reply.type() == Protocol.REP_INFO) {
            reply = client.optionReply();
        }
        assertThat(reply.type()).isEqualTo(Protocol.REP_ACK);
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void carriesDataInside(String version) throws Exception {
        byte[] data = new byte[3 << 20];
        new Random(1).nextBytes(data);
        for (int port : new int[] {offered, forced}) {
            try (RawClient client = started(port)) {
                assertThat(client.secure(trusting(), version).getProtocol()).isEqualTo(version);
                enter(client);
                client.write(1, 100, data, Protocol.CMD_FLAG_FUA);
                assertThat(client.reply()).isEqualTo(new RawClient.Reply(0, 1));
                client.send(0, Protocol.CMD_READ, 2, 100, data.length);
                assertThat(client.reply()).isEqualTo(new RawClient.Reply(0, 2));
                assertThat(Arrays.equals(client.in.readNBytes(data.length), data)).isTrue();
                client.send(0, Protocol.CMD_DISC, 3, 0, 0);
                assertThat(client.restOutside()).as("TLS is closed down first").isNotEmpty();
            }
        }
    }

    @Test
    void nobodyBeginsTlsAnewInsideIt() throws Exception {
        try (RawClient client = started(forced);
                RawClient other = started(forced)) {
            client.secure(trusting(), "TLSv1.2");
            other.secure(trusting(), "TLSv1.2");
            enter(client);
            enter(other);
            assertThatThrownBy(
                            () -> {
                                client.renegotiate();
                                client.send(0, Protocol.CMD_FLUSH, 1, 0, 0);
                                client.reply();
                            })
                    .isInstanceOf(IOException.class);
            other.send(0, Protocol.CMD_FLUSH, 1, 0, 0);
            assertThat(other.reply()).isEqualTo(new RawClient.Reply(0, 1));
        }
    }

    @Test
    void forcedMeansEverythingElseIsRefusedOutside() throws Exception {
        try (RawClient client = RawClient.greeted(forced)) {
            for (int option : new int[] {3, 6, 7, 8, 9, 10, 99}) {
                client.option(option, RawClient.question("LU0"));
                assertThat(client.optionReply().type()).isEqualTo(Protocol.REP_ERR_TLS_REQD);
            }
            client.option(Protocol.OPT_ABORT, NOTHING);
            assertThat(client.optionReply().type()).isEqualTo(Protocol.REP_ACK);
            assertThat(client.ended()).isTrue();
        }
        try (RawClient client = RawClient.greeted(forced)) {
            client.option(Protocol.OPT_EXPORT_NAME, "LU0".getBytes(StandardCharsets.US_ASCII));
            assertThat(client.ended()).isTrue();
        }
    }

    @Test
    void offeredMeansThatPlainClientsAreServed() throws Exception {
        try (RawClient client = RawClient.entered(offered, "LU0")) {
            client.send(0, Protocol.CMD_FLUSH, 1, 0, 0);
            assertThat(client.reply()).isEqualTo(new RawClient.Reply(0, 1));
        }
    }

    @Test
    void aServerWithoutTlsSaysSo() throws Exception {
        try (NbdServer plain = new NbdServer(NbdLimits.DEFAULT)) {
            InetAddress here = InetAddress.getLoopbackAddress();
            int port = plain.listen("201d", here, 0, () -> List.of(VOLUME));
            try (RawClient client = RawClient.greeted(port)) {
                client.option(Protocol.OPT_STARTTLS, NOTHING);
                assertThat(client.optionReply().type()).isEqualTo(Protocol.REP_ERR_UNSUP);
            }
        }
    }

    @Test
    void startTlsCarriesNoDataAndComesOnce() throws Exception {
        try (RawClient client = RawClient.greeted(forced)) {
            client.option(Protocol.OPT_STARTTLS, new byte[3]);
            assertThat(client.optionReply().type()).isEqualTo(Protocol.REP_ERR_INVALID);
            client.option(Protocol.OPT_STARTTLS, NOTHING);
            assertThat(client.optionReply().type()).isEqualTo(Protocol.REP_ACK);
            client.secure(trusting());
            client.option(Protocol.OPT_STARTTLS, NOTHING);
            assertThat(client.optionReply().type()).isEqualTo(Protocol.REP_ERR_INVALID);
            enter(client);
        }
    }

    @Test
    void thereIsNoWayBackToPlain() throws Exception {
        try (RawClient client = started(forced)) {
            client.option(Protocol.OPT_LIST, NOTHING);
            assertThat(new String(client.drainBytes(), StandardCharsets.ISO_8859_1))
                    .doesNotContain("LU0");
        }
    }

    @Test
    void nothingThatWasAgreedOutsideIsTrueInside() throws Exception {
        try (RawClient client = RawClient.greeted(offered)) {
            client.option(Protocol.OPT_STRUCTURED_REPLY, NOTHING);
            assertThat(client.optionReply().type()).isEqualTo(Protocol.REP_ACK);
            client.option(
                    Protocol.OPT_SET_META_CONTEXT, RawClient.queries("LU0", "base:allocation"));
            assertThat(client.optionReply().type()).isEqualTo(Protocol.REP_META_CONTEXT);
            assertThat(client.optionReply().type()).isEqualTo(Protocol.REP_ACK);
            client.option(Protocol.OPT_STARTTLS, NOTHING);
            assertThat(client.optionReply().type()).isEqualTo(Protocol.REP_ACK);
            client.secure(trusting());
            client.option(Protocol.OPT_SET_META_CONTEXT, RawClient.queries("LU0"));
            assertThat(client.optionReply().type()).isEqualTo(Protocol.REP_ERR_INVALID);
            enter(client);
            client.send(0, Protocol.CMD_BLOCK_STATUS, 1, 0, 512);
            assertThat(client.reply()).isEqualTo(new RawClient.Reply(22, 1));
        }
    }

    /**
     * Two options, in every order and twice the same, then TLS; 5 carries data, so it is refused.
     */
    @Test
    void whateverIsSaidOutsideIsForgottenInside() throws Exception {
        int[] options = {3, 5, 6, 8, 9, 10, 99};
        for (int first : options) {
            for (int second : options) {
                try (RawClient client = RawClient.greeted(offered)) {
                    for (int option : new int[] {first, second}) {
                        say(client, option);
                    }
                    client.option(Protocol.OPT_STARTTLS, NOTHING);
                    assertThat(client.optionReply().type()).isEqualTo(Protocol.REP_ACK);
                    client.secure(trusting());
                    client.option(Protocol.OPT_SET_META_CONTEXT, RawClient.queries("LU0"));
                    assertThat(client.optionReply().type()).isEqualTo(Protocol.REP_ERR_INVALID);
                    enter(client);
                    client.send(0, Protocol.CMD_READ, 1, 0, 1);
                    assertThat(client.reply()).isEqualTo(new RawClient.Reply(0, 1));
                }
            }
        }
    }

    private static void say(RawClient client, int option) throws IOException {
        boolean query = option == 9 || option == 10;
        byte[] named =
                query ? RawClient.queries("LU0", "base:allocation") : RawClient.question("LU0");
        client.option(option, option == 3 || option == 8 ? NOTHING : named);
        int type = client.optionReply().type();
        while (type > Protocol.REP_ACK) {
            type = client.optionReply().type();
        }
    }

    @Test
    void aSelectionOutsideIsForgottenEvenIfChunksAreAgreedOnAgain() throws Exception {
        try (RawClient client = RawClient.greeted(offered)) {
            client.option(Protocol.OPT_STRUCTURED_REPLY, NOTHING);
            client.optionReply();
            client.option(
                    Protocol.OPT_SET_META_CONTEXT, RawClient.queries("LU0", "base:allocation"));
            client.optionReply();
            client.optionReply();
            client.option(Protocol.OPT_STARTTLS, NOTHING);
            client.optionReply();
            client.secure(trusting());
            client.option(Protocol.OPT_STRUCTURED_REPLY, NOTHING);
            assertThat(client.optionReply().type()).isEqualTo(Protocol.REP_ACK);
            enter(client);
            client.send(0, Protocol.CMD_BLOCK_STATUS, 1, 0, 512);
            assertThat(client.chunk().error()).isEqualTo(22);
        }
    }

    @Test
    void whatIsSentAlongWithStartTlsEndsTheConnection() throws Exception {
        try (RawClient client = RawClient.greeted(offered)) {
            java.io.ByteArrayOutputStream both = new java.io.ByteArrayOutputStream();
            both.writeBytes(RawClient.optionBytes(Protocol.OPT_STARTTLS, NOTHING));
            both.writeBytes(RawClient.optionBytes(Protocol.OPT_LIST, NOTHING));
            client.out.write(both.toByteArray());
            assertThat(client.drainBytes()).isEmpty();
        }
    }

    @Test
    void aClientOfAnotherAuthorityIsRefusedWhereClientsAreVerified() throws Exception {
        TestAuthority other = new TestAuthority("another authority");
        try (RawClient client = started(verified)) {
            client.secure(authority.client(authority));
            enter(client);
        }
        for (TestAuthority issuer : new TestAuthority[] {other, null}) {
            try (RawClient client = started(verified)) {
                SSLContext context = authority.client(issuer);
                assertThatThrownBy(
                                () -> {
                                    client.secure(context);
                                    enter(client);
                                })
                        .isInstanceOf(IOException.class);
            }
        }
        try (RawClient client = started(verified)) {
            assertThatThrownBy(() -> client.secure(other.client(authority)))
                    .isInstanceOf(IOException.class);
        }
    }

    @Test
    void aBrokenHandshakeDisturbsNobody() throws Exception {
        Random random = new Random(5);
        for (int i = 0; i < 200; i++) {
            byte[] garbage = new byte[1 + random.nextInt(300)];
            random.nextBytes(garbage);
            if (i % 2 == 0) {
                garbage[0] = 22;
            }
            try (RawClient client = started(forced)) {
                client.out.write(garbage);
                client.drainBytes();
            }
        }
        try (RawClient client = started(forced)) {
            client.secure(trusting());
            enter(client);
        }
    }
}
