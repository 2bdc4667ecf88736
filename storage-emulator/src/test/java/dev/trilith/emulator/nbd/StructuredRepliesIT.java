package dev.trilith.emulator.nbd;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trilith.emulator.engine.EngineFault;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.BitSet;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Answers in chunks, byte by byte. */
class StructuredRepliesIT {
    private static final int SIZE = 40 << 20;

    private final NbdServer server = new NbdServer(NbdLimits.DEFAULT);
    private final MemoryVolume volume = new MemoryVolume("LU0", SIZE);
    private int port;

    @BeforeEach
    void listen() throws IOException {
        port = server.listen("201b", InetAddress.getLoopbackAddress(), 0, () -> List.of(volume));
    }

    @AfterEach
    void stop() throws IOException {
        server.close();
    }

    /** Reads an answer and fails if chunks overlap, leave the range or leave something out. */
    private static byte[] collect(RawClient client, long cookie, long offset, int length)
            throws IOException {
        ByteBuffer whole = ByteBuffer.allocate(length);
        BitSet filled = new BitSet(length);
        RawClient.Chunk chunk;
        do {
            chunk = client.chunk();
            assertThat(chunk.cookie()).isEqualTo(cookie);
            assertThat(chunk.type()).isEqualTo(Protocol.CHUNK_OFFSET_DATA);
            int from = Math.toIntExact(chunk.data().getLong() - offset);
            int to = from + chunk.data().remaining();
            assertThat(from).isNotNegative();
            assertThat(to).isLessThanOrEqualTo(length);
            assertThat(filled.get(from, to).isEmpty()).as("no byte comes twice").isTrue();
            filled.set(from, to);
            whole.position(from).put(chunk.data());
        } while (!chunk.done());
        assertThat(filled.cardinality()).isEqualTo(length);
        return whole.array();
    }

    @ParameterizedTest
    @CsvSource({"0, 1", "4095, 2", "12345, 65536", "0, 1048576", "7, 1048577", "4096, 33554432"})
    void aReadComesInChunksThatFillTheRangeOnce(long offset, int length) throws IOException {
        byte[] data = new byte[length];
        new Random(length).nextBytes(data);
        volume.write(offset, ByteBuffer.wrap(data), false);
        try (RawClient client = RawClient.structured(port, "LU0")) {
            client.send(0, Protocol.CMD_READ, 5, offset, length);
            assertThat(collect(client, 5, offset, length)).isEqualTo(data);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 65536, 65537, 1 << 20, (1 << 20) + 1, 32 << 20})
    void aReadThatMustNotBeFragmentedComesInOneChunk(int length) throws IOException {
        byte[] data = new byte[length];
        new Random(length).nextBytes(data);
        volume.write(100, ByteBuffer.wrap(data), false);
        try (RawClient client = RawClient.structured(port, "LU0")) {
            client.send(Protocol.CMD_FLAG_DF, Protocol.CMD_READ, 5, 100, length);
            RawClient.Chunk chunk = client.chunk();
            assertThat(chunk.done()).isTrue();
            assertThat(chunk.data().getLong()).isEqualTo(100);
            assertThat(chunk.data().slice()).isEqualTo(ByteBuffer.wrap(data));
        }
    }

    @Test
    void theFlagIsToldAndTakenOnlyFromThoseWhoAgreedOnChunks() throws IOException {
        try (RawClient client = RawClient.entered(port, "LU0")) {
            client.send(Protocol.CMD_FLAG_DF, Protocol.CMD_READ, 1, 0, 1);
            assertThat(client.reply()).isEqualTo(new RawClient.Reply(22, 1));
        }
        try (RawClient client = RawClient.greeted(port)) {
            client.option(Protocol.OPT_INFO, RawClient.question("LU0"));
            assertThat(client.optionReply().data().getShort(10) & Protocol.FLAG_SEND_DF).isZero();
            assertThat(client.optionReply().type()).isEqualTo(Protocol.REP_ACK);
            client.option(Protocol.OPT_STRUCTURED_REPLY, new byte[0]);
            assertThat(client.optionReply().type()).isEqualTo(Protocol.REP_ACK);
            client.option(Protocol.OPT_INFO, RawClient.question("LU0"));
            assertThat(client.optionReply().data().getShort(10) & Protocol.FLAG_SEND_DF)
                    .isNotZero();
        }
    }

    @Test
    void noAnswerIsASimpleOneAfterAgreement() throws IOException {
        volume.writeFault = EngineFault.Code.NO_SPACE;
        try (RawClient client = RawClient.structured(port, "LU0")) {
            client.send(0, Protocol.CMD_READ, 1, 0, 0);
            RawClient.Chunk nothing = client.chunk();
            assertThat(nothing.type()).isEqualTo(Protocol.CHUNK_NONE);
            assertThat(nothing.done()).isTrue();
            client.send(0, Protocol.CMD_READ, 2, SIZE, 1);
            assertThat(client.chunk().error()).isEqualTo(22);
            client.write(3, 0, new byte[512], 0);
            assertThat(client.chunk().error()).isEqualTo(28);
            client.send(0, Protocol.CMD_FLUSH, 4, 0, 0);
            assertThat(client.chunk().done()).isTrue();
            client.send(0, 99, 5, 0, 0);
            assertThat(client.chunk().error()).isEqualTo(22);
        }
    }

    @Test
    void aDiskThatFailsInTheMiddleOfALongReadIsToldWithItsPlace() throws IOException {
        volume.readFaultFrom = 2 << 20;
        try (RawClient client = RawClient.structured(port, "LU0")) {
            client.send(0, Protocol.CMD_READ, 1, 0, 4 << 20);
            RawClient.Chunk chunk = client.chunk();
            while (!chunk.done()) {
                assertThat(chunk.type()).isEqualTo(Protocol.CHUNK_OFFSET_DATA);
                chunk = client.chunk();
            }
            assertThat(chunk.type()).isEqualTo(Protocol.CHUNK_ERROR_OFFSET);
            assertThat(chunk.error()).isEqualTo(5);
            assertThat(chunk.data().getLong(6)).isEqualTo(2 << 20);
            client.send(0, Protocol.CMD_READ, 2, 0, 1);
            assertThat(client.chunk().error()).isZero();
        }
    }

    @Test
    void aDiskThatFailsAfterASimpleHeaderCutsTheConnection() throws IOException {
        volume.readFaultFrom = 2 << 20;
        try (RawClient client = RawClient.entered(port, "LU0")) {
            client.send(0, Protocol.CMD_READ, 1, 0, 4 << 20);
            assertThat(client.reply()).isEqualTo(new RawClient.Reply(0, 1));
            int got = client.in.readNBytes(4 << 20).length;
            assertThat(got).isLessThan(4 << 20);
            assertThat(client.ended()).isTrue();
        }
    }

    @Test
    void aDiskThatFailsInTheOneChunkCutsTheConnection() throws IOException {
        volume.readFaultFrom = 2 << 20;
        try (RawClient client = RawClient.structured(port, "LU0")) {
            client.send(Protocol.CMD_FLAG_DF, Protocol.CMD_READ, 1, 0, 4 << 20);
            assertThat(client.in.readNBytes(5 << 20).length).isLessThan(4 << 20);
            assertThat(client.ended()).isTrue();
        }
    }

    @Test
    void answersComeInTheOrderInWhichTheyAreReady() throws IOException {
        CountDownLatch gate = new CountDownLatch(1);
        volume.writesWaitFor = gate;
        try (RawClient client = RawClient.structured(port, "LU0")) {
            client.write(1, 0, new byte[512], 0);
            client.send(0, Protocol.CMD_READ, 2, 0, 4 << 20);
            assertThat(collect(client, 2, 0, 4 << 20)).containsOnly(0);
            client.send(0, Protocol.CMD_FLUSH, 3, 0, 0);
            assertThat(client.chunk().cookie()).isEqualTo(3);
            gate.countDown();
            assertThat(client.chunk().cookie()).isEqualTo(1);
        }
    }

    @Test
    void anAgreementCarriesNoDataAndIsMadeOnce() throws IOException {
        try (RawClient client = RawClient.greeted(port)) {
            client.option(Protocol.OPT_STRUCTURED_REPLY, new byte[1]);
            assertThat(client.optionReply().type()).isEqualTo(Protocol.REP_ERR_INVALID);
            client.option(Protocol.OPT_STRUCTURED_REPLY, new byte[0]);
            assertThat(client.optionReply().type()).isEqualTo(Protocol.REP_ACK);
            client.option(Protocol.OPT_STRUCTURED_REPLY, new byte[0]);
            assertThat(client.optionReply().type()).isEqualTo(Protocol.REP_ERR_INVALID);
        }
    }
}
