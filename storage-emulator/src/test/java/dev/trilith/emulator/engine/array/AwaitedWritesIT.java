package dev.trilith.emulator.engine.array;

import static dev.trilith.emulator.engine.array.Aside.inAThread;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.trilith.emulator.engine.Acknowledgement;
import dev.trilith.emulator.engine.EngineFault;
import dev.trilith.emulator.engine.FaultInjection.DiskFault;
import dev.trilith.emulator.engine.FaultInjection.LinkFault;
import dev.trilith.emulator.engine.FreezeMode;
import dev.trilith.emulator.engine.Order;
import dev.trilith.emulator.engine.PairStatus;
import dev.trilith.emulator.engine.VolumeAddress;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Mirrored writes whose host's thread does not wait for the other array. */
@Timeout(120)
class AwaitedWritesIT {
    private static final int BLOCK = ArrayLab.BLOCK;
    private static final int OTHER_GRAIN = 200;
    private static final String LEG = "2a->2b";

    @TempDir private Path folder;
    private ArrayLab lab;
    private VolumeAddress a;
    private VolumeAddress b;

    @BeforeEach
    void inStep() {
        lab = new ArrayLab(folder);
        List.of("2a", "2b").forEach(lab::start);
        a = lab.define("2a", 1, "A0", 1 << 20);
        b = lab.define("2b", 1, "B0", 1 << 20);
        lab.pair("P1", "G1", a, b);
        lab.sealAll("G1", 1);
        lab.resync("2a", "G1", LEG);
        lab.awaitStatus("2a", "G1", LEG, PairStatus.PAIR);
    }

    @AfterEach
    void stop() {
        lab.close();
    }

    /** The end of a write: what {@code seen} gives at the instant of its acknowledgement. */
    private <T> CompletableFuture<T> write(int block, int value, Supplier<T> seen) {
        ByteBuffer data = ByteBuffer.allocateDirect(BLOCK);
        while (data.hasRemaining()) {
            data.put((byte) value);
        }
        CompletableFuture<T> end = new CompletableFuture<>();
        boolean now =
                lab.host(a)
                        .write(
                                (long) block * BLOCK,
                                data.flip(),
                                new Acknowledgement() {
                                    @Override
                                    public void done() {
                                        end.complete(seen.get());
                                    }

                                    @Override
                                    public void refused(EngineFault why) {
                                        end.completeExceptionally(why);
                                    }
                                });
        assertThat(now).as("a mirrored write is not over at once").isFalse();
        return end;
    }

    private PairStatus status() {
        return lab.leg("2a", "G1", LEG).get(0).status();
    }

    @Test
    void isAcknowledgedWhenTheOtherArrayHasIt() throws Exception {
        lab.get("2a").faults().setLink("2b", new LinkFault(Duration.ofMillis(50), 0, false));
        assertThat(write(3, 7, () -> lab.value(b, 3)).get()).isEqualTo(7);
    }

    @Test
    void isAcknowledgedAfterABrokenLegIsStoppedAndRemembered() throws Exception {
        lab.get("2a").faults().setLink("2b", new LinkFault(Duration.ZERO, 0, true));
        assertThat(write(3, 7, this::status).get()).isEqualTo(PairStatus.PSUE);
        assertThat(lab.leg("2a", "G1", LEG).get(0).dirtyBytes()).isPositive();
    }

    /** It was to go to both sides when it came, and finds only one when its turn comes. */
    @Test
    void aLegThatStopsWhileAWriteWaitsForItsTurnRemembersIt() {
        DiskFault slow = new DiskFault(false, false, false, false, Duration.ofSeconds(7));
        lab.get("2a").faults().setDisk(a.port(), a.lu(), slow);
        var first = inAThread(() -> lab.write(a, 0, 7));
        await().until(() -> lab.value(b, 0) == 7);
        var waiting = inAThread(() -> lab.write(a, OTHER_GRAIN, 8));
        await().pollDelay(Duration.ofMillis(300)).until(() -> !waiting.isDone());
        lab.get("2a").faults().setLink("2b", new LinkFault(Duration.ZERO, 0, true));
        await().until(() -> status() == PairStatus.PSUE);
        assertThat(first).as("is still in the way").isNotDone();
        await().atMost(Duration.ofSeconds(30)).until(() -> first.isDone() && waiting.isDone());
        lab.get("2a").faults().setDisk(a.port(), a.lu(), DiskFault.NONE);
        lab.get("2a").faults().setLink("2b", new LinkFault(Duration.ZERO, 0, false));
        lab.get("2a")
                .order(
                        new Order.Resync(
                                lab.fence("G1", LEG), EngineFault.Code.GOLDEN_COPY_AT_RISK));
        lab.awaitStatus("2a", "G1", LEG, PairStatus.PAIR);
        assertThat(lab.value(b, OTHER_GRAIN)).isEqualTo(8);
    }

    @Test
    void anArrayThatGivesNoAnswerIsGivenUp() throws Exception {
        DiskFault slow = new DiskFault(false, false, false, false, Duration.ofSeconds(12));
        lab.get("2b").faults().setDisk(b.port(), b.lu(), slow);
        assertThat(write(3, 7, this::status).get()).isEqualTo(PairStatus.PSUE);
        assertThat(lab.leg("2a", "G1", LEG).get(0).dirtyBytes()).isPositive();
        lab.get("2b").faults().setDisk(b.port(), b.lu(), DiskFault.NONE);
    }

    @Test
    void aCutWaitsForIt() {
        lab.get("2a").faults().setLink("2b", new LinkFault(Duration.ofMillis(300), 0, false));
        CompletableFuture<Integer> end = write(3, 7, () -> 0);
        lab.freeze("2a", "G1", LEG, 5, FreezeMode.HOLD);
        assertThat(end).isDone();
        lab.resume("2a", "G1", LEG, 5);
        assertThat(lab.value(b, 3)).isEqualTo(7);
    }

    @Test
    void manyAreInFlightAndKeepTheirOrder() {
        lab.get("2a").faults().setLink("2b", new LinkFault(Duration.ofMillis(20), 0, false));
        List<CompletableFuture<Integer>> ends =
                IntStream.range(1, 100).mapToObj(value -> write(3, value, () -> value)).toList();
        await().until(() -> ends.stream().allMatch(CompletableFuture::isDone));
        assertThat(lab.value(a, 3)).isEqualTo(99);
        assertThat(lab.value(b, 3)).isEqualTo(99);
    }
}
