package dev.trilith.emulator.nbd;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trilith.emulator.engine.EngineFault;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What the server answers, byte by byte. */
class NbdProtocolIT {
    private static final int SIZE = 40 << 20;

    private final NbdServer server = new NbdServer(NbdLimits.DEFAULT);
    private final MemoryVolume volume = new MemoryVolume("LU0", SIZE);
    private final MemoryVolume other = new MemoryVolume("LU1", 4096);
    private int many;
    private int one;

    @BeforeEach
    void listen() throws IOException {
        InetAddress here = InetAddress.getLoopbackAddress();
        many = server.listen("201b", here, 0, () -> List.of(volume, other));
        one = server.listen("201x", here, 0, () -> List.of(volume));
    }

    @AfterEach
    void stop() throws IOException {
        server.close();
    }

    @Test
    void greetsAsFixedNewstyle() throws IOException {
        try (RawClient client = new RawClient(many)) {
            assertThat(client.in.readLong()).isEqualTo(Protocol.NBDMAGIC);
            assertThat(client.in.readLong()).isEqualTo(Protocol.IHAVEOPT);
            assertThat(client.in.readUnsignedShort()).isEqualTo(3);
        }
    }

    @ParameterizedTest
    @CsvSource({"1, 134", "3, 10"})
    void answersExportNameWithOrWithoutZeroes(int clientFlags, int bytes) throws IOException {
        try (RawClient client = new RawClient(many)) {
            client.in.readNBytes(18);
            client.out.writeInt(clientFlags);
            client.option(Protocol.OPT_EXPORT_NAME, "LU0".getBytes(StandardCharsets.UTF_8));
            ByteBuffer answer = ByteBuffer.wrap(client.in.readNBytes(bytes));
            assertThat(answer.getLong()).isEqualTo(SIZE);
            assertThat(answer.getShort()).isEqualTo((short) 0x96d);
            client.send(0, Protocol.CMD_FLUSH, 7, 0, 0);
            assertThat(client.reply()).isEqualTo(new RawClient.Reply(0, 7));
        }
    }

    @Test
    void endsTheConnectionForAnUnknownExportName() throws IOException {
        try (RawClient client = RawClient.greeted(many)) {
            client.option(Protocol.OPT_EXPORT_NAME, "LU9".getBytes(StandardCharsets.UTF_8));
            assertThat(client.ended()).isTrue();
        }
    }

    @Test
    void tellsAllThatIsAskedBeforeItAcknowledges() throws IOException {
        try (RawClient client = RawClient.greeted(many)) {
            client.option(Protocol.OPT_INFO, RawClient.question("LU0", 3, 1, 2, 77));
            List<Integer> kinds = new ArrayList<>();
            RawClient.OptionReply reply = client.optionReply();
            while (reply.type() == Protocol.REP_INFO) {
                kinds.add((int) reply.data().getShort());
                reply = client.optionReply();
            }
            assertThat(reply.type()).isEqualTo(Protocol.REP_ACK);
            assertThat(kinds).containsExactlyInAnyOrder(0, 1, 2, 3).startsWith(0);
            client.option(Protocol.OPT_ABORT, new byte[0]);
            assertThat(client.optionReply().type()).isEqualTo(Protocol.REP_ACK);
            assertThat(client.ended()).isTrue();
        }
    }

    @Test
    void listsEveryExport() throws IOException {
        try (RawClient client = RawClient.greeted(many)) {
            client.option(Protocol.OPT_LIST, new byte[0]);
            assertThat(client.optionReply().data().array())
                    .containsExactly(0, 0, 0, 3, 'L', 'U', '0');
            assertThat(client.optionReply().data().array())
                    .containsExactly(0, 0, 0, 3, 'L', 'U', '1');
            assertThat(client.optionReply().type()).isEqualTo(Protocol.REP_ACK);
            client.option(Protocol.OPT_LIST, new byte[1]);
            assertThat(client.optionReply().type()).isEqualTo(Protocol.REP_ERR_INVALID);
        }
    }

    @Test
    void takesTheEmptyNameForTheOnlyExport() throws IOException {
        try (RawClient client = RawClient.greeted(many)) {
            client.option(Protocol.OPT_GO, RawClient.question(""));
            assertThat(client.optionReply().type()).isEqualTo(Protocol.REP_ERR_UNKNOWN);
        }
        try (RawClient client = RawClient.entered(one, "")) {
            client.send(0, Protocol.CMD_READ, 1, 0, 4096);
            assertThat(client.reply()).isEqualTo(new RawClient.Reply(0, 1));
        }
    }

    @Test
    void saysThatAVolumeIsReadOnlyAndRefusesToWriteIt() throws IOException {
        volume.writable = false;
        try (RawClient client = RawClient.greeted(many)) {
            client.option(Protocol.OPT_GO, RawClient.question("LU0"));
            ByteBuffer info = client.optionReply().data();
            assertThat(info.getShort(10) & Protocol.FLAG_READ_ONLY).isNotZero();
            assertThat(client.optionReply().type()).isEqualTo(Protocol.REP_ACK);
            client.write(5, 0, new byte[4096], 0);
            assertThat(client.reply()).isEqualTo(new RawClient.Reply(1, 5));
            client.send(0, Protocol.CMD_READ, 6, 0, 1);
            assertThat(client.reply()).isEqualTo(new RawClient.Reply(0, 6));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0, 41943040, 1, 22",
        "0, 0, 41943039, 2, 22",
        "0, 0, -1, 1, 22",
        "0, 0, 0, 33554433, 22",
        "0, 0, 0, -1, 22",
        "2, 0, 0, 1, 22",
        "0, 3, 1, 0, 22",
        "0, 3, 0, 1, 22",
        "2, 4, 0, 4096, 22",
        "0, 4, 41943039, 2, 22",
        "0, 5, 0, 4096, 22",
        "4, 6, 0, 4096, 22",
        "0, 6, 41943039, 2, 28",
        "0, 6, -1, 2, 28",
        "0, 7, 0, 4096, 22",
        "0, 99, 0, 0, 22",
        "0, 65535, 0, 0, 22"
    })
    void refusesACommandWithoutEndingTheSession(
            int flags, int type, long offset, int length, int error) throws IOException {
        try (RawClient client = RawClient.entered(many, "LU0")) {
            client.send(flags, type, 11, offset, length);
            assertThat(client.reply()).isEqualTo(new RawClient.Reply(error, 11));
            client.send(0, Protocol.CMD_FLUSH, 12, 0, 0);
            assertThat(client.reply()).isEqualTo(new RawClient.Reply(0, 12));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "41943040, 1, 0, 28",
        "41943039, 2, 0, 28",
        "-1, 512, 0, 28",
        "9223372036854775807, 512, 0, 28",
        "0, 512, 64, 22",
        "0, 33554433, 0, 22"
    })
    void refusesAWriteAndSkipsItsPayload(long offset, int length, int flags, int error)
            throws IOException {
        try (RawClient client = RawClient.entered(many, "LU0")) {
            client.write(11, offset, new byte[length], flags);
            assertThat(client.reply()).isEqualTo(new RawClient.Reply(error, 11));
            client.send(0, Protocol.CMD_FLUSH, 12, 0, 0);
            assertThat(client.reply()).isEqualTo(new RawClient.Reply(0, 12));
        }
        assertThat(volume.copy(0, 4096)).isEqualTo(new byte[4096]);
    }

    /** Not even the engine is asked: it would take it for a write, and what is still for live. */
    @Test
    void aWriteOfNothingChangesNothing() throws IOException {
        volume.writeFault = EngineFault.Code.DISK_ERROR;
        try (RawClient client = RawClient.entered(many, "LU0")) {
            for (int flags : new int[] {0, Protocol.CMD_FLAG_FUA}) {
                for (int offset : new int[] {0, 1, SIZE}) {
                    client.write(1, offset, new byte[0], flags);
                    assertThat(client.reply()).isEqualTo(new RawClient.Reply(0, 1));
                }
                client.write(2, SIZE + 1, new byte[0], flags);
                assertThat(client.reply()).isEqualTo(new RawClient.Reply(28, 2));
            }
            volume.writable = false;
            client.write(3, 0, new byte[0], 0);
            assertThat(client.reply()).isEqualTo(new RawClient.Reply(1, 3));
        }
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "0, 1", "0, 4096", "0, 2097152", "3, 0"})
    void takesFuaWithWhatWritesNothing(int type, int length) throws IOException {
        try (RawClient client = RawClient.entered(many, "LU0")) {
            client.send(Protocol.CMD_FLAG_FUA, type, 11, 0, length);
            assertThat(client.reply()).isEqualTo(new RawClient.Reply(0, 11));
            assertThat(client.in.readNBytes(length)).hasSize(length);
            client.send(0, Protocol.CMD_FLUSH, 12, 0, 0);
            assertThat(client.reply()).isEqualTo(new RawClient.Reply(0, 12));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "1, 1",
        "12345, 4096",
        "0, 1048576",
        "4096, 1048577",
        "512, 33554431",
        "0, 33554432",
        "8388608, 33554432"
    })
    void carriesPayloadsOfEverySizeBothWays(int offset, int length) throws IOException {
        byte[] data = new byte[length];
        for (int i = 0; i < length; i++) {
            data[i] = (byte) (i * 31 + (i >> 12));
        }
        try (RawClient client = RawClient.entered(many, "LU0")) {
            client.write(1, offset, data, Protocol.CMD_FLAG_FUA);
            assertThat(client.reply()).isEqualTo(new RawClient.Reply(0, 1));
            client.send(0, Protocol.CMD_READ, 2, offset, length);
            assertThat(client.reply()).isEqualTo(new RawClient.Reply(0, 2));
            assertThat(Arrays.equals(client.in.readNBytes(length), data)).isTrue();
        }
        assertThat(Arrays.equals(volume.copy(offset, length), data)).isTrue();
        assertThat(volume.fuaWrites.get() + volume.flushes.get()).isPositive();
    }

    @ParameterizedTest
    @EnumSource(
            value = EngineFault.Code.class,
            names = {"READ_ONLY", "NO_SPACE", "DISK_ERROR", "PEER_UNREACHABLE"})
    void tellsTheEnginesFaults(EngineFault.Code code) throws IOException {
        volume.writeFault = code;
        int error =
                switch (code) {
                    case READ_ONLY -> 1;
                    case NO_SPACE -> 28;
                    default -> 5;
                };
        try (RawClient client = RawClient.entered(many, "LU0")) {
            client.write(1, 0, new byte[512], 0);
            assertThat(client.reply()).isEqualTo(new RawClient.Reply(error, 1));
            client.write(2, 0, new byte[2 << 20], 0);
            assertThat(client.reply()).isEqualTo(new RawClient.Reply(error, 2));
        }
    }

    @Test
    void tellsAReadErrorWithoutData() throws IOException {
        volume.readFault = EngineFault.Code.DISK_ERROR;
        try (RawClient client = RawClient.entered(many, "LU0")) {
            client.send(0, Protocol.CMD_READ, 1, 0, 512);
            assertThat(client.reply()).isEqualTo(new RawClient.Reply(5, 1));
            client.send(0, Protocol.CMD_READ, 2, 0, 2 << 20);
            assertThat(client.reply()).isEqualTo(new RawClient.Reply(5, 2));
            client.send(0, Protocol.CMD_FLUSH, 3, 0, 0);
            assertThat(client.reply()).isEqualTo(new RawClient.Reply(0, 3));
        }
    }

    @Test
    void goesOnReadingWhileAWriteWaits() throws IOException {
        CountDownLatch gate = new CountDownLatch(1);
        volume.writesWaitFor = gate;
        try (RawClient client = RawClient.entered(many, "LU0")) {
            for (int i = 0; i < 14; i++) {
                client.write(i, 0, new byte[512], 0);
            }
            for (int i = 100; i < 110; i++) {
                client.send(0, Protocol.CMD_READ, i, 0, 1);
                assertThat(client.reply()).isEqualTo(new RawClient.Reply(0, i));
                assertThat(client.in.read()).isZero();
            }
            gate.countDown();
            List<Long> answered = new ArrayList<>();
            for (int i = 0; i < 14; i++) {
                RawClient.Reply reply = client.reply();
                assertThat(reply.error()).isZero();
                answered.add(reply.cookie());
            }
            assertThat(answered).doesNotHaveDuplicates().hasSize(14);
        }
    }

    @Test
    void finishesWhatIsInFlightWhenItStops() throws Exception {
        CountDownLatch gate = new CountDownLatch(1);
        volume.writesWaitFor = gate;
        try (RawClient client = RawClient.entered(many, "LU0");
                RawClient idle = RawClient.entered(many, "LU0");
                RawClient greeting = RawClient.greeted(many)) {
            client.write(1, 0, new byte[] {42}, 0);
            client.send(0, Protocol.CMD_READ, 2, 0, 1);
            assertThat(client.reply()).isEqualTo(new RawClient.Reply(0, 2));
            assertThat(client.in.read()).isZero();
            Thread stopper = Thread.ofPlatform().start(this::close);
            assertThat(idle.ended()).isTrue();
            assertThat(greeting.ended()).isTrue();
            gate.countDown();
            assertThat(client.reply()).isEqualTo(new RawClient.Reply(0, 1));
            assertThat(client.ended()).isTrue();
            stopper.join();
        }
        assertThat(volume.copy(0, 1)).containsExactly(42);
    }

    private void close() {
        try {
            server.close();
        } catch (IOException failed) {
            throw new IllegalStateException(failed);
        }
    }
}
