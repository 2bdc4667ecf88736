package dev.trilith.emulator.nbd;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Names that no export has, and names that are none: each gets its own answer. */
class BadNamesIT {
    private static final NbdServer SERVER = new NbdServer(NbdLimits.DEFAULT);
    private static final byte[] ALLOCATION = ascii("base:allocation");
    private static int port;

    @BeforeAll
    static void listen() throws IOException {
        MemoryVolume volume = new MemoryVolume("LU0", 64 << 10);
        port = SERVER.listen("201b", InetAddress.getLoopbackAddress(), 0, () -> List.of(volume));
    }

    @AfterAll
    static void stop() throws IOException {
        SERVER.close();
    }

    @AfterEach
    void stillServesAGoodClient() throws IOException {
        try (RawClient good = RawClient.entered(port, "LU0")) {
            good.send(0, Protocol.CMD_FLUSH, 9, 0, 0);
            assertThat(good.reply()).isEqualTo(new RawClient.Reply(0, 9));
        }
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static Stream<byte[]> ofLength(int... lengths) {
        return IntStream.of(lengths).mapToObj(n -> ascii("x".repeat(n)));
    }

    /** Nothing is wrong with them but that no export bears them. */
    static Stream<byte[]> unknownNames() {
        return Stream.concat(
                ofLength(254, 255, 256, 257, 4095, 4096),
                Stream.of(ascii("../LU0"), ascii("lu0"), ascii("LU0 "), ascii("LU")));
    }

    /** Too long, with a NUL, no UTF-8. */
    static Stream<byte[]> impossibleNames() {
        return Stream.concat(
                ofLength(4097, 8000),
                Stream.of(
                        new byte[] {'L', 'U', '0', 0},
                        new byte[] {0},
                        new byte[] {'L', 'U', (byte) 0xff},
                        new byte[] {(byte) 0xc3},
                        new byte[] {(byte) 0xed, (byte) 0xa0, (byte) 0x80}));
    }

    private static byte[] query(byte[] export, byte[] query) {
        ByteArrayOutputStream data = new ByteArrayOutputStream();
        data.writeBytes(ByteBuffer.allocate(4).putInt(export.length).array());
        data.writeBytes(export);
        data.writeBytes(ByteBuffer.allocate(8).putInt(1).putInt(query.length).array());
        data.writeBytes(query);
        return data.toByteArray();
    }

    private static RawClient agreed() throws IOException {
        RawClient client = RawClient.greeted(port);
        client.option(Protocol.OPT_STRUCTURED_REPLY, new byte[0]);
        assertThat(client.optionReply().type()).isEqualTo(Protocol.REP_ACK);
        return client;
    }

    private static void isAnswered(byte[] name, int error) throws IOException {
        try (RawClient client = agreed()) {
            for (int option : new int[] {Protocol.OPT_INFO, Protocol.OPT_GO}) {
                client.option(option, RawClient.question(name));
                assertThat(client.optionReply().type()).isEqualTo(error);
            }
            for (int option :
                    new int[] {Protocol.OPT_LIST_META_CONTEXT, Protocol.OPT_SET_META_CONTEXT}) {
                client.option(option, query(name, ALLOCATION));
                assertThat(client.optionReply().type()).isEqualTo(error);
            }
            client.option(Protocol.OPT_EXPORT_NAME, name);
            assertThat(client.ended()).isTrue();
        }
    }

    @ParameterizedTest
    @MethodSource("unknownNames")
    void anUnknownNameIsCalledUnknown(byte[] name) throws IOException {
        isAnswered(name, Protocol.REP_ERR_UNKNOWN);
    }

    @ParameterizedTest
    @MethodSource("impossibleNames")
    void whatIsNoNameIsCalledInvalid(byte[] name) throws IOException {
        isAnswered(name, Protocol.REP_ERR_INVALID);
    }

    /** An unknown query selects nothing; one that can be none is a fault of the whole option. */
    @ParameterizedTest
    @MethodSource("impossibleNames")
    void whatIsNoQueryIsCalledInvalid(byte[] query) throws IOException {
        try (RawClient client = agreed()) {
            for (int option :
                    new int[] {Protocol.OPT_LIST_META_CONTEXT, Protocol.OPT_SET_META_CONTEXT}) {
                client.option(option, query(ascii("LU0"), query));
                assertThat(client.optionReply().type()).isEqualTo(Protocol.REP_ERR_INVALID);
                client.option(option, query(ascii("LU0"), ascii("x:y")));
                assertThat(client.optionReply().type()).isEqualTo(Protocol.REP_ACK);
            }
        }
    }
}
