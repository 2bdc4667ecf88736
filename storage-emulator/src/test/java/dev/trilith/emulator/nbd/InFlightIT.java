package dev.trilith.emulator.nbd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.trilith.emulator.engine.Acknowledgement;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How many writes of one connection may wait for other arrays. */
@Timeout(60)
class InFlightIT {
    private static final int WRITES = 40;
    private static final int MOST = 16;
    private static final Duration A_WHILE = Duration.ofMillis(200);

    private final NbdServer server = new NbdServer(NbdLimits.DEFAULT);
    private final MemoryVolume volume = new MemoryVolume("LU0", 1 << 20);

    @AfterEach
    void stop() throws IOException {
        server.close();
    }

    @Test
    void noMoreAreTakenAndOneAnswerLetsOneMoreIn() throws Exception {
        BlockingQueue<Acknowledgement> awaited = volume.awaitAcknowledgements();
        InetAddress here = InetAddress.getLoopbackAddress();
        int port = server.listen("201f", here, 0, () -> List.of(volume));
        Set<Long> answered = new HashSet<>();
        try (RawClient client = RawClient.entered(port, "LU0")) {
            for (int i = 0; i < WRITES; i++) {
                client.write(i, 512L * i, new byte[512], 0);
            }
            for (int i = 0; i < WRITES; i++) {
                int waiting = Math.min(MOST, WRITES - i);
                await().until(() -> awaited.size() >= waiting);
                if (i < 3) {
                    await().during(A_WHILE).until(() -> awaited.size() == waiting);
                }
                assertThat(awaited).hasSize(waiting);
                Acknowledgement answer = awaited.take();
                answer.done();
                answer.tell();
                RawClient.Reply reply = client.reply();
                assertThat(reply.error()).isZero();
                answered.add(reply.cookie());
            }
        }
        assertThat(answered).hasSize(WRITES);
    }
}
