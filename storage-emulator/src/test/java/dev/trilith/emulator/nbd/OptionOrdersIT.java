package dev.trilith.emulator.nbd;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trilith.emulator.nbd.tls.CertificateSecurity;
import dev.trilith.emulator.nbd.tls.TlsPolicy;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Any three options in any order, also twice the same, and behind them each way to end a handshake.
 * Every answer is compared with what the protocol's document says after what came before it, and
 * who gets in finds what it agreed on, neither less nor more.
 */
@Timeout(300)
class OptionOrdersIT {
    private static final byte[] NOTHING = new byte[0];
    private static final int EINVAL = 22;

    /** Withdrawn, not offered here, and never heard of. */
    private static final List<Integer> UNKNOWN = List.of(4, 11, 99);

    private static final int[] OPTIONS = {
        Protocol.OPT_LIST,
        Protocol.OPT_STARTTLS,
        Protocol.OPT_INFO,
        Protocol.OPT_STRUCTURED_REPLY,
        Protocol.OPT_LIST_META_CONTEXT,
        Protocol.OPT_SET_META_CONTEXT,
        UNKNOWN.get(0),
        UNKNOWN.get(1),
        UNKNOWN.get(2)
    };
    private static final int[] ENDS = {
        Protocol.OPT_EXPORT_NAME, Protocol.OPT_ABORT, Protocol.OPT_GO
    };

    @TempDir Path folder = Path.of("");

    /** What a server does about TLS. */
    enum Tls {
        NONE,
        OFFERED,
        FORCED
    }

    /** What the two sides have agreed on, as the protocol's document wants it. */
    private static final class Agreed {
        private final Tls tls;
        private boolean secured;
        private boolean structured;
        private boolean selected;

        private Agreed(Tls tls) {
            this.tls = tls;
        }

        private boolean mustSecure() {
            return tls == Tls.FORCED && !secured;
        }

        /** The type of the last answer to an option. */
        private int answer(int option) {
            if (option == Protocol.OPT_ABORT) {
                return Protocol.REP_ACK;
            }
            if (option == Protocol.OPT_STARTTLS) {
                int offered = secured ? Protocol.REP_ERR_INVALID : Protocol.REP_ACK;
                return tls == Tls.NONE ? Protocol.REP_ERR_UNSUP : offered;
            }
            if (mustSecure()) {
                return Protocol.REP_ERR_TLS_REQD;
            }
            return switch (option) {
                case Protocol.OPT_LIST, Protocol.OPT_INFO, Protocol.OPT_GO -> Protocol.REP_ACK;
                case Protocol.OPT_STRUCTURED_REPLY ->
                        structured ? Protocol.REP_ERR_INVALID : Protocol.REP_ACK;
                case Protocol.OPT_LIST_META_CONTEXT, Protocol.OPT_SET_META_CONTEXT ->
                        structured ? Protocol.REP_ACK : Protocol.REP_ERR_INVALID;
                default -> Protocol.REP_ERR_UNSUP;
            };
        }

        /** An option was answered with an ACK. */
        private void agree(int option) {
            switch (option) {
                case Protocol.OPT_STARTTLS -> {
                    secured = true;
                    structured = false;
                    selected = false;
                }
                case Protocol.OPT_STRUCTURED_REPLY -> structured = true;
                case Protocol.OPT_SET_META_CONTEXT -> selected = true;
                default -> {}
            }
        }
    }

    /** What is told before the ACK; 0 if that is all. */
    private static int told(int option) {
        return switch (option) {
            case Protocol.OPT_LIST -> Protocol.REP_SERVER;
            case Protocol.OPT_INFO, Protocol.OPT_GO -> Protocol.REP_INFO;
            case Protocol.OPT_LIST_META_CONTEXT, Protocol.OPT_SET_META_CONTEXT ->
                    Protocol.REP_META_CONTEXT;
            default -> 0;
        };
    }

    private static byte[] data(int option) {
        return switch (option) {
            case Protocol.OPT_INFO, Protocol.OPT_GO -> RawClient.question("LU0");
            case Protocol.OPT_LIST_META_CONTEXT, Protocol.OPT_SET_META_CONTEXT ->
                    RawClient.queries("LU0", "base:allocation");
            case Protocol.OPT_EXPORT_NAME -> "LU0".getBytes(StandardCharsets.US_ASCII);
            default -> NOTHING;
        };
    }

    @ParameterizedTest
    @EnumSource(Tls.class)
    void areAnsweredByTheDocument(Tls tls) throws Exception {
        TestAuthority authority = new TestAuthority("test authority");
        Path files = authority.issue(folder.resolve("server"), "server");
        TlsPolicy policy =
                tls == Tls.NONE
                        ? TlsPolicy.OFF
                        : new TlsPolicy(CertificateSecurity.open(files, false), tls == Tls.FORCED);
        SSLContext trusting = authority.client(null);
        MemoryVolume volume = new MemoryVolume("LU0", 4096);
        try (NbdServer server = new NbdServer(NbdLimits.DEFAULT, policy)) {
            InetAddress here = InetAddress.getLoopbackAddress();
            int port = server.listen("201o", here, 0, () -> List.of(volume));
            for (int first : OPTIONS) {
                for (int second : OPTIONS) {
                    for (int third : OPTIONS) {
                        for (int end : ENDS) {
                            int[] order = {first, second, third, end};
                            haggle(port, new Agreed(tls), trusting, order);
                        }
                    }
                }
            }
        }
    }

    private static void haggle(int port, Agreed agreed, SSLContext trusting, int[] order)
            throws IOException {
        try (RawClient client = RawClient.greeted(port)) {
            for (int option : order) {
                client.option(option, data(option));
                if (option == Protocol.OPT_EXPORT_NAME) {
                    enterByName(client, agreed, order);
                } else if (checkAnswer(client, agreed, option, order)
                        && option == Protocol.OPT_STARTTLS) {
                    client.secure(trusting);
                }
            }
            int end = order[order.length - 1];
            if (end != Protocol.OPT_ABORT && !agreed.mustSecure()) {
                checkCommands(client, agreed, order);
                client.send(0, Protocol.CMD_DISC, 9, 0, 0);
            }
            if (end != Protocol.OPT_GO || !agreed.mustSecure()) {
                assertThat(client.ended()).as("the end %s", Arrays.toString(order)).isTrue();
            }
        }
    }

    /** Whether the option was agreed on. */
    private static boolean checkAnswer(RawClient client, Agreed agreed, int option, int[] order)
            throws IOException {
        String as = option + " of " + Arrays.toString(order);
        int expected = agreed.answer(option);
        RawClient.OptionReply reply = client.optionReply();
        if (expected == Protocol.REP_ACK && told(option) != 0) {
            assertThat(reply.type()).as(as).isEqualTo(told(option));
            while (reply.type() == told(option)) {
                reply = client.optionReply();
            }
        }
        assertThat(reply.option()).as(as).isEqualTo(option);
        assertThat(reply.type()).as(as).isEqualTo(expected);
        if (expected == Protocol.REP_ACK) {
            agreed.agree(option);
        }
        return reply.type() == Protocol.REP_ACK;
    }

    private static void enterByName(RawClient client, Agreed agreed, int[] order)
            throws IOException {
        if (!agreed.mustSecure()) {
            assertThat(client.in.readLong()).isEqualTo(4096);
            boolean wholeReads = (client.in.readShort() & Protocol.FLAG_SEND_DF) != 0;
            assertThat(wholeReads).as(Arrays.toString(order)).isEqualTo(agreed.structured);
        }
    }

    private static void checkCommands(RawClient client, Agreed agreed, int[] order)
            throws IOException {
        String as = Arrays.toString(order);
        client.send(0, Protocol.CMD_READ, 1, 0, 512);
        if (!agreed.structured) {
            assertThat(client.reply()).as(as).isEqualTo(new RawClient.Reply(0, 1));
            assertThat(client.in.readNBytes(512)).containsOnly(0);
            client.send(0, Protocol.CMD_BLOCK_STATUS, 2, 0, 512);
            assertThat(client.reply()).as(as).isEqualTo(new RawClient.Reply(EINVAL, 2));
            return;
        }
        assertThat(client.chunk().type()).as(as).isEqualTo(Protocol.CHUNK_OFFSET_DATA);
        client.send(0, Protocol.CMD_BLOCK_STATUS, 2, 0, 512);
        RawClient.Chunk chunk = client.chunk();
        assertThat(chunk.error()).as(as).isEqualTo(agreed.selected ? 0 : EINVAL);
        assertThat(chunk.done()).as(as).isTrue();
    }
}
