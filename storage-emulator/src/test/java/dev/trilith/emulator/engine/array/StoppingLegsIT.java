package dev.trilith.emulator.engine.array;

import static dev.trilith.emulator.engine.array.Aside.inAThread;
import static dev.trilith.emulator.engine.array.Aside.pass;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.trilith.emulator.engine.EngineFault;
import dev.trilith.emulator.engine.FaultInjection.DiskFault;
import dev.trilith.emulator.engine.FaultInjection.LinkFault;
import dev.trilith.emulator.engine.HostVolume;
import dev.trilith.emulator.engine.ImageLabel;
import dev.trilith.emulator.engine.Order;
import dev.trilith.emulator.engine.PairStatus;
import dev.trilith.emulator.engine.VolumeAddress;
import dev.trilith.emulator.engine.device.CountingDisk;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What happens beside a leg's stop, or to one of its pairs alone. */
@Timeout(60)
class StoppingLegsIT {
    private static final String LEG = "2a->2b";
    private static final Duration SOON = Duration.ofMillis(300);

    @TempDir private Path folder;
    private final CountingDisk disk = new CountingDisk();
    private final CountDownLatch forced = new CountDownLatch(1);
    private ArrayLab lab;
    private VolumeAddress a;
    private VolumeAddress b;

    @BeforeEach
    void inStep() {
        lab = new ArrayLab(folder);
        lab.start("2b");
        lab.disk(disk);
        lab.start("2a");
        a = lab.define("2a", 1, "A0", 1 << 20);
        b = lab.define("2b", 1, "B0", 1 << 20);
        lab.pair("P1", "G1", a, b);
        lab.sealAll("G1", 1);
        lab.run("2a", "G1", LEG);
        lab.write(a, 1, 6);
    }

    @AfterEach
    void stop() {
        forced.countDown();
        lab.close();
    }

    private PairStatus status() {
        return lab.leg("2a", "G1", LEG).get(0).status();
    }

    /** The link breaks, and the note of it takes its time to become durable. */
    private void breakTheLinkAndHoldTheNote() {
        CountDownLatch noting = new CountDownLatch(1);
        disk.duringNextForce(() -> {
            noting.countDown();
            pass(forced);
        });
        LinkFault broken = new LinkFault(Duration.ZERO, 0, true);
        var unused = inAThread(() -> lab.get("2a").faults().setLink("2b", broken));
        pass(noting);
    }

    @Test
    void noWriteIsAcknowledgedBeforeItsLegIsStoppedDurably() {
        HostVolume host = lab.host(a); // opening it would wait for the note by itself
        breakTheLinkAndHoldTheNote();
        ByteBuffer data = ByteBuffer.allocate(ArrayLab.BLOCK);
        CompletableFuture<Void> write = inAThread(() -> host.write(ArrayLab.BLOCK, data, false));
        await().during(SOON).until(() -> !write.isDone());
        forced.countDown();
        await().until(write::isDone);
        assertThat(write).isCompleted();
        assertThat(status()).isEqualTo(PairStatus.PSUE);
        assertThat(lab.leg("2a", "G1", LEG).get(0).dirtyBytes()).isPositive();
    }

    /** What the other array could not make durable is copied again. */
    @Test
    void aSuspendWhoseFlushFailsThereForgetsNothing() {
        DiskFault broken = new DiskFault(false, false, true, false, Duration.ZERO);
        lab.get("2b").faults().setDisk(b.port(), b.lu(), broken);
        lab.suspend("2a", "G1", LEG);
        assertThat(lab.label(b)).isEqualTo(ImageLabel.INCOMPLETE);
        lab.crash("2b", left -> lose(left.resolve("volumes/2012b/B0.img")));
        lab.pair("P1", "G1", a, b);
        lab.get("2a")
                .order(
                        new Order.Resync(
                                lab.fence("G1", LEG), EngineFault.Code.GOLDEN_COPY_AT_RISK));
        lab.awaitStatus("2a", "G1", LEG, PairStatus.PAIR);
        assertThat(lab.value(b, 1)).isEqualTo(6);
    }

    /** The second block is as it was before it was written. */
    private static void lose(Path volume) {
        try (FileChannel file = FileChannel.open(volume, StandardOpenOption.WRITE)) {
            file.write(ByteBuffer.wrap(new byte[ArrayLab.BLOCK]), ArrayLab.BLOCK);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void aPairThatIsRegisteredWhileItsLegIsCopyingIsNotInStepWithIt() {
        VolumeAddress c0 = lab.define("2b", 1, "C0", 1 << 20);
        VolumeAddress b1 = lab.define("2b", 2, "B1", 1 << 20);
        VolumeAddress c1 = lab.define("2b", 2, "C1", 1 << 20);
        lab.sealAll("G11", 1);
        lab.pair("P11", "G11", b, c0);
        lab.write(b1, 0, 9);
        DiskFault slow = new DiskFault(false, false, false, false, Duration.ofSeconds(1));
        lab.get("2b").faults().setDisk(c0.port(), c0.lu(), slow);
        lab.resync("2b", "G11", "2b");
        lab.pair("P12", "G11", b1, c1);
        lab.get("2b").faults().setDisk(c0.port(), c0.lu(), DiskFault.NONE);
        await().atMost(Duration.ofSeconds(20))
                .until(() ->
                        lab.leg("2b", "G11", "2b").stream()
                                .anyMatch(p -> p.status() == PairStatus.PAIR));
        assertThat(lab.leg("2b", "G11", "2b"))
                .extracting(p -> p.definition().name() + " " + p.status())
                .containsExactlyInAnyOrder("P11 PAIR", "P12 SMPL");
        assertThat(lab.label(c1)).isNotEqualTo(lab.label(b1));
    }
}
