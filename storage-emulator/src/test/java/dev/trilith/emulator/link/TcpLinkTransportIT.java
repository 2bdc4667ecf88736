package dev.trilith.emulator.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trilith.emulator.engine.Cut;
import dev.trilith.emulator.engine.EngineFault;
import dev.trilith.emulator.engine.FaultInjection.LinkFault;
import dev.trilith.emulator.engine.ImageLabel;
import dev.trilith.emulator.engine.LegKey;
import dev.trilith.emulator.engine.VolumeAddress;
import dev.trilith.emulator.engine.remote.LegCommand;
import dev.trilith.emulator.engine.remote.LegOpen;
import dev.trilith.emulator.engine.remote.LegReply;
import dev.trilith.emulator.engine.remote.LegWire;
import dev.trilith.emulator.engine.remote.LinkDownException;
import dev.trilith.emulator.engine.remote.Pending;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Two ends of the link over loopback TCP. */
class TcpLinkTransportIT {
    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final LegKey KEY = new LegKey("G1", "2a->2b");

    private final RecordingReceiver receiver = new RecordingReceiver();
    private TcpLinkTransport here;
    private TcpLinkTransport there;
    private CompletableFuture<String> down;

    @BeforeEach
    void listen() throws IOException {
        here = new TcpLinkTransport("127.0.0.1", 0);
        there = new TcpLinkTransport("127.0.0.1", 0);
        here.start("2a", (open, end) -> receiver);
        there.start(
                "2b",
                (open, end) -> {
                    if (open.term() < 1) {
                        throw new EngineFault(EngineFault.Code.OLD_TERM, "term 0 is over");
                    }
                    return receiver;
                });
        down = new CompletableFuture<>();
    }

    @AfterEach
    void close() {
        here.close();
        there.close();
    }

    private LegWire open() {
        return here.connect(there.endpoint())
                .open(new LegOpen("2a", "2b", KEY, 1), why -> down.complete(why));
    }

    private static ByteBuffer data(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void whatIsSentArrivesInOrderAndIsAnswered() throws Exception {
        LegWire wire = open();
        List<Pending> answers =
                List.of(
                        wire.write(0, 4096, data("one"), false),
                        wire.write(1, 8192, data("two"), true),
                        wire.copy(0, 0, ByteBuffer.allocate(LegWire.MAX_DATA_BYTES)),
                        wire.zero(2, 65536, 1 << 30),
                        wire.zeroes(1, 4096, 1 << 26, true, true),
                        wire.zeroes(1, 8192, 100, false, false),
                        wire.flush(-1));
        for (Pending answer : answers) {
            assertThat(answer.await(LIMIT)).isEqualTo(Pending.Outcome.DONE);
        }
        assertThat(receiver.heard)
                .containsExactly(
                        "write 0 4096 one",
                        "write 1 8192 two fua",
                        "copy 0 0 1048576",
                        "zero 2 65536 1073741824",
                        "zeroes 1 4096 67108864 true true",
                        "zeroes 1 8192 100 false false",
                        "flush -1");
    }

    /** A thing that an answer sets off, and its end. */
    private static Pending.Then then(ThrowingRunnable run, ThrowingRunnable end) {
        return new Pending.Then() {
            @Override
            public void run() {
                run.unchecked();
            }

            @Override
            public void endOfBatch() {
                end.unchecked();
            }
        };
    }

    private interface ThrowingRunnable {
        void run() throws InterruptedException;

        default void unchecked() {
            try {
                run();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @Test
    void whatOneAnswerSetsOffHoldsUpNoOther() throws Exception {
        LegWire wire = open();
        CountDownLatch release = new CountDownLatch(1);
        CountDownLatch others = new CountDownLatch(2 * 2);
        List<Pending.Then> set =
                List.of(
                        then(release::await, () -> {}),
                        then(others::countDown, others::countDown),
                        then(() -> {}, release::await),
                        then(others::countDown, others::countDown));
        for (Pending.Then one : set) {
            wire.writeWithNext(0, 0, data("x")).whenFinished(one);
        }
        wire.push();
        assertThat(others.await(20, TimeUnit.SECONDS)).isTrue();
        // Nor those that come after them.
        Pending next = wire.write(0, 0, data("next"), false);
        assertThat(next.await(LIMIT)).isEqualTo(Pending.Outcome.DONE);
        release.countDown();
    }

    @Test
    void aRefusedWriteTellsWhy() throws Exception {
        Pending answer = open().write(0, 666, data("x"), false);
        assertThat(answer.await(LIMIT)).isEqualTo(Pending.Outcome.REFUSED);
        assertThat(answer.fault()).hasMessage("no good");
    }

    @Test
    void everyCommandCrossesUnchanged() {
        LegWire wire = open();
        Cut cut = new Cut(7, 2, Instant.ofEpochSecond(1526874526, 123));
        VolumeAddress from = new VolumeAddress("2a", "201b", "LU0");
        VolumeAddress to = new VolumeAddress("2b", "201d", "LU0");
        List<ImageLabel> labels =
                List.of(ImageLabel.LIVE, ImageLabel.INCOMPLETE, ImageLabel.still(cut));
        List<LegCommand> commands =
                List.of(
                        new LegCommand.Inquire(
                                List.of(new LegCommand.Offer("P1", from, to, 1 << 20, true))),
                        new LegCommand.Resync(
                                3,
                                EngineFault.Code.GOLDEN_COPY_AT_RISK,
                                true,
                                cut,
                                "word",
                                List.of(new LegCommand.Start("P1", true, 99, labels.get(2)))),
                        new LegCommand.Paired(labels),
                        new LegCommand.Relabel(labels),
                        new LegCommand.Resume(7, labels),
                        new LegCommand.Suspend(),
                        new LegCommand.Forget());
        for (LegCommand command : commands) {
            assertThat(wire.command(command)).isEqualTo(new LegReply.Done(Cut.NONE));
        }
        assertThat(receiver.commands).isEqualTo(commands);
        assertThatThrownBy(() -> wire.command(new LegCommand.Freeze(cut)))
                .isInstanceOf(EngineFault.class)
                .hasMessage("term 1 is over");
        assertThat(wire.isOpen()).isTrue();
    }

    @Test
    void aRefusedOpeningTellsWhy() {
        assertThatThrownBy(() ->
                        here.connect(there.endpoint())
                                .open(new LegOpen("2a", "2b", KEY, 0), why -> {}))
                .hasMessage("term 0 is over");
        assertThatThrownBy(() ->
                        here.connect(there.endpoint())
                                .open(new LegOpen("2a", "2c", KEY, 1), why -> {}))
                .hasMessageContaining("this is array 2b, not 2c");
    }

    @Test
    void theOtherSidesEndIsToldBeforeAnAnswerIsGivenUp() throws Exception {
        LegWire wire = open();
        there.close();
        assertThat(down.get(20, TimeUnit.SECONDS)).contains("2b");
        assertThatThrownBy(() -> wire.write(0, 0, data("x"), false))
                .isInstanceOf(LinkDownException.class);
        assertThat(receiver.down.get(20, TimeUnit.SECONDS)).isNotEmpty();
    }

    @Test
    void aCutCableIsNoticedByBothSides() throws Exception {
        LegWire wire = open();
        here.setFault("2b", new LinkFault(Duration.ZERO, 0, true));
        Pending answer = wire.write(0, 0, data("lost"), false);
        assertThat(down.get(20, TimeUnit.SECONDS)).containsAnyOf("no sign of life", "closed");
        assertThat(answer.await(LIMIT)).isEqualTo(Pending.Outcome.DOWN);
        receiver.down.get(20, TimeUnit.SECONDS);
        assertThat(receiver.heard).isEmpty();
    }

    @Test
    void aLongCableKeepsTheOrder() throws Exception {
        LegWire wire = open();
        here.setFault("", new LinkFault(Duration.ofMillis(30), 1 << 20, false));
        Pending first = wire.write(0, 0, data("first"), false);
        here.setFault("", LinkFault.NONE);
        Pending second = wire.write(0, 0, data("second"), false);
        assertThat(second.await(LIMIT)).isEqualTo(Pending.Outcome.DONE);
        assertThat(first.await(LIMIT)).isEqualTo(Pending.Outcome.DONE);
        assertThat(receiver.heard).containsExactly("write 0 0 first", "write 0 0 second");
    }

    @Test
    void garbageEndsItsOwnConnectionOnly() throws Exception {
        LegWire wire = open();
        String[] endpoint = there.endpoint().split(":", -1);
        byte[] valid = new byte[Frame.HEADER_BYTES];
        Frame.bare(Frame.Type.OPEN, 1).put(ByteBuffer.wrap(valid));
        for (int flipped = 0; flipped < Frame.HEADER_BYTES; flipped++) {
            byte[] torn = valid.clone();
            torn[flipped] ^= 0x40;
            try (Socket socket = new Socket(endpoint[0], Integer.parseInt(endpoint[1]))) {
                socket.getOutputStream().write(torn);
                InputStream answer = socket.getInputStream();
                assertThat(answer.readAllBytes()).as("byte %d flipped", flipped).isEmpty();
            }
        }
        assertThat(wire.write(0, 0, data("still here"), false).await(LIMIT))
                .isEqualTo(Pending.Outcome.DONE);
    }

    /** Each array has 64 MiB for such buffers: without them it could not hear its peers again. */
    @Test
    void aCrowdThatSaysNothingTakesNoMemory() throws Exception {
        String[] endpoint = there.endpoint().split(":", -1);
        long before = directBytes();
        List<Socket> crowd = new ArrayList<>();
        try {
            for (int i = 0; i < 100; i++) {
                crowd.add(new Socket(endpoint[0], Integer.parseInt(endpoint[1])));
            }
            LegWire wire = open();
            assertThat(wire.write(0, 0, data("heard"), false).await(LIMIT))
                    .isEqualTo(Pending.Outcome.DONE);
            assertThat(directBytes() - before).isLessThan(4 << 20);
        } finally {
            for (Socket socket : crowd) {
                socket.close();
            }
        }
    }

    private static long directBytes() {
        return ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
                .filter(pool -> pool.getName().equals("direct"))
                .mapToLong(BufferPoolMXBean::getMemoryUsed)
                .sum();
    }

    @Test
    void aPeerThatDoesNotExistIsUnreachable() {
        assertThatThrownBy(() -> here.connect("127.0.0.1:1"))
                .isInstanceOf(EngineFault.class)
                .hasMessageContaining("127.0.0.1:1");
        assertThatThrownBy(() -> here.connect("nonsense")).hasMessageContaining("no host:port");
    }

    private EngineFault.Code probe(String endpoint, String receiver) {
        long begun = System.nanoTime();
        try {
            here.probe(endpoint, "2a", receiver, Duration.ofSeconds(1));
            throw new AssertionError("it was reached");
        } catch (EngineFault e) {
            assertThat(Duration.ofNanos(System.nanoTime() - begun))
                    .isLessThan(Duration.ofSeconds(10));
            return e.code();
        }
    }

    @Test
    void aProbeIsAnsweredBesideALegAndLeavesItAlone() throws Exception {
        LegWire wire = open();
        for (int i = 0; i < 50; i++) {
            here.probe(there.endpoint(), "2a", "2b", LIMIT);
        }
        assertThat(wire.write(0, 0, data("still there"), false).await(LIMIT))
                .isEqualTo(Pending.Outcome.DONE);
        assertThat(wire.isOpen()).isTrue();
        assertThat(down).isNotDone();
    }

    @Test
    void aProbeTellsACutCableOnEitherSide() {
        there.setFault("2a", new LinkFault(Duration.ZERO, 0, true));
        assertThat(probe(there.endpoint(), "2b")).isEqualTo(EngineFault.Code.PEER_UNREACHABLE);
        there.setFault("2a", LinkFault.NONE);
        here.setFault("2b", new LinkFault(Duration.ZERO, 0, true));
        assertThat(probe(there.endpoint(), "2b")).isEqualTo(EngineFault.Code.PEER_UNREACHABLE);
        here.setFault("2b", LinkFault.NONE);
        here.probe(there.endpoint(), "2a", "2b", LIMIT);
    }

    @Test
    void aProbeOverALongCableIsAnswered() {
        LinkFault far = new LinkFault(Duration.ofMillis(150), 0, false);
        here.setFault("2b", far);
        there.setFault("2a", far);
        here.probe(there.endpoint(), "2a", "2b", LIMIT);
    }

    @Test
    void aRefusalOverALongCableArrives() {
        there.setFault("2a", new LinkFault(Duration.ofMillis(150), 0, false));
        assertThatThrownBy(() ->
                        here.connect(there.endpoint())
                                .open(new LegOpen("2a", "2b", KEY, 0), down::complete))
                .isInstanceOfSatisfying(
                        EngineFault.class,
                        e -> assertThat(e.code()).isEqualTo(EngineFault.Code.OLD_TERM));
    }

    @Test
    void aProbeFindsNobodyElse() throws Exception {
        assertThat(probe(there.endpoint(), "2c"))
                .isEqualTo(EngineFault.Code.CONFLICTING_DEFINITION);
        assertThat(probe("no.such.host.invalid:9000", "2b"))
                .isEqualTo(EngineFault.Code.PEER_UNREACHABLE);
        assertThat(probe("nonsense", "2b")).isEqualTo(EngineFault.Code.INVALID_VALUE);
        // Packets to it vanish: nobody has this address, and nobody says so.
        assertThat(probe("192.0.2.1:9000", "2b")).isEqualTo(EngineFault.Code.PEER_UNREACHABLE);
        try (ServerSocket mute = new ServerSocket(0)) {
            assertThat(probe("127.0.0.1:" + mute.getLocalPort(), "2b"))
                    .as("it takes the connection and says nothing")
                    .isEqualTo(EngineFault.Code.PEER_UNREACHABLE);
        }
        String gone = there.endpoint();
        there.close();
        assertThat(probe(gone, "2b")).isEqualTo(EngineFault.Code.PEER_UNREACHABLE);
    }
}
