package dev.trilith.emulator.nbd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.trilith.emulator.engine.Acknowledgement;
import java.io.IOException;
import java.net.InetAddress;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Writes that other arrays answer. Their answers come on threads that the writes of all clients
 * need, so a client that takes none of its answers must not hold those threads.
 */
@Timeout(120)
class DeafClientIT {
    private static final int SIZE = 40 << 20;
    private static final int WRITES = 12;

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

    private Acknowledgement next(BlockingQueue<Acknowledgement> awaited)
            throws InterruptedException {
        Acknowledgement next = awaited.poll(30, TimeUnit.SECONDS);
        assertThat(next).as("a write that waits for another array").isNotNull();
        return next;
    }

    @Test
    void holdsUpNobodyWhoAcknowledgesItsWrites() throws Exception {
        BlockingQueue<Acknowledgement> awaited = volume.awaitAcknowledgements();
        try (RawClient deaf = RawClient.entered(port, "LU0")) {
            for (int cookie = 1; cookie <= WRITES; cookie++) {
                deaf.write(cookie, 0, new byte[1], 0);
            }
            deaf.send(0, Protocol.CMD_READ, 99, 0, 32 << 20);
            // Sending what is not taken holds the lock over the client's stream.
            await().until(() -> deaf.in.available() > 1 << 16 && sendersStand());
            CompletableFuture<Void> told =
                    CompletableFuture.runAsync(() -> {
                        for (int i = 0; i < WRITES; i++) {
                            Acknowledgement one = awaited.remove();
                            one.done();
                            one.tell();
                        }
                    });
            assertThat(told).succeedsWithin(30, TimeUnit.SECONDS);
            assertThat(deaf.reply()).isEqualTo(new RawClient.Reply(0, 99));
            assertThat(deaf.in.readNBytes(32 << 20)).hasSize(32 << 20);
            for (int cookie = 1; cookie <= WRITES; cookie++) {
                assertThat(deaf.reply()).isEqualTo(new RawClient.Reply(0, cookie));
            }
        }
    }

    /** Whether whoever sends has been doing so for so long that its turn went to another thread. */
    private static boolean sendersStand() {
        return Thread.getAllStackTraces().keySet().stream()
                        .filter(thread -> thread.getName().startsWith("nbd-201b-"))
                        .count()
                > 1;
    }

    @Test
    void theLastAnswersGoOutBeforeTheEnd() throws Exception {
        BlockingQueue<Acknowledgement> awaited = volume.awaitAcknowledgements();
        try (RawClient client = RawClient.structured(port, "LU0")) {
            client.write(1, 0, new byte[1], 0);
            client.send(0, Protocol.CMD_DISC, 2, 0, 0);
            Acknowledgement last = next(awaited);
            await().until(DeafClientIT::onlyAnswersAreWaitedFor);
            last.done();
            RawClient.Chunk answer = client.chunk();
            assertThat(answer.cookie()).isEqualTo(1);
            assertThat(answer.error()).isZero();
            assertThat(client.ended()).isTrue();
        }
    }

    /** Whether the session is over but for writes that other arrays have to answer. */
    private static boolean onlyAnswersAreWaitedFor() {
        return Thread.getAllStackTraces().entrySet().stream()
                .filter(one -> one.getKey().getName().startsWith("nbd-201b-"))
                .flatMap(one -> Stream.of(one.getValue()))
                .anyMatch(frame -> frame.getMethodName().equals("awaitAll"));
    }
}
