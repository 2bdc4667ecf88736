package dev.trilith.emulator.engine.array;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.trilith.emulator.engine.ArrayView;
import dev.trilith.emulator.engine.Cut;
import dev.trilith.emulator.engine.EngineFault;
import dev.trilith.emulator.engine.EventKind;
import dev.trilith.emulator.engine.FaultInjection.DiskFault;
import dev.trilith.emulator.engine.FaultInjection.LinkFault;
import dev.trilith.emulator.engine.Fence;
import dev.trilith.emulator.engine.FreezeMode;
import dev.trilith.emulator.engine.ImageLabel;
import dev.trilith.emulator.engine.Order;
import dev.trilith.emulator.engine.PairStatus;
import dev.trilith.emulator.engine.SuspendReason;
import dev.trilith.emulator.engine.VolumeAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Two arrays and one remote leg: resyncs, breaks, restarts, seals, and what they cost. */
@Timeout(180)
class LegsIT {
    private static final long SIZE = 16 * 1024 * 1024;
    private static final String LEG = "2a->2b";

    @TempDir private Path folder;
    private ArrayLab lab;
    private VolumeAddress a0;
    private VolumeAddress a1;
    private VolumeAddress b0;
    private VolumeAddress b1;
    private VolumeAddress c0;
    private VolumeAddress c1;

    @BeforeEach
    void leg() {
        lab = new ArrayLab(folder);
        List.of("2a", "2b").forEach(lab::start);
        a0 = lab.define("2a", 1, "A0", SIZE);
        a1 = lab.define("2a", 2, "A1", SIZE);
        b0 = lab.define("2b", 1, "B0", SIZE);
        b1 = lab.define("2b", 2, "B1", SIZE);
        c0 = lab.define("2b", 1, "C0", SIZE);
        c1 = lab.define("2b", 1, "C1", SIZE);
        lab.pair("P1", "G1", a0, b0);
        lab.pair("P2", "G1", a1, b1);
        lab.pair("P10", "G11", b0, c0);
        lab.pair("P11", "G11", b1, c1);
        lab.sealAll("G1", 1);
        lab.sealAll("G11", 1);
    }

    @AfterEach
    void stop() {
        lab.close();
    }

    private void keep() {
        lab.run("2b", "G11", "2b");
        lab.split("2b", "G11", null);
    }

    private long sent() {
        return ((EmulatedArray) lab.get("2a")).bytesSent();
    }

    @Test
    void aResyncSendsTheChangedGrainsAndNothingElse() {
        lab.write(a0, 0, 1024 * 1024, 7);
        lab.run("2a", "G1", LEG);
        lab.suspend("2a", "G1", LEG);
        keep();
        for (int i = 0; i < 20; i++) {
            lab.write(a0, 16 * 7 * i, 9);
            lab.write(a1, 16 * 9 * i + 3, 9);
        }
        long before = sent();
        lab.run("2a", "G1", LEG);
        long changed = 40L * ArrayLab.GRAIN;
        assertThat(sent() - before).isBetween(20L * ArrayLab.BLOCK, changed + changed / 100);
        assertThat(lab.all(b0)).isEqualTo(lab.all(a0));
        assertThat(lab.all(b1)).isEqualTo(lab.all(a1));
    }

    @Test
    void aLegWithoutDifferencesNeedsNoCopyAndNoKeptImage() {
        lab.write(a0, 1, 1);
        lab.run("2a", "G1", LEG);
        lab.suspend("2a", "G1", LEG);
        assertThat(lab.cut(b0).sameImage(lab.cut(b1))).isTrue();
        lab.resync("2a", "G1", LEG);
        assertThat(lab.leg("2a", "G1", LEG)).allMatch(p -> p.status() == PairStatus.PAIR);
        assertThat(lab.label(b0)).isEqualTo(ImageLabel.LIVE);
    }

    @Test
    void aSuspensionIsToldToTheOtherArrayAndBreaksNothing() {
        lab.run("2a", "G1", LEG);
        lab.suspend("2a", "G1", LEG);
        for (String array : List.of("2a", "2b")) {
            assertThat(lab.leg(array, "G1", LEG))
                    .allMatch(p -> p.reason() == SuspendReason.SUSPENDED);
            assertThat(lab.get(array).view().events())
                    .extracting(ArrayView.EventView::kind)
                    .doesNotContain(EventKind.LegBroken, EventKind.Refused);
        }
    }

    @Test
    void theInitialCopyKeepsHolesAsHoles() throws Exception {
        lab.write(a0, 5 * 1024 * 1024, ArrayLab.GRAIN, 3);
        lab.run("2a", "G1", LEG);
        lab.run("2b", "G11", "2b");
        Path image = lab.folder("2b").resolve("volumes").resolve(b0.port()).resolve("B0.img");
        Path kept = lab.folder("2b").resolve("volumes").resolve(c0.port()).resolve("C0.img");
        assertThat(allocated(image)).isLessThanOrEqualTo(2 * ArrayLab.GRAIN);
        assertThat(allocated(kept)).isLessThanOrEqualTo(2 * ArrayLab.GRAIN);
        assertThat(lab.all(c0)).isEqualTo(lab.all(a0));
    }

    private static long allocated(Path file) throws Exception {
        Process du = new ProcessBuilder("du", "-k", file.toString()).start();
        String out = new String(du.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return Long.parseLong(out.substring(0, out.indexOf('	'))) * 1024;
    }

    @Test
    void writesDuringACopyReachTheOtherSide() throws Exception {
        lab.write(a0, 0, (int) SIZE, 1);
        lab.get("2a").faults().setLink("2b", new LinkFault(Duration.ZERO, 12_000_000, false));
        lab.resync("2a", "G1", LEG);
        Random random = new Random(3);
        int written = 0;
        while (lab.leg("2a", "G1", LEG).get(0).status() == PairStatus.COPY && written < 4000) {
            lab.write(a0, random.nextInt((int) (SIZE / ArrayLab.BLOCK)), 2 + written % 100);
            written++;
        }
        lab.awaitStatus("2a", "G1", LEG, PairStatus.PAIR);
        assertThat(written).isPositive();
        assertThat(lab.all(b0)).isEqualTo(lab.all(a0));
    }

    @Test
    void aPairAddedDuringACopyJoinsIt() {
        lab.write(a0, 0, (int) SIZE, 1);
        lab.write(a1, 0, (int) SIZE, 2);
        lab.get("2a").faults().setLink("2b", new LinkFault(Duration.ZERO, 10_000_000, false));
        lab.resync("2a", "G1", LEG);
        VolumeAddress late = lab.define("2a", 1, "LATE", SIZE);
        VolumeAddress target = lab.define("2b", 1, "TARGET", SIZE);
        lab.write(late, 0, (int) SIZE, 3);
        // Its name puts it before the others, so the numbers on the wire change.
        lab.pair("P0", "G1", late, target);
        lab.resync("2a", "G1", LEG);
        lab.write(a1, 7, 4);
        lab.get("2a").faults().setLink("2b", LinkFault.NONE);
        lab.awaitStatus("2a", "G1", LEG, PairStatus.PAIR);
        assertThat(lab.all(target)).isEqualTo(lab.all(late));
        assertThat(lab.all(b0)).isEqualTo(lab.all(a0));
        assertThat(lab.all(b1)).isEqualTo(lab.all(a1));
    }

    @Test
    void aCableThatIsMendedTooLateLeavesNoGapInTheImage() {
        lab.run("2a", "G1", LEG);
        lab.get("2a").faults().setLink("2b", new LinkFault(Duration.ZERO, 0, true));
        CompletableFuture<Void> lost = CompletableFuture.runAsync(() -> lab.write(a0, 0, 1));
        await().until(() -> lab.value(a0, 0) == 1);
        lab.get("2a").faults().setLink("2b", LinkFault.NONE);
        lab.write(a1, 0, 2);
        lost.join();
        assertThat(lab.leg("2a", "G1", LEG)).allMatch(p -> p.status() == PairStatus.PSUE);
        assertThat(lab.value(b0, 0)).isZero();
        assertThat(lab.value(b1, 0)).isZero();
    }

    @Test
    void aBrokenLinkStopsTheLegAndAResyncHealsIt() {
        lab.run("2a", "G1", LEG);
        lab.write(a0, 1, 1);
        lab.get("2a").faults().setLink("2b", new LinkFault(Duration.ZERO, 0, true));
        lab.write(a0, 1, 2);
        lab.write(a1, 1, 3);
        assertThat(lab.leg("2a", "G1", LEG)).allMatch(p -> p.status() == PairStatus.PSUE);
        lab.awaitStatus("2b", "G1", LEG, PairStatus.PSUE);
        assertThat(lab.cut(b0).sameImage(lab.cut(b1))).isTrue();
        assertThat(lab.value(b0, 1)).isEqualTo(1);
        assertThat(lab.refusal(() -> lab.resync("2a", "G1", LEG)))
                .isEqualTo(EngineFault.Code.PEER_UNREACHABLE);
        lab.get("2a").faults().setLink("2b", LinkFault.NONE);
        assertThat(lab.refusal(() -> lab.resync("2a", "G1", LEG)))
                .isEqualTo(EngineFault.Code.GOLDEN_COPY_AT_RISK);
        keep();
        long before = sent();
        lab.run("2a", "G1", LEG);
        assertThat(sent() - before).isLessThan(3L * ArrayLab.GRAIN);
        assertThat(lab.value(b0, 1)).isEqualTo(2);
        assertThat(lab.value(b1, 1)).isEqualTo(3);
        assertThat(lab.value(c0, 1)).isEqualTo(1);
    }

    @Test
    void aFreezeThatIsForgottenEndsByItselfAndItsCutIsVoid() throws Exception {
        lab.run("2a", "G1", LEG);
        lab.run("2b", "G11", "2b");
        Fence fence = lab.fence("G1", LEG);
        lab.get("2a").order(new Order.Freeze(fence, 4, FreezeMode.HOLD, Duration.ofMillis(200)));
        CompletableFuture<Void> held = CompletableFuture.runAsync(() -> lab.write(a0, 0, 5));
        held.get(20, TimeUnit.SECONDS);
        assertThat(lab.refusal(() -> lab.split("2b", "G11", 4L)))
                .isEqualTo(EngineFault.Code.CUT_VOID);
        assertThat(lab.refusal(() -> lab.resume("2a", "G1", LEG, 4)))
                .isEqualTo(EngineFault.Code.CUT_VOID);
        assertThat(lab.get("2a").view().events())
                .anyMatch(e -> e.kind() == EventKind.FreezeExpired);
        assertThat(lab.value(b0, 0)).isEqualTo(5);
        assertThat(lab.value(c0, 0)).isEqualTo(5);
        assertThat(lab.label(c0)).isEqualTo(ImageLabel.LIVE);
    }

    @Test
    void goLetsWritesPassAndCatchesUpOverAKeptImage() {
        lab.run("2a", "G1", LEG);
        lab.run("2b", "G11", "2b");
        lab.freeze("2a", "G1", LEG, 9, FreezeMode.GO);
        lab.write(a0, 0, 6);
        assertThat(lab.value(b0, 0)).isZero();
        assertThat(lab.refusal(() -> lab.resume("2a", "G1", LEG, 9)))
                .isEqualTo(EngineFault.Code.GOLDEN_COPY_AT_RISK);
        lab.split("2b", "G11", 9L);
        lab.resume("2a", "G1", LEG, 9);
        lab.awaitStatus("2a", "G1", LEG, PairStatus.PAIR);
        assertThat(lab.value(b0, 0)).isEqualTo(6);
        assertThat(lab.value(c0, 0)).isZero();
        assertThat(lab.cut(c1).cycle()).isEqualTo(9);
    }

    @Test
    void aSealEndsWhatIsReceivedAndKeepsAFrozenCut() {
        lab.run("2a", "G1", LEG);
        lab.freeze("2a", "G1", LEG, 3, FreezeMode.HOLD);
        lab.get("2b").seal("G1", 2, "next");
        assertThat(lab.leg("2b", "G1", LEG)).allMatch(p -> p.reason() == SuspendReason.SUSPENDED);
        assertThat(lab.cut(b0).cycle()).isEqualTo(3);
        assertThat(lab.cut(b0).still()).isZero();
        lab.write(a0, 0, 8);
        lab.awaitStatus("2a", "G1", LEG, PairStatus.PSUE);
        assertThat(lab.value(b0, 0)).isZero();
        assertThat(lab.refusal(() -> lab.resync("2a", "G1", LEG)))
                .isEqualTo(EngineFault.Code.OLD_TERM);
    }

    @Test
    void aRestartOfTheProcessKeepsImagesAndNeedsASmallResync() {
        lab.write(a0, 0, (int) SIZE, 1);
        lab.run("2a", "G1", LEG);
        lab.write(a0, 100, 2);
        lab.crash("2a");
        lab.awaitStatus("2b", "G1", LEG, PairStatus.PSUE);
        assertThat(lab.label(b0).kind()).isEqualTo(ImageLabel.Kind.STILL);
        assertThat(lab.leg("2a", "G1", LEG)).allMatch(p -> p.status() == PairStatus.PSUE);
        assertThat(lab.label(a0)).isEqualTo(ImageLabel.LIVE);
        lab.write(a0, 101, 3);
        keep();
        long before = sent();
        lab.run("2a", "G1", LEG);
        assertThat(sent() - before).isLessThan(SIZE / 4);
        assertThat(lab.all(b0)).isEqualTo(lab.all(a0));
    }

    @Test
    void aRestartOfTheMachineLeavesWhatMovedIncomplete() {
        lab.run("2a", "G1", LEG);
        lab.run("2b", "G11", "2b");
        lab.split("2b", "G11", null);
        Cut kept = lab.cut(c0);
        lab.rebootMachine();
        lab.crash("2b");
        assertThat(lab.label(b0).complete()).isFalse();
        assertThat(lab.label(b1).complete()).isFalse();
        assertThat(lab.cut(c0)).isEqualTo(kept);
        assertThat(lab.get("2b").view().events())
                .anyMatch(e -> e.kind() == EventKind.MachineRestarted);
    }

    @Test
    void aDiskErrorAtTheSecondaryStopsTheLegAndNotTheHost() {
        lab.run("2a", "G1", LEG);
        DiskFault broken = new DiskFault(false, true, false, false, Duration.ZERO);
        lab.get("2b").faults().setDisk(b1.port(), "B1", broken);
        lab.write(a1, 0, 4);
        assertThat(lab.leg("2a", "G1", LEG)).allMatch(p -> p.status() == PairStatus.PSUE);
        lab.write(a0, 0, 5);
        assertThat(lab.value(a1, 0)).isEqualTo(4);
        lab.awaitStatus("2b", "G1", LEG, PairStatus.PSUE);
        assertThat(lab.value(b0, 0)).isZero();
    }

    @Test
    void afterAFailedFlushAVolumeTakesNothingMore() {
        lab.run("2a", "G1", LEG);
        DiskFault broken = new DiskFault(false, false, true, false, Duration.ZERO);
        lab.get("2a").faults().setDisk(a0.port(), "A0", broken);
        lab.write(a0, 0, 4);
        assertThat(lab.refusal(() -> lab.host(a0).flush())).isEqualTo(EngineFault.Code.DISK_ERROR);
        lab.get("2a").faults().setDisk(a0.port(), "A0", DiskFault.NONE);
        assertThat(lab.refusal(() -> lab.write(a0, 0, 5))).isEqualTo(EngineFault.Code.DISK_ERROR);
        lab.awaitStatus("2a", "G1", LEG, PairStatus.PSUE);
        lab.write(a1, 0, 5);
        await().until(() -> lab.label(a0).kind() == ImageLabel.Kind.INCOMPLETE);
    }

    @Test
    void aFullDiskSuspendsThePairsAndTearsNothing() {
        lab.run("2a", "G1", LEG);
        DiskFault full = new DiskFault(false, false, false, true, Duration.ZERO);
        lab.get("2a").faults().setDisk(a0.port(), "A0", full);
        assertThat(lab.refusal(() -> lab.write(a0, 0, 5))).isEqualTo(EngineFault.Code.NO_SPACE);
        assertThat(lab.leg("2a", "G1", LEG)).allMatch(p -> p.status() == PairStatus.PSUE);
        lab.get("2a").faults().setDisk(a0.port(), "A0", DiskFault.NONE);
        lab.write(a0, 0, 6);
        keep();
        lab.run("2a", "G1", LEG);
        assertThat(lab.value(b0, 0)).isEqualTo(6);
    }

    @Test
    void unlikeSecondariesAreRefusedWhenTheyMeet() {
        VolumeAddress small = lab.define("2a", 1, "S", 8192);
        VolumeAddress large = lab.define("2b", 1, "L", 12288);
        lab.pair("PX", "GX", small, large);
        lab.sealAll("GX", 1);
        assertThat(lab.refusal(() -> lab.resync("2a", "GX", LEG)))
                .isEqualTo(EngineFault.Code.CONFLICTING_DEFINITION);
        assertThat(lab.leg("2a", "GX", LEG)).allMatch(p -> p.status() == PairStatus.SMPL);
        assertThat(lab.leg("2b", "GX", LEG)).allMatch(p -> p.status() == PairStatus.SMPL);
    }
}
