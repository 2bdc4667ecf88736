package dev.trilith.emulator.nbd;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trilith.emulator.nbd.tls.Transport;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Answers that come while another thread sends. */
class OutboxTest {
    private static final int ANSWER = 16;

    private final CountDownLatch sending = new CountDownLatch(1);
    private final CountDownLatch taken = new CountDownLatch(1);
    private final BlockingQueue<Integer> sent = new LinkedBlockingQueue<>();

    /** A client that takes its first answer only when told to. */
    private final class SlowClient implements Transport {
        @Override
        public int read(ByteBuffer target) {
            return -1;
        }

        @Override
        public void write(ByteBuffer... parts) throws IOException {
            int bytes = 0;
            for (ByteBuffer part : parts) {
                bytes += part.remaining();
                part.position(part.limit());
            }
            sending.countDown();
            try {
                taken.await();
            } catch (InterruptedException stop) {
                throw new IOException(stop);
            }
            sent.add(bytes);
        }

        @Override
        public void bye() {}
    }

    @ParameterizedTest
    @ValueSource(ints = {ANSWER, 8 << 10})
    void areSentByThatThreadAndNoOtherWaits(int firstBytes) throws Exception {
        Outbox out = new Outbox(new Wire(new SlowClient()));
        CompletableFuture<Void> first =
                CompletableFuture.runAsync(() -> {
                    try {
                        out.lock();
                        try {
                            out.put(ByteBuffer.allocate(firstBytes));
                        } finally {
                            out.unlock();
                        }
                        out.flush();
                    } catch (IOException failed) {
                        throw new IllegalStateException(failed);
                    }
                });
        sending.await();
        out.whenFree(() -> out.put(ByteBuffer.allocate(ANSWER)));
        out.whenFree(out::flush);
        assertThat(sent).isEmpty();
        taken.countDown();
        assertThat(first).succeedsWithin(20, TimeUnit.SECONDS);
        assertThat(sent.poll(20, TimeUnit.SECONDS)).isEqualTo(firstBytes);
        assertThat(sent.poll(20, TimeUnit.SECONDS)).isEqualTo(ANSWER);
    }
}
