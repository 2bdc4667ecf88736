package dev.trilith.emulator.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.trilith.emulator.engine.FaultInjection.LinkFault;
import dev.trilith.emulator.engine.LegKey;
import dev.trilith.emulator.engine.remote.LegOpen;
import dev.trilith.emulator.engine.remote.LegWire;
import dev.trilith.emulator.engine.remote.Pending;
import java.io.IOException;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Errors of the array's own, and threads that it does not get, end no more than they must. */
class OwnErrorsIT {
    private static final Duration LIMIT = Duration.ofSeconds(20);

    private final RecordingReceiver receiver = new RecordingReceiver();
    private final AtomicBoolean noThread = new AtomicBoolean();
    private final CompletableFuture<String> down = new CompletableFuture<>();
    private TcpLinkTransport here;
    private TcpLinkTransport there;

    @BeforeEach
    void listen() throws IOException {
        here = new TcpLinkTransport("127.0.0.1", 0);
        there = new TcpLinkTransport("127.0.0.1", 0, this::thread);
        here.start("2a", (open, end) -> receiver);
        there.start("2b", (open, end) -> receiver);
    }

    @AfterEach
    void close() {
        here.close();
        there.close();
    }

    private Thread thread(Runnable work) {
        if (!noThread.getAndSet(false)) {
            return Thread.ofPlatform().daemon().unstarted(work);
        }
        return new Thread(work) {
            @Override
            public void start() {
                throw new OutOfMemoryError("a test: no thread can be made");
            }
        };
    }

    private LegWire open() {
        return here.connect(there.endpoint())
                .open(
                        new LegOpen("2a", "2b", new LegKey("G1", "2a->2b"), 1),
                        why -> down.complete(why));
    }

    private static ByteBuffer data() {
        return ByteBuffer.allocate(512);
    }

    private static Pending.Then then(Runnable run, Runnable end) {
        return new Pending.Then() {
            @Override
            public void run() {
                run.run();
            }

            @Override
            public void endOfBatch() {
                end.run();
            }
        };
    }

    private static void fail() {
        throw new IllegalStateException("a test: a bug in what an answer sets off");
    }

    @Test
    void aThreadThatIsMissingOnceEndsOneConnectionOnly() throws Exception {
        noThread.set(true);
        String[] endpoint = there.endpoint().split(":", -1);
        try (Socket socket = new Socket(endpoint[0], Integer.parseInt(endpoint[1]))) {
            socket.setSoTimeout((int) LIMIT.toMillis());
            assertThat(socket.getInputStream().readAllBytes()).isEmpty();
        }
        assertThat(open().write(0, 0, data(), false).await(LIMIT)).isEqualTo(Pending.Outcome.DONE);
    }

    /** Lets answers be waited for before they come. */
    private LegWire openFarAway() {
        LegWire wire = open();
        there.setFault("2a", new LinkFault(Duration.ofSeconds(1), 0, false));
        return wire;
    }

    @Test
    void whatFailsWhenAnAnswerComesEndsTheConnection() throws Exception {
        LegWire wire = openFarAway();
        wire.writeWithNext(0, 0, data()).whenFinished(then(OwnErrorsIT::fail, () -> {}));
        wire.push();
        assertThat(down.get(20, TimeUnit.SECONDS)).contains("an error of this array");
        await().atMost(LIMIT).until(() -> !wire.isOpen());
        assertThat(receiver.down.get(20, TimeUnit.SECONDS)).isNotEmpty();
    }

    @Test
    void whatCameTogetherWithItIsStillToldOf() throws Exception {
        LegWire wire = openFarAway();
        CountDownLatch told = new CountDownLatch(4);
        wire.writeWithNext(0, 0, data()).whenFinished(then(told::countDown, told::countDown));
        for (int i = 0; i < 3; i++) {
            wire.writeWithNext(0, 0, data())
                    .whenFinished(then(OwnErrorsIT::fail, OwnErrorsIT::fail));
        }
        wire.writeWithNext(0, 0, data()).whenFinished(then(told::countDown, told::countDown));
        wire.push();
        assertThat(told.await(20, TimeUnit.SECONDS)).isTrue();
    }
}
