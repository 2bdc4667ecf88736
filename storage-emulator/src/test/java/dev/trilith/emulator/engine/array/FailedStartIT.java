package dev.trilith.emulator.engine.array;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trilith.emulator.engine.ArrayView.EventView;
import dev.trilith.emulator.engine.EngineFault;
import dev.trilith.emulator.engine.EventKind;
import dev.trilith.emulator.engine.FaultInjection.DiskFault;
import dev.trilith.emulator.engine.ImageLabel;
import dev.trilith.emulator.engine.PairStatus;
import dev.trilith.emulator.engine.VolumeAddress;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * An array dies while copies to it move, and the disk then fails the force that its next start
 * gives them: what it dropped is not known, and no later force brings it back.
 */
@Timeout(180)
class FailedStartIT {
    private static final long SIZE = 1024 * 1024;
    private static final String LEG = "2a->2b";

    @TempDir private Path folder;
    private final BadForceDisk disk = new BadForceDisk();
    private ArrayLab lab;
    private VolumeAddress a0;
    private VolumeAddress a1;
    private VolumeAddress b0;
    private VolumeAddress b1;
    private VolumeAddress c0;
    private VolumeAddress c1;

    @BeforeEach
    void inStep() {
        lab = new ArrayLab(folder);
        lab.disk(disk);
        List.of("2a", "2b").forEach(lab::start);
        a0 = lab.define("2a", 1, "A0", SIZE);
        a1 = lab.define("2a", 2, "A1", SIZE);
        b0 = lab.define("2b", 1, "B0", SIZE);
        b1 = lab.define("2b", 2, "B1", SIZE);
        c0 = lab.define("2b", 1, "C0", SIZE);
        c1 = lab.define("2b", 2, "C1", SIZE);
        lab.pair("P1", "G1", a0, b0);
        lab.pair("P2", "G1", a1, b1);
        lab.pair("P11", "G11", b0, c0);
        lab.pair("P12", "G11", b1, c1);
        lab.sealAll("G1", 1);
        lab.sealAll("G11", 1);
        lab.run("2a", "G1", LEG);
        lab.run("2b", "G11", "2b");
        lab.write(a0, 1, 1);
        lab.write(a1, 1, 2);
    }

    @AfterEach
    void stop() {
        lab.close();
    }

    private List<String> failures() {
        return lab.get("2b").view().events().stream()
                .filter(e -> e.kind() == EventKind.DiskFailed)
                .map(EventView::text)
                .toList();
    }

    @Test
    void whatEndedBetweenTheTwoWritesOfABlockIsOneImageAfterTheStart() {
        lab.crash("2b", left -> put(left.resolve("volumes/2012b/B0.img"), 5));
        assertThat(lab.value(b0, 1)).isEqualTo(5);
        assertThat(lab.value(c0, 1)).isEqualTo(5);
        assertThat(lab.label(c0).kind()).isEqualTo(ImageLabel.Kind.STILL);
        assertThat(lab.cut(c0).sameImage(lab.cut(b0))).isTrue();
        assertThat(lab.cut(c0).sameImage(lab.cut(c1))).isTrue();
    }

    @Test
    void aCopyThatIsTooFarBehindToBeLevelledIsNoImageAndItsSourceStaysOne() {
        lab.levelledBytes(64 * 1024 - 1);
        lab.crash("2b", left -> put(left.resolve("volumes/2012b/B0.img"), 5));
        assertThat(lab.label(c0)).isEqualTo(ImageLabel.INCOMPLETE);
        assertThat(lab.label(b0).kind()).isEqualTo(ImageLabel.Kind.STILL);
        assertThat(lab.cut(b0).sameImage(lab.cut(b1))).isTrue();
        assertThat(lab.get("2b").view().events())
                .anyMatch(e ->
                        e.kind() == EventKind.LegBroken
                                && e.text().contains(c0 + " may differ from " + b0)
                                && e.text().contains("RESYNC leg (G11, 2b)"));

        lab.run("2b", "G11", "2b");
        assertThat(lab.value(c0, 1)).isEqualTo(5);
        assertThat(lab.label(c0).kind()).isEqualTo(ImageLabel.Kind.STILL);
        assertThat(lab.cut(c0).sameImage(lab.cut(b0))).isTrue();
    }

    /** The second block holds another value. */
    private static void put(Path volume, int value) {
        try (FileChannel file = FileChannel.open(volume, StandardOpenOption.WRITE)) {
            byte[] block = new byte[ArrayLab.BLOCK];
            Arrays.fill(block, (byte) value);
            file.write(ByteBuffer.wrap(block), ArrayLab.BLOCK);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void aVolumeWhoseForceFailsInTheStopIsNoImageInTheNextStart() {
        VolumeAddress alone = lab.define("2b", 1, "D0", SIZE);
        lab.write(alone, 0, 3);
        DiskFault broken = new DiskFault(false, false, true, false, Duration.ZERO);
        lab.get("2b").faults().setDisk(alone.port(), alone.lu(), broken);
        assertThat(lab.refusal(() -> lab.stop("2b"))).isEqualTo(EngineFault.Code.DISK_ERROR);
        lab.start("2b");
        assertThat(lab.label(alone)).isEqualTo(ImageLabel.INCOMPLETE);
        assertThat(lab.label(b0).kind()).as("another volume").isEqualTo(ImageLabel.Kind.STILL);
    }

    @Test
    void aVolumeWhoseForceFailsInTheStartIsNoImageInAnyLaterOne() {
        disk.failForcesOf("B1.img");
        lab.crash("2b");
        assertThat(lab.label(b1)).isEqualTo(ImageLabel.INCOMPLETE);
        assertThat(lab.label(b0).kind()).isEqualTo(ImageLabel.Kind.STILL);
        assertThat(lab.leg("2b", "G1", LEG)).allMatch(p -> p.status() == PairStatus.PSUE);
        assertThat(failures())
                .anyMatch(t ->
                        t.contains(b1 + " could not")
                                && t.contains("RESYNC leg (G1, " + LEG + ")"));
        assertThat(lab.refusal(() -> lab.read(b1, 0, ArrayLab.BLOCK)))
                .isEqualTo(EngineFault.Code.DISK_ERROR);
        // The kept images need a name that is not the one of an image with a hole in it.
        assertThat(lab.cut(c0).sameImage(lab.cut(c1))).isTrue();
        assertThat(lab.cut(c0).sameImage(lab.cut(b0))).isFalse();
        assertThat(lab.value(c0, 1)).isEqualTo(1);
        assertThat(lab.value(c1, 1)).isEqualTo(2);

        disk.failForcesOf();
        lab.crash("2b");
        assertThat(lab.label(b1)).as("a force that now succeeds").isEqualTo(ImageLabel.INCOMPLETE);
        lab.rebootMachine();
        lab.crash("2b");
        assertThat(lab.label(b1)).as("a loss of power").isEqualTo(ImageLabel.INCOMPLETE);
        assertThat(lab.refusal(() -> lab.resync("2b", "G11", "2b")))
                .as("no copy of half an image over a whole one")
                .isEqualTo(EngineFault.Code.SOURCE_INCOMPLETE);

        lab.awaitStatus("2a", "G1", LEG, PairStatus.PSUE);
        // It listens somewhere else now.
        lab.pair("P1", "G1", a0, b0);
        lab.pair("P2", "G1", a1, b1);
        lab.run("2a", "G1", LEG);
        assertThat(lab.all(b0)).isEqualTo(lab.all(a0));
        assertThat(lab.all(b1)).isEqualTo(lab.all(a1));
        assertThat(lab.label(b1)).isEqualTo(ImageLabel.LIVE);
    }

    @Test
    void allVolumesMayFail() {
        disk.failForcesOf("B0.img", "B1.img", "C0.img", "C1.img");
        lab.crash("2b");
        for (VolumeAddress volume : List.of(b0, b1, c0, c1)) {
            assertThat(lab.label(volume)).as(volume.toString()).isEqualTo(ImageLabel.INCOMPLETE);
        }
        assertThat(lab.leg("2b", "G11", "2b")).allMatch(p -> p.status() == PairStatus.PSUE);
    }
}
