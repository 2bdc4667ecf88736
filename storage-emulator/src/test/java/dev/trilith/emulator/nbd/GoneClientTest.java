package dev.trilith.emulator.nbd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.trilith.emulator.engine.watch.Lookout;
import dev.trilith.emulator.nbd.tls.Transport;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class GoneClientTest {
    /** More than a READ takes from memory, and less than takes its turn away. */
    private static final long SLOW_NANOS = 100_000;

    private final MemoryVolume volume = new MemoryVolume("LU0", 64 << 10);
    private final BufferPool pool = new BufferPool(1 << 20);

    /** Sent some commands together, and takes nothing any more. */
    private static final class Gone implements Transport {
        private final byte[] said;
        private boolean sent;

        private Gone(ByteArrayOutputStream said) {
            this.said = said.toByteArray();
        }

        @Override
        public int read(ByteBuffer target) {
            if (sent) {
                return -1;
            }
            sent = true;
            target.put(said);
            return said.length;
        }

        @Override
        public void write(ByteBuffer... parts) throws IOException {
            throw new IOException("the client is gone");
        }

        @Override
        public void bye() {}
    }

    private final ByteArrayOutputStream said = new ByteArrayOutputStream();

    private void says(int type, int flags, int length) {
        said.writeBytes(RawClient.command(flags, type, 1, 0, length));
        if (type == Protocol.CMD_WRITE) {
            said.writeBytes(new byte[length]);
        }
    }

    private void serve() {
        AtomicBoolean over = new AtomicBoolean();
        try (Lookout lookout = new Lookout("test-lookout");
                SharedFlushes flushes = new SharedFlushes(lookout)) {
            Handshake.Entered entered =
                    new Handshake.Entered(
                            new Export(
                                    volume,
                                    flushes.of(volume),
                                    ConcurrentHashMap.newKeySet(),
                                    new Semaphore(1)),
                            false,
                            List.of());
            Commands commands =
                    Commands.of(
                            new Wire(new Gone(said)),
                            entered,
                            new ConnectionBuffers(pool, 1 << 20),
                            16);
            Transmission session =
                    new Transmission(
                            "gone",
                            commands,
                            new ServerMeans(NbdLimits.DEFAULT, pool, lookout, new Semaphore(16)),
                            () -> {},
                            () -> assertThat(over.getAndSet(true)).isFalse());
            assertThat(CompletableFuture.runAsync(session::work))
                    .succeedsWithin(30, TimeUnit.SECONDS);
            // By the last of the session's threads: the lookout may have added one.
            await().atMost(30, TimeUnit.SECONDS).untilTrue(over);
        }
    }

    private void everyBufferWasGivenBack() {
        assertThat(pool.take(1 << 20)).as("all that the pool may have").isNotNull();
    }

    @Test
    void whoseAnswersDoNotGoOutBeforeItsFlushIsCarriedOutLeavesNoThreadBehind() {
        says(Protocol.CMD_WRITE, 0, 4);
        says(Protocol.CMD_FLUSH, 0, 0);
        serve();
        everyBufferWasGivenBack();
    }

    @Test
    void whoseAnswersDoNotGoOutBeforeItsWriteIsCarriedOutKeepsNoBuffer() {
        says(Protocol.CMD_READ, 0, 512);
        says(Protocol.CMD_WRITE, Protocol.CMD_FLAG_FUA, 8 << 10);
        serve();
        everyBufferWasGivenBack();
    }

    @Test
    void whoseAnswersDoNotGoOutBeforeASlowReadIsCarriedOutKeepsNoBuffer() {
        volume.readNanos = SLOW_NANOS;
        for (int i = 0; i < 8; i++) {
            says(Protocol.CMD_READ, 0, 512);
        }
        serve();
        everyBufferWasGivenBack();
    }
}
