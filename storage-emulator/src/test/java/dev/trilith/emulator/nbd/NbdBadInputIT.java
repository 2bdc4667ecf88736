package dev.trilith.emulator.nbd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients that break rules, by accident or on purpose: a good client is served after each. */
class NbdBadInputIT {
    private static final NbdServer SERVER =
            new NbdServer(new NbdLimits(32, Duration.ofSeconds(2), 16, 4, 64, 16, 512, 24 << 20));
    private static final MemoryVolume VOLUME = new MemoryVolume("LU0", 64 << 10);
    private static int tcpPort;

    @BeforeAll
    static void listen() throws IOException {
        InetAddress here = InetAddress.getLoopbackAddress();
        tcpPort = SERVER.listen("201b", here, 0, () -> List.of(VOLUME));
    }

    @AfterAll
    static void stop() throws IOException {
        SERVER.close();
    }

    /** Whatever a test did: the server serves a good client, and no byte was changed. */
    @AfterEach
    void stillServesAGoodClient() throws IOException {
        try (RawClient good = RawClient.entered(tcpPort, "LU0")) {
            good.send(0, Protocol.CMD_READ, 9, 0, 64 << 10);
            assertThat(good.reply()).isEqualTo(new RawClient.Reply(0, 9));
            assertThat(good.in.readNBytes(64 << 10)).containsOnly(0);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {4, 8, 1 << 16, -1, Integer.MIN_VALUE})
    void endsForUnknownClientFlags(int flags) throws IOException {
        try (RawClient client = new RawClient(tcpPort)) {
            client.in.readNBytes(18);
            client.out.writeInt(flags);
            assertThat(client.ended()).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {0, -1, Protocol.NBDMAGIC, Protocol.IHAVEOPT + 1})
    void endsForABadOptionMagic(long magic) throws IOException {
        try (RawClient client = RawClient.greeted(tcpPort)) {
            client.out.writeLong(magic);
            client.out.writeLong(0);
            assertThat(client.ended()).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, -1, Integer.MIN_VALUE, Protocol.SIMPLE_REPLY_MAGIC})
    void endsForABadRequestMagic(int magic) throws IOException {
        try (RawClient client = RawClient.entered(tcpPort, "LU0")) {
            client.out.writeInt(magic);
            client.out.write(new byte[24]);
            assertThat(client.ended()).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 4, 5, 11, 99, Integer.MAX_VALUE, -1})
    void skipsAnUnknownOption(int option) throws IOException {
        try (RawClient client = RawClient.greeted(tcpPort)) {
            client.option(option, new byte[5000]);
            assertThat(client.optionReply().type()).isEqualTo(Protocol.REP_ERR_UNSUP);
            client.option(Protocol.OPT_ABORT, new byte[0]);
            assertThat(client.optionReply().type()).isEqualTo(Protocol.REP_ACK);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 6, 7, 99})
    void readsAnOversizedOptionAway(int option) throws IOException {
        try (RawClient client = RawClient.greeted(tcpPort)) {
            client.option(option, new byte[1 << 20]);
            assertThat(client.optionReply().type()).isNegative();
            client.option(Protocol.OPT_ABORT, new byte[0]);
            assertThat(client.optionReply().type()).isEqualTo(Protocol.REP_ACK);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {(32 << 20) + 1, Integer.MAX_VALUE, Integer.MIN_VALUE, -1})
    void endsForAHugeAnnouncedOption(int announced) throws IOException {
        for (int option : new int[] {1, 2, 3, 6, 7, 99}) {
            try (RawClient client = RawClient.greeted(tcpPort)) {
                client.option(option, announced, new byte[0]);
                assertThat(client.ended()).isTrue();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {4, 100, 4096, Integer.MAX_VALUE, Integer.MIN_VALUE, -1, -5})
    void refusesAnInnerLengthBeyondTheOuter(int nameBytes) throws IOException {
        for (int option : new int[] {Protocol.OPT_INFO, Protocol.OPT_GO}) {
            try (RawClient client = RawClient.greeted(tcpPort)) {
                byte[] data = RawClient.question("LU0");
                data[0] = (byte) (nameBytes >> 24);
                data[1] = (byte) (nameBytes >> 16);
                data[2] = (byte) (nameBytes >> 8);
                data[3] = (byte) nameBytes;
                client.option(option, data);
                assertThat(client.optionReply().type()).isEqualTo(Protocol.REP_ERR_INVALID);
                client.option(option, RawClient.question("LU0"));
                assertThat(client.optionReply().type()).isEqualTo(Protocol.REP_INFO);
            }
        }
    }

    @Test
    void refusesEveryDisagreementOfInnerAndOuterLength() throws IOException {
        byte[] whole = RawClient.question("LU0", 3, 1);
        for (int length = 0; length < whole.length; length++) {
            try (RawClient client = RawClient.greeted(tcpPort)) {
                client.option(Protocol.OPT_GO, java.util.Arrays.copyOf(whole, length));
                assertThat(client.optionReply().type()).isEqualTo(Protocol.REP_ERR_INVALID);
                client.option(Protocol.OPT_GO, java.util.Arrays.copyOf(whole, whole.length + 2));
                assertThat(client.optionReply().type()).isEqualTo(Protocol.REP_ERR_INVALID);
            }
        }
    }

    @Test
    void endsAfterTheLastOptionThatIsAllowed() throws IOException {
        try (RawClient client = RawClient.greeted(tcpPort)) {
            for (int i = 0; i < 32; i++) {
                client.option(Protocol.OPT_LIST, new byte[0]);
                assertThat(client.optionReply().type()).isEqualTo(Protocol.REP_SERVER);
                assertThat(client.optionReply().type()).isEqualTo(Protocol.REP_ACK);
            }
            assertThat(client.ended()).isTrue();
        }
    }

    @Test
    void endsForAWriteThatAnnouncesTooMuch() throws IOException {
        for (int length : new int[] {(64 << 20) + 1, Integer.MAX_VALUE, Integer.MIN_VALUE, -1}) {
            try (RawClient client = RawClient.entered(tcpPort, "LU0")) {
                client.send(0, Protocol.CMD_WRITE, 1, 0, length);
                assertThat(client.ended()).isTrue();
            }
        }
    }

    @Test
    void takesOptionsInEveryOrder() throws IOException {
        int[] options = {3, 5, 6, 8, 9, 10};
        for (int order = 0; order < 6 * 6 * 6 * 6; order++) {
            try (RawClient client = RawClient.greeted(tcpPort)) {
                for (int rest = order + 6 * 6 * 6 * 6; rest > 1; rest /= 6) {
                    int option = options[rest % 6];
                    boolean query = option == 9 || option == 10;
                    byte[] named = query ? RawClient.queries("LU0") : RawClient.question("LU0");
                    client.option(option, option == 8 ? new byte[0] : named);
                }
                client.option(Protocol.OPT_ABORT, new byte[0]);
                RawClient.OptionReply reply = client.optionReply();
                while (reply.option() != Protocol.OPT_ABORT) {
                    reply = client.optionReply();
                }
                assertThat(reply.type()).isEqualTo(Protocol.REP_ACK);
            }
        }
    }

    /** A good session with a refused write in it, as the client sends it. */
    static byte[] recordedSession() {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.writeBytes(new byte[] {0, 0, 0, 3});
        all.writeBytes(option(Protocol.OPT_LIST, new byte[0]));
        all.writeBytes(option(Protocol.OPT_INFO, RawClient.question("LU0", 3)));
        all.writeBytes(option(Protocol.OPT_STRUCTURED_REPLY, new byte[0]));
        all.writeBytes(
                option(
                        Protocol.OPT_SET_META_CONTEXT,
                        RawClient.queries("LU0", "base:allocation", "qemu:dirty-bitmap:P1")));
        all.writeBytes(option(Protocol.OPT_GO, RawClient.question("LU0", 3)));
        all.writeBytes(RawClient.command(0, Protocol.CMD_READ, 1, 0, 512));
        all.writeBytes(RawClient.command(0, Protocol.CMD_WRITE, 2, 0, 64));
        all.writeBytes(new byte[64]);
        all.writeBytes(RawClient.command(2, Protocol.CMD_WRITE_ZEROES, 5, 0, 4096));
        all.writeBytes(RawClient.command(0, Protocol.CMD_TRIM, 6, 0, 4096));
        all.writeBytes(RawClient.command(8, Protocol.CMD_BLOCK_STATUS, 7, 0, 65536));
        all.writeBytes(RawClient.command(0, Protocol.CMD_FLUSH, 3, 0, 0));
        all.writeBytes(RawClient.command(0, Protocol.CMD_DISC, 4, 0, 0));
        return all.toByteArray();
    }

    private static byte[] option(int number, byte[] data) {
        return java.nio.ByteBuffer.allocate(16 + data.length)
                .putLong(Protocol.IHAVEOPT)
                .putInt(number)
                .putInt(data.length)
                .put(data)
                .array();
    }

    @Test
    void survivesACutAfterEveryByte() throws IOException {
        byte[] session = recordedSession();
        int most = 0;
        for (int cut = 0; cut <= session.length; cut++) {
            try (RawClient abrupt = new RawClient(tcpPort)) {
                abrupt.out.write(session, 0, cut);
            }
            try (RawClient polite = new RawClient(tcpPort)) {
                polite.out.write(session, 0, cut);
                most = Math.max(most, polite.drain());
            }
        }
        // Greeting, answers to LIST, INFO and GO, then READ with its data, WRITE and FLUSH.
        assertThat(most).isGreaterThan(18 + 512 + 3 * 16);
    }

    @Test
    void survivesRandomChangesOfARecordedSession() throws IOException {
        MemoryVolume playground = new MemoryVolume("LU0", 64 << 10);
        int port =
                SERVER.listen(
                        "201y", InetAddress.getLoopbackAddress(), 0, () -> List.of(playground));
        Random random = new Random(20261123);
        long answered = 0;
        for (int i = 0; i < 1500; i++) {
            byte[] session = recordedSession();
            int changes = 1 + random.nextInt(4);
            for (int c = 0; c < changes; c++) {
                session[random.nextInt(session.length)] = (byte) random.nextInt();
            }
            try (RawClient client = new RawClient(port)) {
                client.out.write(session);
                answered += client.drain();
            } catch (java.net.SocketException ended) {
                // The server may hang up while the client is still talking.
                assertThat(ended).hasMessageMatching("(?i).*(reset|broken|closed|abort).*");
            }
        }
        assertThat(answered).isGreaterThan(1500 * 100L);
        try (RawClient good = RawClient.entered(port, "LU0")) {
            good.send(0, Protocol.CMD_FLUSH, 1, 0, 0);
            assertThat(good.reply()).isEqualTo(new RawClient.Reply(0, 1));
        }
    }

    @Test
    void anIdleCrowdNeitherLastsNorKeepsOthersOut() throws IOException {
        List<RawClient> crowd = new ArrayList<>();
        try {
            for (int i = 0; i < 300; i++) {
                crowd.add(new RawClient(tcpPort));
            }
            stillServesAGoodClient();
            for (RawClient idle : crowd) {
                idle.in.readNBytes(18);
                assertThat(idle.ended()).isTrue();
            }
        } finally {
            for (RawClient idle : crowd) {
                idle.close();
            }
        }
    }

    @Test
    void refusesOneClientMoreThanAnExportMayHave() throws IOException {
        List<RawClient> clients = new ArrayList<>();
        try {
            for (int i = 0; i < 4; i++) {
                clients.add(RawClient.entered(tcpPort, "LU0"));
            }
            try (RawClient more = RawClient.greeted(tcpPort)) {
                more.option(Protocol.OPT_GO, RawClient.question("LU0"));
                assertThat(more.optionReply().type()).isEqualTo(Protocol.REP_ERR_POLICY);
                more.option(Protocol.OPT_EXPORT_NAME, new byte[] {'L', 'U', '0'});
                assertThat(more.ended()).isTrue();
            }
        } finally {
            for (RawClient client : clients) {
                client.close();
            }
        }
        await().until(NbdBadInputIT::hasRoom);
    }

    private static boolean hasRoom() {
        try (RawClient client = RawClient.entered(tcpPort, "LU0")) {
            client.send(0, Protocol.CMD_DISC, 0, 0, 0);
            return true;
        } catch (IOException refused) {
            return false;
        }
    }

    @Test
    void aClientThatStallsHoldsUpNobody() throws IOException {
        List<RawClient> stalled = new ArrayList<>();
        try {
            for (int i = 0; i < 3; i++) {
                RawClient client = RawClient.entered(tcpPort, "LU0");
                stalled.add(client);
                // Asks for much, reads nothing; then promises a payload that never comes.
                for (int r = 0; r < 200; r++) {
                    client.send(0, Protocol.CMD_READ, r, 0, 64 << 10);
                }
                client.send(0, Protocol.CMD_WRITE, 1000, 0, 64 << 10);
            }
            stillServesAGoodClient();
        } finally {
            for (RawClient client : stalled) {
                client.close();
            }
        }
    }

    @Test
    void leavesNoThreadAndNoDescriptorBehind() throws IOException {
        await().until(() -> nbdThreads() <= 2);
        long descriptors = openDescriptors();
        byte[] session = recordedSession();
        Random random = new Random(7);
        for (int i = 0; i < 3000; i++) {
            try (RawClient client = new RawClient(tcpPort)) {
                client.out.write(session, 0, random.nextInt(session.length + 1));
            } catch (java.net.SocketException ended) {
                assertThat(ended).hasMessageMatching("(?i).*(reset|broken|closed|abort).*");
            }
        }
        await().until(() -> nbdThreads() <= 2);
        await().until(() -> openDescriptors() <= descriptors + 2);
    }

    private static long nbdThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(t -> t.getName().startsWith("nbd-201b"))
                .count();
    }

    private static long openDescriptors() throws IOException {
        try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
            return open.count();
        }
    }
}
