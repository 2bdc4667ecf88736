package dev.trilith.emulator.link;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trilith.emulator.engine.Cut;
import dev.trilith.emulator.engine.FaultInjection.LinkFault;
import dev.trilith.emulator.engine.LegKey;
import dev.trilith.emulator.engine.remote.LegCommand;
import dev.trilith.emulator.engine.remote.LegOpen;
import dev.trilith.emulator.engine.remote.LegReply;
import dev.trilith.emulator.engine.remote.LegWire;
import dev.trilith.emulator.engine.remote.Pending;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Commands that end their own connection, as SUSPEND does, over loopback TCP. */
class LastAnswerIT {
    private static final Duration LIMIT = Duration.ofSeconds(20);

    private final RecordingReceiver receiver = new RecordingReceiver();
    private final CompletableFuture<String> down = new CompletableFuture<>();
    private volatile Consumer<String> ending = why -> {};
    private TcpLinkTransport here;
    private TcpLinkTransport there;

    @BeforeEach
    void listen() throws IOException {
        here = new TcpLinkTransport("127.0.0.1", 0);
        there = new TcpLinkTransport("127.0.0.1", 0);
        here.start("2a", (open, end) -> receiver);
        there.start(
                "2b",
                (open, end) -> {
                    ending = end;
                    return receiver;
                });
    }

    @AfterEach
    void close() {
        here.close();
        there.close();
    }

    private LegWire open() {
        return here.connect(there.endpoint())
                .open(
                        new LegOpen("2a", "2b", new LegKey("G1", "2a->2b"), 1),
                        why -> down.complete(why));
    }

    /** The sender would take it for a broken link else, whatever a host sent meanwhile. */
    @ParameterizedTest
    @ValueSource(ints = {0, 150})
    void aCommandThatEndsItsConnectionIsAnsweredFirst(int latencyMillis) throws Exception {
        LegWire wire = open();
        there.setFault("2a", new LinkFault(Duration.ofMillis(latencyMillis), 0, false));
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch flushed = new CountDownLatch(1);
        receiver.beside =
                () -> {
                    ending.accept("suspended by the sender");
                    begun.countDown();
                    await(flushed);
                };
        CompletableFuture<LegReply> reply =
                CompletableFuture.supplyAsync(() -> wire.command(new LegCommand.Suspend()));
        await(begun);
        Pending flush = wire.flush(-1);
        Pending write = wire.write(0, 0, ByteBuffer.allocate(4096), false);
        flushed.countDown();
        assertThat(reply.get(20, TimeUnit.SECONDS)).isEqualTo(new LegReply.Done(Cut.NONE));
        assertThat(down).isNotDone();
        wire.close("suspended");
        assertThat(flush.await(LIMIT)).isEqualTo(Pending.Outcome.DOWN);
        assertThat(write.await(LIMIT)).isEqualTo(Pending.Outcome.DOWN);
        assertThat(receiver.down.get(20, TimeUnit.SECONDS)).isEqualTo("suspended by the sender");
        assertThat(receiver.heard).isEmpty();
    }

    @Test
    void aSenderThatDoesNotHangUpAfterItsLastAnswerIsHungUpOn() throws Exception {
        LegWire wire = open();
        receiver.beside = () -> ending.accept("suspended by the sender");
        LegReply unused = wire.command(new LegCommand.Suspend());
        assertThat(down.get(60, TimeUnit.SECONDS)).contains("closed");
        assertThat(wire.isOpen()).isFalse();
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(20, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
