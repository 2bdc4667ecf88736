package dev.trilith.emulator.nbd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Bugs that other NBD servers had, each by its name. What they did must not happen here. */
class KnownBugsIT {
    private static final NbdServer SERVER =
            new NbdServer(new NbdLimits(32, Duration.ofSeconds(2), 16, 8, 64, 16, 512, 24 << 20));
    private static final VastVolume VAST = new VastVolume();
    private static final MemoryVolume SMALL = new MemoryVolume("LU0", 36 << 20);
    private static int port;

    @BeforeAll
    static void listen() throws IOException {
        InetAddress here = InetAddress.getLoopbackAddress();
        port = SERVER.listen("201k", here, 0, () -> List.of(SMALL, VAST));
    }

    @AfterAll
    static void stop() throws IOException {
        SERVER.close();
    }

    @AfterEach
    void stillServesAGoodClient() throws IOException {
        try (RawClient good = RawClient.entered(port, "VAST")) {
            good.send(0, Protocol.CMD_READ, 9, 0, 512);
            assertThat(good.reply()).isEqualTo(new RawClient.Reply(0, 9));
            assertThat(good.in.readNBytes(512)).containsOnly(0);
        }
    }

    /** CVE-2022-26495: a length of 2^32-1, plus one, was no length at all. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1, (32 << 20) - 1, 32 << 20, Integer.MIN_VALUE, -2, -1})
    void cve202226495LengthsThatWrap(int length) throws IOException {
        for (int option : new int[] {1, 2, 3, 5, 6, 7, 8, 9, 10, 99}) {
            try (RawClient client = RawClient.greeted(port)) {
                client.option(option, length, new byte[0]);
                client.drain();
            }
        }
        byte[] field = ByteBuffer.allocate(4).putInt(length).array();
        for (int at : new int[] {0, 7, 11}) {
            try (RawClient client = RawClient.structured(port, "VAST", "base:allocation")) {
                client.send(0, Protocol.CMD_READ, 1, -1, length);
                assertThat(client.chunk().error()).isEqualTo(22);
            }
            try (RawClient client = RawClient.greeted(port)) {
                byte[] data = RawClient.queries("LU0", "base:allocation");
                System.arraycopy(field, 0, data, at, 4);
                client.option(Protocol.OPT_STRUCTURED_REPLY, new byte[0]);
                assertThat(client.optionReply().type()).isEqualTo(Protocol.REP_ACK);
                client.option(Protocol.OPT_SET_META_CONTEXT, data);
                RawClient.OptionReply reply = client.optionReply();
                // One query was announced as one: that is the only length that fits.
                boolean fits = at == 7 && length == 1;
                assertThat(reply.type())
                        .isEqualTo(fits ? Protocol.REP_META_CONTEXT : Protocol.REP_ERR_INVALID);
            }
        }
        for (int type : new int[] {Protocol.CMD_TRIM, Protocol.CMD_WRITE_ZEROES}) {
            try (RawClient client = RawClient.entered(port, "LU0")) {
                client.send(0, type, 1, SMALL.sizeBytes(), length);
                int past = type == Protocol.CMD_TRIM ? 22 : 28;
                assertThat(client.reply().error()).isEqualTo(length == 0 ? 0 : past);
            }
        }
    }

    /** The same for READ: at the start no sum wraps, only a length. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1, (32 << 20) - 1, 32 << 20, (32 << 20) + 1, Integer.MIN_VALUE, -2, -1})
    void cve202226495ReadsThatWrap(int length) throws IOException {
        for (long offset : new long[] {-1, 0, 1}) {
            boolean fits = offset >= 0 && length >= 0 && length <= 32 << 20;
            try (RawClient client = RawClient.entered(port, "VAST")) {
                client.send(0, Protocol.CMD_READ, 1, offset, length);
                assertThat(client.reply()).isEqualTo(new RawClient.Reply(fits ? 0 : 22, 1));
                if (fits) {
                    assertThat(client.in.readNBytes(length)).hasSize(length);
                }
                client.send(0, Protocol.CMD_FLUSH, 2, 0, 0);
                assertThat(client.reply()).isEqualTo(new RawClient.Reply(0, 2));
            }
        }
    }

    /** CVE-2022-26496: a name said to be longer than the option that holds it. */
    @ParameterizedTest
    @ValueSource(ints = {4, 5, 6, 255, 4096, Integer.MAX_VALUE, Integer.MIN_VALUE, -1})
    void cve202226496InnerLengthBeyondTheOuter(int inner) throws IOException {
        for (int option : new int[] {6, 7, 9, 10}) {
            try (RawClient client = RawClient.greeted(port)) {
                client.option(Protocol.OPT_STRUCTURED_REPLY, new byte[0]);
                assertThat(client.optionReply().type()).isEqualTo(Protocol.REP_ACK);
                byte[] data = option < 9 ? RawClient.question("LU0") : RawClient.queries("LU0");
                ByteBuffer.wrap(data).putInt(0, inner);
                client.option(option, data);
                assertThat(client.optionReply().type()).isEqualTo(Protocol.REP_ERR_INVALID);
            }
        }
    }

    /** CVE-2017-15118: a legal name, longer than the buffer for it. */
    @ParameterizedTest
    @ValueSource(ints = {255, 256, 257, 4095, 4096, 4097})
    void cve201715118LongNames(int length) throws IOException {
        String name = "x".repeat(length);
        int[] refusals = {Protocol.REP_ERR_UNKNOWN, Protocol.REP_ERR_INVALID};
        int expected = refusals[length <= Protocol.MAX_STRING ? 0 : 1];
        try (RawClient client = RawClient.greeted(port)) {
            client.option(Protocol.OPT_GO, RawClient.question(name));
            assertThat(client.optionReply().type()).isEqualTo(expected);
            client.option(Protocol.OPT_STRUCTURED_REPLY, new byte[0]);
            assertThat(client.optionReply().type()).isEqualTo(Protocol.REP_ACK);
            client.option(
                    Protocol.OPT_SET_META_CONTEXT, RawClient.queries(name, name.substring(9)));
            assertThat(client.optionReply().type()).isNegative();
            client.option(Protocol.OPT_EXPORT_NAME, name.getBytes(StandardCharsets.US_ASCII));
            assertThat(client.ended()).isTrue();
        }
    }

    /** CVE-2017-15119: option data without end; here it drips, and the handshake's time is up. */
    @Test
    void cve201715119OptionDataThatDrips() throws Exception {
        try (RawClient client = RawClient.greeted(port)) {
            client.option(Protocol.OPT_INFO, 32 << 20, new byte[100]);
            await().atMost(Duration.ofSeconds(20))
                    .pollInterval(Duration.ofMillis(50))
                    .until(() -> refusesMore(client));
        }
    }

    private static boolean refusesMore(RawClient client) {
        try {
            client.out.write(0);
            return false;
        } catch (IOException ended) {
            return true;
        }
    }

    /** CVE-2024-7409: clients that connect and say nothing, in thousands, also while it stops. */
    @Test
    void cve20247409IdleClientsByTheThousand() throws Exception {
        List<RawClient> crowd = new ArrayList<>();
        NbdServer stopped = new NbdServer(NbdLimits.DEFAULT);
        InetAddress here = InetAddress.getLoopbackAddress();
        int other = stopped.listen("201l", here, 0, () -> List.of(VAST));
        try {
            for (int i = 0; i < 10_000; i++) {
                crowd.add(new RawClient(i % 2 == 0 ? port : other));
                if (i % 1000 == 0) {
                    stillServesAGoodClient();
                }
            }
            try (RawClient busy = RawClient.entered(other, "VAST")) {
                stopped.close();
                assertThat(busy.ended()).isTrue();
            }
        } finally {
            for (RawClient idle : crowd) {
                idle.close();
            }
        }
        await().atMost(Duration.ofSeconds(20)).until(() -> threads("nbd-201k-") <= 1);
        assertThat(threads("nbd-201l-")).isZero();
    }

    private static long threads(String prefix) {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(t -> t.getName().startsWith(prefix))
                .count();
    }

    /** CVE-2025-47711: a block status as long as can be asked for, over millions of extents. */
    @Test
    void cve202547711LargestBlockStatus() throws IOException {
        try (RawClient client = RawClient.structured(port, "VAST", "base:allocation")) {
            for (int length : new int[] {-1, Integer.MIN_VALUE, Integer.MAX_VALUE}) {
                client.send(0, Protocol.CMD_BLOCK_STATUS, 1, 7, length);
                RawClient.Chunk chunk = client.chunk();
                assertThat(chunk.type()).isEqualTo(Protocol.CHUNK_BLOCK_STATUS);
                assertThat(chunk.data().remaining()).isEqualTo(4 + 8 * BlockStatusCommand.MOST);
            }
        }
    }

    /** CVE-2005-3534, again in 2011: the longest request, and one byte beside it. */
    @ParameterizedTest
    @ValueSource(ints = {(32 << 20) - 1, 32 << 20, (32 << 20) + 1})
    void cve20053534LongestPayload(int length) throws IOException {
        int error = length > 32 << 20 ? 22 : 0;
        for (int offset : new int[] {0, 1, 4096}) {
            try (RawClient client = RawClient.entered(port, "LU0")) {
                client.write(1, offset, new byte[length], 0);
                assertThat(client.reply()).isEqualTo(new RawClient.Reply(error, 1));
                client.send(0, Protocol.CMD_READ, 2, offset, length);
                assertThat(client.reply()).isEqualTo(new RawClient.Reply(error, 2));
                if (error == 0) {
                    assertThat(client.in.readNBytes(length)).hasSize(length);
                }
                client.send(0, Protocol.CMD_FLUSH, 3, 0, 0);
                assertThat(client.reply()).isEqualTo(new RawClient.Reply(0, 3));
            }
        }
    }

    /** CVE-2013-6410: who is meant was told by the beginning of a text. */
    @ParameterizedTest
    @ValueSource(strings = {"LU", "LU00", "lu0", " LU0", "LU0 ", "/LU0", "VAS", "VASTER"})
    void cve20136410NamesThatAreAlmostRight(String name) throws IOException {
        try (RawClient client = RawClient.greeted(port)) {
            client.option(Protocol.OPT_GO, RawClient.question(name));
            assertThat(client.optionReply().type()).isEqualTo(Protocol.REP_ERR_UNKNOWN);
        }
    }
}
