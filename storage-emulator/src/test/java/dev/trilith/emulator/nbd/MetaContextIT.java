package dev.trilith.emulator.nbd;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trilith.emulator.engine.EngineFault;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Meta contexts and BLOCK_STATUS, byte by byte. */
class MetaContextIT {
    private static final int SIZE = 64 << 20;
    private static final String ALLOCATION = "base:allocation";
    private static final String P1 = "qemu:dirty-bitmap:P1";
    private static final String P2 = "qemu:dirty-bitmap:P2";

    private final NbdServer server = new NbdServer(NbdLimits.DEFAULT);
    private final MemoryVolume volume = new MemoryVolume("LU0", SIZE);
    private final MemoryVolume other = new MemoryVolume("LU1", SIZE);
    private int port;

    @BeforeEach
    void listen() throws IOException {
        InetAddress here = InetAddress.getLoopbackAddress();
        port = server.listen("201b", here, 0, () -> List.of(volume, other));
    }

    @AfterEach
    void stop() throws IOException {
        server.close();
    }

    private RawClient agreed() throws IOException {
        RawClient client = RawClient.greeted(port);
        client.option(Protocol.OPT_STRUCTURED_REPLY, new byte[0]);
        assertThat(client.optionReply().type()).isEqualTo(Protocol.REP_ACK);
        return client;
    }

    /** The names told, each with its number before it; fails unless an ACK ends them. */
    private static List<String> told(RawClient client) throws IOException {
        List<String> names = new ArrayList<>();
        RawClient.OptionReply reply = client.optionReply();
        while (reply.type() == Protocol.REP_META_CONTEXT) {
            int number = reply.data().getInt();
            names.add(number + " " + java.nio.charset.StandardCharsets.UTF_8.decode(reply.data()));
            reply = client.optionReply();
        }
        assertThat(reply.type()).isEqualTo(Protocol.REP_ACK);
        return names;
    }

    private static List<String> ask(RawClient client, int option, String... queries)
            throws IOException {
        client.option(option, RawClient.queries("LU0", queries));
        return told(client);
    }

    @Test
    void listsWhatFitsTheQueries() throws IOException {
        int list = Protocol.OPT_LIST_META_CONTEXT;
        try (RawClient client = agreed()) {
            assertThat(ask(client, list)).containsExactly("0 " + ALLOCATION, "0 " + P1, "0 " + P2);
            assertThat(ask(client, list, "base:")).containsExactly("0 " + ALLOCATION);
            assertThat(ask(client, list, "qemu:")).containsExactly("0 " + P1, "0 " + P2);
            assertThat(ask(client, list, "qemu:dirty-bitmap:")).hasSize(2);
            assertThat(ask(client, list, P2, ALLOCATION, P2)).hasSize(2);
            assertThat(ask(client, list, "qemu:dirty-bitmap:P", "base:alloc", "x:")).isEmpty();
        }
    }

    @Test
    void selectsOnlyWholeNamesAndNumbersThem() throws IOException {
        int set = Protocol.OPT_SET_META_CONTEXT;
        try (RawClient client = agreed()) {
            assertThat(ask(client, set)).isEmpty();
            assertThat(ask(client, set, "base:", "qemu:")).isEmpty();
            assertThat(ask(client, set, P2, "x:y", ALLOCATION))
                    .containsExactly("1 " + ALLOCATION, "2 " + P2);
        }
    }

    @Test
    void needsAnAgreementOnChunksAndAnExport() throws IOException {
        for (int option :
                new int[] {Protocol.OPT_LIST_META_CONTEXT, Protocol.OPT_SET_META_CONTEXT}) {
            try (RawClient client = RawClient.greeted(port)) {
                client.option(option, RawClient.queries("LU0", ALLOCATION));
                assertThat(client.optionReply().type()).isEqualTo(Protocol.REP_ERR_INVALID);
            }
            try (RawClient client = agreed()) {
                client.option(option, RawClient.queries("LU9", ALLOCATION));
                assertThat(client.optionReply().type()).isEqualTo(Protocol.REP_ERR_UNKNOWN);
            }
        }
    }

    @Test
    void refusesEveryDisagreementOfItsLengths() throws IOException {
        byte[] whole = RawClient.queries("LU0", ALLOCATION, P1);
        for (int option :
                new int[] {Protocol.OPT_LIST_META_CONTEXT, Protocol.OPT_SET_META_CONTEXT}) {
            for (int length = 0; length < whole.length; length++) {
                try (RawClient client = agreed()) {
                    client.option(option, java.util.Arrays.copyOf(whole, length));
                    assertThat(client.optionReply().type()).isEqualTo(Protocol.REP_ERR_INVALID);
                    client.option(option, java.util.Arrays.copyOf(whole, whole.length + 1));
                    assertThat(client.optionReply().type()).isEqualTo(Protocol.REP_ERR_INVALID);
                }
            }
        }
    }

    @Test
    void aFailedSelectionClearsTheOneBefore() throws IOException {
        byte[][] failures = {
            new byte[0],
            RawClient.queries("LU9", ALLOCATION),
            new byte[Handshake.MAX_OPTION_DATA + 1]
        };
        for (byte[] failure : failures) {
            try (RawClient client = agreed()) {
                assertThat(ask(client, Protocol.OPT_SET_META_CONTEXT, ALLOCATION)).hasSize(1);
                client.option(Protocol.OPT_SET_META_CONTEXT, failure);
                assertThat(client.optionReply().type()).isNegative();
                go(client, "LU0");
                client.send(0, Protocol.CMD_BLOCK_STATUS, 1, 0, 512);
                assertThat(client.chunk().error()).isEqualTo(22);
            }
        }
    }

    @Test
    void aSelectionForAnotherExportDoesNotCount() throws IOException {
        try (RawClient client = agreed()) {
            assertThat(ask(client, Protocol.OPT_SET_META_CONTEXT, ALLOCATION)).hasSize(1);
            go(client, "LU1");
            client.send(0, Protocol.CMD_BLOCK_STATUS, 1, 0, 512);
            assertThat(client.chunk().error()).isEqualTo(22);
        }
    }

    private static void go(RawClient client, String export) throws IOException {
        client.option(Protocol.OPT_GO, RawClient.question(export));
        RawClient.OptionReply reply = client.optionReply();
        while (reply.type() == Protocol.REP_INFO) {
            reply = client.optionReply();
        }
        assertThat(reply.type()).isEqualTo(Protocol.REP_ACK);
    }

    private static List<String> extents(RawClient.Chunk chunk) {
        assertThat(chunk.type()).isEqualTo(Protocol.CHUNK_BLOCK_STATUS);
        List<String> extents = new ArrayList<>();
        extents.add("context " + chunk.data().getInt());
        while (chunk.data().hasRemaining()) {
            extents.add(
                    Integer.toUnsignedString(chunk.data().getInt()) + ":" + chunk.data().getInt());
        }
        return extents;
    }

    @Test
    void tellsHolesAndDifferences() throws IOException {
        volume.write(8192, ByteBuffer.wrap(new byte[] {1}), false);
        try (RawClient client = RawClient.structured(port, "LU0", P1, ALLOCATION)) {
            client.send(0, Protocol.CMD_BLOCK_STATUS, 9, 4096, 16384);
            RawClient.Chunk first = client.chunk();
            RawClient.Chunk second = client.chunk();
            assertThat(first.done()).isFalse();
            assertThat(second.done()).isTrue();
            assertThat(extents(first)).containsExactly("context 1", "4096:3", "4096:0", "8192:3");
            assertThat(extents(second))
                    .containsExactly("context 2", "4096:0", "4096:1", "4096:0", "4096:1");
        }
    }

    @Test
    void tellsOneExtentIfOneIsAskedFor() throws IOException {
        volume.write(8192, ByteBuffer.wrap(new byte[] {1}), false);
        try (RawClient client = RawClient.structured(port, "LU0", ALLOCATION)) {
            client.send(Protocol.CMD_FLAG_REQ_ONE, Protocol.CMD_BLOCK_STATUS, 9, 100, 16384);
            assertThat(extents(client.chunk())).containsExactly("context 1", "8092:3");
            client.send(Protocol.CMD_FLAG_REQ_ONE, Protocol.CMD_BLOCK_STATUS, 9, 100, 50);
            assertThat(extents(client.chunk())).containsExactly("context 1", "50:3");
        }
    }

    @Test
    void takesFuaThoughItWritesNothing() throws IOException {
        try (RawClient client = RawClient.structured(port, "LU0", ALLOCATION)) {
            for (int flags :
                    new int[] {
                        Protocol.CMD_FLAG_FUA, Protocol.CMD_FLAG_FUA | Protocol.CMD_FLAG_REQ_ONE
                    }) {
                client.send(flags, Protocol.CMD_BLOCK_STATUS, 9, 0, 8192);
                assertThat(extents(client.chunk())).containsExactly("context 1", "8192:3");
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "0, 67108864, 512",
        "4, 0, 512",
        "0, 67108863, 2",
        "0, -1, 512",
        "0, 0, 0",
        "2, 0, 1"
    })
    void refusesRangesAndFlagsThatMakeNoSense(int flags, long offset, int length)
            throws IOException {
        try (RawClient client = RawClient.structured(port, "LU0", ALLOCATION)) {
            client.send(flags, Protocol.CMD_BLOCK_STATUS, 1, offset, length);
            assertThat(client.chunk().error()).isEqualTo(22);
        }
    }

    @Test
    void refusesThoseWhoSelectedNothing() throws IOException {
        try (RawClient client = RawClient.structured(port, "LU0")) {
            client.send(0, Protocol.CMD_BLOCK_STATUS, 1, 0, 512);
            assertThat(client.chunk().error()).isEqualTo(22);
        }
        try (RawClient client = RawClient.entered(port, "LU0")) {
            client.send(0, Protocol.CMD_BLOCK_STATUS, 1, 0, 512);
            assertThat(client.reply()).isEqualTo(new RawClient.Reply(22, 1));
        }
    }

    @Test
    void tellsAFaultInsteadOfHalfAnAnswer() throws IOException {
        volume.readFault = EngineFault.Code.DISK_ERROR;
        try (RawClient client = RawClient.structured(port, "LU0", ALLOCATION, P1)) {
            client.send(0, Protocol.CMD_BLOCK_STATUS, 1, 0, 512);
            RawClient.Chunk only = client.chunk();
            assertThat(only.error()).isEqualTo(5);
            assertThat(only.done()).isTrue();
        }
    }
}
