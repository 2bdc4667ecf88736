package dev.trilith.emulator.engine.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A channel that does not block is one whose reader waits awake. */
class PromptSocketTest {
    private static final long TURNAROUND = 10_000;

    private final AtomicLong now = new AtomicLong();
    private final AtomicLong vigilNow = new AtomicLong();
    private final Vigil vigil = new Vigil(vigilNow::get);
    private volatile boolean looked;
    private volatile long step = TURNAROUND;

    private SocketChannel here;
    private SocketChannel there;
    private PromptSocket socket;

    @BeforeEach
    void connect() throws IOException {
        try (ServerSocketChannel listener = ServerSocketChannel.open()) {
            listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            there = SocketChannel.open(listener.getLocalAddress());
            here = listener.accept();
        }
        socket = new PromptSocket(here, this::nanoTime, vigil);
    }

    /** Between the first and the second look after something was sent it goes on by a step. */
    private long nanoTime() {
        if (looked) {
            return now.get() + step;
        }
        looked = true;
        return now.get();
    }

    @AfterEach
    void hangUp() throws IOException {
        here.close();
        there.close();
        vigilNow.addAndGet(2 * Vigil.WORK_NANOS);
        await().until(vigil::resting);
    }

    private void send(int value) throws IOException {
        there.write(ByteBuffer.wrap(new byte[] {(byte) value}));
        now.addAndGet(step);
        looked = false;
    }

    private int read() throws IOException {
        ByteBuffer one = ByteBuffer.allocate(1);
        int got = socket.read(one);
        return got < 0 ? -1 : one.get(0);
    }

    private void promptly(int times) throws IOException {
        for (int i = 0; i < times; i++) {
            send(i);
            assertThat(read()).isEqualTo(i);
        }
    }

    @Test
    void waitsAwakeForWhoHasBeenPromptOftenEnough() throws IOException {
        socket.mayLinger();
        promptly(PromptSocket.HABIT - 1);
        assertThat(here.isBlocking()).isTrue();
        promptly(1);
        assertThat(here.isBlocking()).isFalse();
        promptly(3);
        assertThat(here.isBlocking()).isFalse();
    }

    @Test
    void waitsAsleepUntilItIsToldThatNobodyElseUsesTheChannel() throws IOException {
        promptly(2 * PromptSocket.HABIT);
        assertThat(here.isBlocking()).isTrue();
    }

    @Test
    void whoIsSlowOnceHasToBePromptAllTheTimesAnew() throws Exception {
        socket.mayLinger();
        promptly(PromptSocket.HABIT);
        CompletableFuture<Integer> late = CompletableFuture.supplyAsync(this::readOrFail);
        await().until(() -> {
            now.addAndGet(PromptSocket.LINGER_NANOS);
            return here.isBlocking();
        });
        // So long ago is not prompt.
        now.addAndGet(3 * PromptSocket.LINGER_NANOS);
        there.write(ByteBuffer.wrap(new byte[] {9}));
        assertThat(late.get()).isEqualTo(9);
        promptly(PromptSocket.HABIT - 2);
        assertThat(here.isBlocking()).isTrue();
        promptly(3);
        assertThat(here.isBlocking()).isFalse();
    }

    private int readOrFail() {
        try {
            return read();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void whoSendsWithoutWaitingForAnswersIsNotWaitedForAwake() throws IOException {
        socket.mayLinger();
        step = 0;
        promptly(2 * PromptSocket.HABIT);
        assertThat(here.isBlocking()).isTrue();
        step = TURNAROUND;
        promptly(PromptSocket.HABIT);
        assertThat(here.isBlocking()).isFalse();
        step = 0;
        promptly(PromptSocket.CROWD - 1);
        assertThat(here.isBlocking()).isFalse();
        promptly(1);
        assertThat(here.isBlocking()).isTrue();
    }

    @Test
    void aWriterWhoseReaderIsSlowWaitsAsleepAndLosesNothing() throws Exception {
        socket.mayLinger();
        promptly(PromptSocket.HABIT);
        byte[] much = new byte[16 << 20];
        for (int i = 0; i < much.length; i++) {
            much[i] = (byte) ((i * 31) >> 3);
        }
        CompletableFuture<Void> written =
                CompletableFuture.runAsync(() -> {
                    try {
                        socket.write(
                                ByteBuffer.wrap(much, 0, 5),
                                ByteBuffer.wrap(much, 5, much.length - 5));
                    } catch (IOException e) {
                        throw new AssertionError(e);
                    }
                });
        await().until(here::isBlocking);
        // The reader does not wait for the writer, however prompt its client is.
        promptly(2 * PromptSocket.HABIT);
        assertThat(here.isBlocking()).isTrue();
        assertThat(written).isNotDone();
        ByteBuffer got = ByteBuffer.allocate(much.length);
        while (got.hasRemaining()) {
            there.read(got);
        }
        written.get();
        assertThat(got.array()).isEqualTo(much);
        promptly(PromptSocket.HABIT);
        assertThat(here.isBlocking()).isFalse();
    }

    @Test
    void theEndAndAClosedChannelEndTheWaitAwake() throws Exception {
        socket.mayLinger();
        promptly(PromptSocket.HABIT);
        there.shutdownOutput();
        assertThat(read()).isEqualTo(-1);
        here.close();
        assertThatThrownBy(this::read).isInstanceOf(ClosedChannelException.class);
    }

    @Test
    void aReaderThatWaitsAwakeIsInterruptedByTheClosing() throws Exception {
        socket.mayLinger();
        promptly(PromptSocket.HABIT);
        CompletableFuture<Integer> reading = CompletableFuture.supplyAsync(this::readOrFail);
        here.close();
        await().until(reading::isCompletedExceptionally);
    }

    @Test
    void aProcessorIsKeptAwakeForAWaitingClientUntilItIsAnswered() throws IOException {
        await().until(vigil::resting);
        socket.mayLinger();
        promptly(2 * PromptSocket.HABIT);
        assertThat(vigil.resting()).as("nobody waits for what is written here").isTrue();
        socket.answers();
        promptly(1);
        await().until(() -> !vigil.resting());
        socket.write(ByteBuffer.wrap(new byte[] {1}));
        vigilNow.addAndGet(Vigil.GRACE_NANOS);
        await().until(vigil::resting);
        socket.write(ByteBuffer.wrap(new byte[] {2}));
        assertThat(vigil.over()).as("the answer to nothing").isTrue();
    }

    @Test
    void aMachineWithOneProcessorKeepsNoneAwake() {
        assertThat(PromptSocket.mostAwake(1)).isZero();
        assertThat(PromptSocket.mostAwake(2)).isEqualTo(2);
        assertThat(PromptSocket.mostAwake(3)).isEqualTo(2);
        assertThat(PromptSocket.mostAwake(16)).isEqualTo(8);
    }
}
