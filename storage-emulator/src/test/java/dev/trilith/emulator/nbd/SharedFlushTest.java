package dev.trilith.emulator.nbd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.trilith.emulator.engine.EngineFault;
import dev.trilith.emulator.engine.watch.Lookout;
import dev.trilith.emulator.nbd.tls.Transport;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class SharedFlushTest {
    private final Lookout lookout = new Lookout("test-lookout");
    private final SharedFlushes flushes = new SharedFlushes(lookout);
    private final MemoryVolume volume = new MemoryVolume("LU0", 4096);
    private final BlockingQueue<String> answered = new LinkedBlockingQueue<>();

    @AfterEach
    void end() {
        flushes.close();
        lookout.close();
    }

    /** A client whose answers are only written down; a deaf one does not take them. */
    private final class Client implements ReplyWriter, Transport {
        private final String name;
        private final @Nullable CountDownLatch deaf;
        private final Answers answers;
        private final LaterAnswers later;

        Client(String name, MemoryVolume of, @Nullable CountDownLatch deaf) {
            this.name = name;
            this.deaf = deaf;
            answers = new Answers(of, this);
            later = new LaterAnswers(answers, new Outbox(new Wire(this)), 16);
        }

        void asks(SharedFlush shared) {
            try {
                later.takePlace();
            } catch (IOException e) {
                throw new AssertionError(e);
            }
            Request request = new Request(0, Protocol.CMD_FLUSH, 1, 0, 0);
            shared.ask(answers, later.to(request, false));
        }

        private void answer(String how) {
            if (deaf != null) {
                try {
                    deaf.await();
                } catch (InterruptedException stop) {
                    Thread.currentThread().interrupt();
                }
            }
            answered.add(name + how);
        }

        @Override
        public void done(Request request) {
            answer("");
        }

        @Override
        public void error(Request request, NbdError error) {
            answer(" " + error);
        }

        @Override
        public void data(Request request, ByteBuffer data) {}

        @Override
        public void data(Request request, Pieces pieces) {}

        @Override
        public void blockStatus(Request request, List<ByteBuffer> told) {}

        @Override
        public int read(ByteBuffer target) {
            return -1;
        }

        @Override
        public void write(ByteBuffer... parts) {}

        @Override
        public void bye() {}
    }

    private Client client(String name) {
        return new Client(name, volume, null);
    }

    private CountDownLatch holdFlushes() {
        CountDownLatch gate = new CountDownLatch(1);
        volume.flushesWaitFor = gate;
        return gate;
    }

    private CompletableFuture<Void> firstAsks(SharedFlush shared, Client first) {
        CompletableFuture<Void> asking = CompletableFuture.runAsync(() -> first.asks(shared));
        await().until(() -> volume.flushes.get() == 1);
        return asking;
    }

    private List<String> next(int count) throws InterruptedException {
        List<String> names = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            String name = answered.poll(30, TimeUnit.SECONDS);
            assertThat(name).as("answer %d of %d, after %s", i + 1, count, names).isNotNull();
            names.add(name);
        }
        return names;
    }

    @Test
    void whoAsksDuringAFlushIsServedByTheNextOneAllTogetherAndNobodyWaits() throws Exception {
        SharedFlush shared = flushes.of(volume);
        CountDownLatch gate = holdFlushes();
        CompletableFuture<Void> asking = firstAsks(shared, client("first"));
        volume.write(0, ByteBuffer.wrap(new byte[] {7}), false);
        // None of these waits: they are asked by this one thread.
        for (int i = 0; i < 7; i++) {
            client("c" + i).asks(shared);
        }
        assertThat(answered).isEmpty();
        assertThat(volume.durable(0)).isZero();
        gate.countDown();
        assertThat(next(8))
                .containsExactlyInAnyOrder("first", "c0", "c1", "c2", "c3", "c4", "c5", "c6");
        assertThat(volume.flushes).hasValue(2);
        assertThat(volume.durable(0)).isEqualTo((byte) 7);
        asking.get();
    }

    @Test
    void aLoneClientIsServedOnItsOwnThread() {
        SharedFlush shared = flushes.of(volume);
        for (int i = 1; i <= 3; i++) {
            client("c" + i).asks(shared);
            assertThat(answered).hasSize(i);
            assertThat(volume.flushes).hasValue(i);
        }
    }

    @Test
    void aClientThatTakesNoAnswerHoldsUpNoOther() throws Exception {
        SharedFlush shared = flushes.of(volume);
        CountDownLatch gate = holdFlushes();
        CompletableFuture<Void> asking = firstAsks(shared, client("first"));
        CountDownLatch taken = new CountDownLatch(1);
        new Client("deaf", volume, taken).asks(shared);
        client("good").asks(shared);
        gate.countDown();
        assertThat(next(2)).containsExactlyInAnyOrder("first", "good");
        client("later").asks(shared);
        assertThat(next(1)).containsExactly("later");
        taken.countDown();
        assertThat(next(1)).containsExactly("deaf");
        asking.get();
    }

    @Test
    void aFlushThatFailsFailsForAllThatItWasFor() throws Exception {
        SharedFlush shared = flushes.of(volume);
        CountDownLatch gate = holdFlushes();
        CompletableFuture<Void> asking = firstAsks(shared, client("first"));
        volume.flushFault = EngineFault.Code.DISK_ERROR;
        client("second").asks(shared);
        client("third").asks(shared);
        gate.countDown();
        assertThat(next(3)).containsExactlyInAnyOrder("first EIO", "second EIO", "third EIO");
        asking.get();
    }

    @Test
    void aFlushThatEndsByAnErrorOfTheMachineLeavesNobodyWithoutAnAnswer() throws Exception {
        SharedFlush shared = flushes.of(volume);
        CountDownLatch gate = holdFlushes();
        CompletableFuture<Void> asking = firstAsks(shared, client("first"));
        volume.flushError = new OutOfMemoryError("planted");
        client("second").asks(shared);
        gate.countDown();
        assertThat(next(2)).containsExactlyInAnyOrder("first EIO", "second EIO");
        asking.get();
        volume.flushError = null;
        client("later").asks(shared);
        assertThat(next(1)).containsExactly("later");
    }

    @Test
    void aVolumeMadeAnewUnderTheSameNameIsFlushedItself() throws Exception {
        SharedFlush shared = flushes.of(volume);
        MemoryVolume anew = new MemoryVolume("LU0", 4096);
        assertThat(flushes.of(anew)).isSameAs(shared);
        CountDownLatch gate = holdFlushes();
        CompletableFuture<Void> asking = firstAsks(shared, client("first"));
        client("old").asks(shared);
        new Client("new", anew, null).asks(shared);
        gate.countDown();
        assertThat(next(3)).containsExactlyInAnyOrder("first", "old", "new");
        assertThat(volume.flushes).hasValue(2);
        assertThat(anew.flushes).hasValue(1);
        asking.get();
    }

    @Test
    void withoutAThreadToSpareWhoFlushesGoesOnForTheOthers() throws Exception {
        SharedFlush shared =
                new SharedFlush(
                        lookout,
                        what -> {
                            throw new RejectedExecutionException("no thread");
                        });
        CountDownLatch gate = holdFlushes();
        CompletableFuture<Void> asking = firstAsks(shared, client("first"));
        client("second").asks(shared);
        gate.countDown();
        assertThat(next(2)).containsExactly("first", "second");
        assertThat(volume.flushes).hasValue(2);
        asking.get();
    }
}
