package dev.trilith.emulator.nbd;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What an answer to FLUSH covers, on whatever connection. */
class DurabilityIT {
    private final NbdServer server = new NbdServer(NbdLimits.DEFAULT);
    private final MemoryVolume volume = new MemoryVolume("LU0", 1 << 20);
    private int port;

    @BeforeEach
    void listen() throws IOException {
        port = server.listen("201b", InetAddress.getLoopbackAddress(), 0, () -> List.of(volume));
    }

    @AfterEach
    void stop() throws IOException {
        server.close();
    }

    @Test
    void aFlushCoversWritesAnsweredOnAnotherConnection() throws IOException {
        try (RawClient writer = RawClient.entered(port, "LU0");
                RawClient flusher = RawClient.structured(port, "LU0")) {
            for (int round = 1; round <= 50; round++) {
                writer.write(round, round * 512L, new byte[] {(byte) round}, 0);
                assertThat(writer.reply()).isEqualTo(new RawClient.Reply(0, round));
                flusher.send(0, Protocol.CMD_FLUSH, round, 0, 0);
                assertThat(flusher.chunk().cookie()).isEqualTo(round);
                assertThat(volume.durable(round * 512)).isEqualTo((byte) round);
            }
        }
    }

    @Test
    void aFlushNeitherWaitsForNorClaimsAWriteThatHasNoAnswerYet() throws IOException {
        CountDownLatch gate = new CountDownLatch(1);
        volume.writesWaitFor = gate;
        try (RawClient writer = RawClient.entered(port, "LU0");
                RawClient flusher = RawClient.entered(port, "LU0")) {
            writer.write(1, 0, new byte[] {7}, 0);
            flusher.send(0, Protocol.CMD_FLUSH, 2, 0, 0);
            assertThat(flusher.reply()).isEqualTo(new RawClient.Reply(0, 2));
            assertThat(volume.durable(0)).isZero();
            gate.countDown();
            assertThat(writer.reply()).isEqualTo(new RawClient.Reply(0, 1));
        }
    }
}
