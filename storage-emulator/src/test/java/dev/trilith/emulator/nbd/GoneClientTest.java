package dev.trilith.emulator.nbd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.trilith.emulator.engine.watch.Lookout;
import dev.trilith.emulator.nbd.tls.Transport;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class GoneClientTest {
    /** Sent a WRITE and a FLUSH together, and takes nothing any more. */
    private static final class Gone implements Transport {
        private boolean sent;

        @Override
        public int read(ByteBuffer target) {
            if (sent) {
                return -1;
            }
            sent = true;
            int before = target.position();
            command(target, Protocol.CMD_WRITE, 1, 4);
            target.putInt(7);
            command(target, Protocol.CMD_FLUSH, 2, 0);
            return target.position() - before;
        }

        private static void command(ByteBuffer to, int type, long cookie, int length) {
            to.putInt(Protocol.REQUEST_MAGIC).putShort((short) 0).putShort((short) type);
            to.putLong(cookie).putLong(0).putInt(length);
        }

        @Override
        public void write(ByteBuffer... parts) throws IOException {
            throw new IOException("the client is gone");
        }

        @Override
        public void bye() {}
    }

    @Test
    void whoseAnswersDoNotGoOutBeforeItsFlushIsCarriedOutLeavesNoThreadBehind() {
        MemoryVolume volume = new MemoryVolume("LU0", 4096);
        AtomicBoolean hungUp = new AtomicBoolean();
        try (Lookout lookout = new Lookout("test-lookout");
                SharedFlushes flushes = new SharedFlushes(lookout)) {
            Handshake.Entered entered =
                    new Handshake.Entered(
                            new Export(volume, flushes.of(volume), new Semaphore(1)),
                            false,
                            List.of());
            Commands commands =
                    Commands.of(
                            new Wire(new Gone()),
                            entered,
                            new ConnectionBuffers(new BufferPool(2 << 20), 1 << 20),
                            16);
            Transmission session =
                    new Transmission("gone", commands, 16, lookout, () -> hungUp.set(true));
            assertThat(CompletableFuture.runAsync(session::work))
                    .succeedsWithin(30, TimeUnit.SECONDS);
            // By the last of the session's threads: the lookout may have added one.
            await().atMost(30, TimeUnit.SECONDS).untilTrue(hungUp);
        }
    }
}
