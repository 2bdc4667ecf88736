package dev.trilith.emulator.engine.array;

import static dev.trilith.emulator.engine.array.Aside.inAThread;
import static dev.trilith.emulator.engine.array.Aside.pass;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.trilith.emulator.engine.EngineFault;
import dev.trilith.emulator.engine.FaultInjection.DiskFault;
import dev.trilith.emulator.engine.FaultInjection.LinkFault;
import dev.trilith.emulator.engine.FreezeMode;
import dev.trilith.emulator.engine.ImageLabel;
import dev.trilith.emulator.engine.PairStatus;
import dev.trilith.emulator.engine.VolumeAddress;
import dev.trilith.emulator.engine.device.CountingDisk;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A receiving array that is slow, or whose disk fails while nobody writes. */
@Timeout(90)
class FarSideIT {
    private static final String LEG = "2a->2b";
    private static final String ONWARD = "2b->2c";
    private static final DiskFault NO_FLUSH =
            new DiskFault(false, false, true, false, Duration.ZERO);
    private static final LinkFault SLOW = new LinkFault(Duration.ZERO, 512 << 10, false);
    private static final int SIZE = 1 << 20;

    @TempDir private Path folder;
    private final CountingDisk disk = new CountingDisk();
    private final CountDownLatch free = new CountDownLatch(1);
    private ArrayLab lab;

    @BeforeEach
    void empty() {
        lab = new ArrayLab(folder);
    }

    @AfterEach
    void stop() {
        free.countDown();
        lab.close();
    }

    private VolumeAddress[] twoSites() {
        lab.start("2a");
        lab.disk(disk);
        lab.start("2b");
        VolumeAddress a = lab.define("2a", 1, "A1", SIZE);
        VolumeAddress b = lab.define("2b", 1, "B1", SIZE);
        lab.pair("P1", "G1", a, b);
        lab.sealAll("G1", 1);
        lab.write(a, 1, 6);
        return new VolumeAddress[] {a, b};
    }

    private PairStatus status(String array) {
        return lab.leg(array, "G1", LEG).get(0).status();
    }

    @Test
    void aCopyThatCannotBeMadeDurableThereBreaks() {
        VolumeAddress b = twoSites()[1];
        lab.get("2b").faults().setDisk(b.port(), b.lu(), NO_FLUSH);
        lab.resync("2a", "G1", LEG);
        lab.awaitStatus("2a", "G1", LEG, PairStatus.PSUE);
        lab.awaitStatus("2b", "G1", LEG, PairStatus.PSUE);
        assertThat(lab.label(b)).isEqualTo(ImageLabel.INCOMPLETE);
    }

    /** The flush of which the array itself thinks from time to time finds it. */
    @Test
    void aSecondaryWhoseDiskFailsIsNotInStep() {
        VolumeAddress[] at = twoSites();
        lab.run("2a", "G1", LEG);
        lab.write(at[0], 2, 7);
        lab.get("2b").faults().setDisk(at[1].port(), at[1].lu(), NO_FLUSH);
        await().atMost(Duration.ofSeconds(40))
                .until(() -> lab.label(at[1]).equals(ImageLabel.INCOMPLETE));
        lab.awaitStatus("2b", "G1", LEG, PairStatus.PSUE);
        lab.awaitStatus("2a", "G1", LEG, PairStatus.PSUE);
    }

    /** What the remote site makes durable in its own time holds up no write to the mirror. */
    @Test
    void aSlowRemoteSiteHoldsUpNoWriteToTheMirror() throws Exception {
        lab.start("2a");
        lab.start("2b");
        lab.disk(disk);
        lab.start("2c");
        VolumeAddress a = lab.define("2a", 1, "A1", SIZE);
        VolumeAddress b = lab.define("2b", 1, "B1", SIZE);
        VolumeAddress c = lab.define("2b", 1, "C1", SIZE);
        VolumeAddress d = lab.define("2c", 1, "D1", SIZE);
        lab.pair("P1", "G1", a, b);
        lab.pair("P2", "G11", b, c);
        lab.pair("P3", "G1", c, d);
        lab.sealAll("G1", 1);
        lab.sealAll("G11", 1);
        lab.run("2a", "G1", LEG);
        lab.run("2b", "G11", "2b");
        lab.split("2b", "G11", null);
        lab.run("2b", "G1", ONWARD);

        CountDownLatch noting = new CountDownLatch(1);
        disk.duringNextForce(() -> {
            noting.countDown();
            pass(free);
        });
        CompletableFuture<Void> suspend = inAThread(() -> lab.suspend("2b", "G1", ONWARD));
        noting.await();
        CompletableFuture<Void> write = inAThread(() -> lab.write(a, 3, 8));
        await().atMost(Duration.ofSeconds(9)).until(write::isDone);
        assertThat(suspend).isNotDone();
        free.countDown();
        suspend.join();
        assertThat(status("2a")).isEqualTo(PairStatus.PAIR);
        assertThat(lab.value(b, 3)).isEqualTo(8);
        assertThat(lab.value(c, 3)).isZero();
    }

    /** The new pair has no number on the connection: what is said of the others leaves it out. */
    @Test
    void aPairThatIsRegisteredBesideOthersInStepDoesNotStopThem() {
        lab.start("2b");
        lab.start("2c");
        VolumeAddress b = lab.define("2b", 1, "B1", SIZE);
        VolumeAddress c = lab.define("2b", 1, "C1", SIZE);
        VolumeAddress d = lab.define("2c", 1, "D1", SIZE);
        lab.pair("P2", "G11", b, c);
        lab.pair("P3", "G1", c, d);
        lab.sealAll("G1", 1);
        lab.sealAll("G11", 1);
        lab.run("2b", "G11", "2b");
        lab.split("2b", "G11", null);
        lab.run("2b", "G1", ONWARD);
        VolumeAddress c0 = lab.define("2b", 2, "C0", SIZE);
        VolumeAddress d0 = lab.define("2c", 2, "D0", SIZE);
        lab.pair("P1", "G1", c0, d0);
        // The first write to a still image changes what it is, and that is told onward.
        lab.write(c, 0, 5);
        assertThat(lab.leg("2b", "G1", ONWARD))
                .extracting(p -> p.definition().name() + " " + p.status())
                .containsExactlyInAnyOrder("P3 PAIR", "P1 SMPL");
        assertThat(lab.value(d, 0)).isEqualTo(5);
    }

    @Test
    void aPairThatIsRegisteredDuringAFreezeIsNotInStepAfterIt() {
        VolumeAddress[] at = twoSites();
        lab.run("2a", "G1", LEG);
        lab.freeze("2a", "G1", LEG, 1, FreezeMode.HOLD);
        VolumeAddress a0 = lab.define("2a", 2, "A0", SIZE);
        VolumeAddress b0 = lab.define("2b", 2, "B0", SIZE);
        lab.pair("P0", "G1", a0, b0);
        lab.resume("2a", "G1", LEG, 1);
        lab.write(a0, 0, 5);
        lab.write(at[0], 0, 6);
        assertThat(states()).containsExactlyInAnyOrder("P1 PAIR", "P0 SMPL");
        assertThat(lab.value(at[1], 0)).isEqualTo(6);
    }

    /** The other array cannot note the order, and says so when the copy stands already. */
    @Test
    void aCopyGoesOnThoughAnotherPairBesideItIsRefused() {
        VolumeAddress[] at = copyingBesideANewPair();
        disk.failNextWriteTo("control.journal");
        assertThat(lab.refusal(() -> lab.resync("2a", "G1", LEG)))
                .isEqualTo(EngineFault.Code.DISK_ERROR);
        assertThat(states()).containsExactlyInAnyOrder("P1 COPY", "P0 SMPL");
        await().atMost(Duration.ofSeconds(20)).until(() -> states().contains("P1 PAIR"));
        assertThat(lab.all(at[1])).isEqualTo(lab.all(at[0]));
    }

    /** P1 is being copied slowly, and P0 was registered since. */
    private VolumeAddress[] copyingBesideANewPair() {
        VolumeAddress[] at = twoSites();
        lab.get("2a").faults().setLink("2b", SLOW);
        lab.write(at[0], 0, SIZE, 3);
        lab.resync("2a", "G1", LEG);
        VolumeAddress a0 = lab.define("2a", 2, "A0", SIZE);
        VolumeAddress b0 = lab.define("2b", 2, "B0", SIZE);
        lab.pair("P0", "G1", a0, b0);
        return at;
    }

    private List<String> states() {
        return lab.leg("2a", "G1", LEG).stream()
                .map(p -> p.definition().name() + " " + p.status())
                .toList();
    }

    @Test
    void aPairThatIsRegisteredWhileOthersAreCopiedDoesNotStopThem() {
        VolumeAddress[] at = copyingBesideANewPair();
        assertThat(states()).containsExactlyInAnyOrder("P1 COPY", "P0 SMPL");
        await().atMost(Duration.ofSeconds(20)).until(() -> states().contains("P1 PAIR"));
        assertThat(lab.all(at[1])).isEqualTo(lab.all(at[0]));
    }
}
