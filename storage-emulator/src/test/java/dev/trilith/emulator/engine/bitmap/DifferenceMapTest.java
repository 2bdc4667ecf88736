package dev.trilith.emulator.engine.bitmap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trilith.emulator.engine.device.CountingDisk;
import dev.trilith.emulator.engine.device.FileDisk;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DifferenceMapTest {
    private static final long GRAIN = DifferenceMap.GRAIN_BYTES;
    private static final long SIZE = 64L * 1024 * 1024 + 4096;
    private static final int GRAINS = 1025;

    @TempDir private Path folder;
    private final FileDisk disk = new FileDisk();
    private final CountingDisk counting = new CountingDisk();
    private long forcesBefore;

    private Path path() {
        return folder.resolve("pair.bits");
    }

    private DifferenceMap create() throws IOException {
        return DifferenceMap.create(disk, path(), SIZE, 0);
    }

    private DifferenceMap reopen(boolean machineRestarted) throws IOException {
        return DifferenceMap.open(disk, path(), SIZE, 0, machineRestarted);
    }

    @Test
    void marksCoverTheRangeAndOutliveTheProcess() throws IOException {
        try (DifferenceMap map = create()) {
            map.markDirty(GRAIN - 1, 2);
            map.markDirty(SIZE - 1, 1);
            map.markDirty(5, 0);
            assertThat(map.dirtyBytes()).isEqualTo(3 * GRAIN);
        }
        try (DifferenceMap map = reopen(false)) {
            GrainSet dirty = map.dirtyGrains();
            assertThat(dirty.count()).isEqualTo(3);
            assertThat(dirty.containsAll(0, 1)).isTrue();
            assertThat(dirty.contains(GRAINS - 1)).isTrue();
        }
    }

    @Test
    void afterTheMachineWholeRegionsMayDiffer() throws IOException {
        try (DifferenceMap map = create()) {
            map.markDirty(600 * GRAIN, 1);
        }
        try (DifferenceMap map = reopen(true)) {
            // The region itself and the one that follows.
            assertThat(map.dirtyGrains().count()).isEqualTo(2 * DifferenceMap.GRAINS_PER_REGION);
            assertThat(map.dirtyGrains().containsAll(512, 1023)).isTrue();
        }
    }

    private static long region(int number) {
        return GRAIN * DifferenceMap.GRAINS_PER_REGION * number;
    }

    private DifferenceMap ofRegions(int regions) throws IOException {
        DifferenceMap map = DifferenceMap.create(counting, path(), region(regions), 0);
        forcesBefore = counting.forces();
        return map;
    }

    private long forces() {
        return counting.forces() - forcesBefore;
    }

    @Test
    void marksInOrderForceSeldomAndScatteredOnesMarkOneMoreRegion() throws IOException {
        try (DifferenceMap map = ofRegions(256)) {
            for (int r = 0; r < 256; r++) {
                map.markDirty(region(r), 1);
            }
            assertThat(forces()).isBetween(7L, 9L);
        }
        try (DifferenceMap map = ofRegions(1000)) {
            for (int r = 990; r > 0; r -= 30) {
                map.markDirty(region(r), 1);
            }
            assertThat(forces()).isEqualTo(33);
        }
        try (DifferenceMap map = DifferenceMap.open(disk, path(), region(1000), 0, true)) {
            assertThat(map.dirtyGrains().count()).isEqualTo(66 * DifferenceMap.GRAINS_PER_REGION);
        }
    }

    @Test
    void regionsInUseAreForcedOnceAndQuietOnesAreDropped() throws IOException {
        try (DifferenceMap map = ofRegions(64)) {
            for (int pass = 0; pass < 9; pass++) {
                map.markDirty(region(40), 1);
                map.copied(map.dirtyGrains());
                map.allDurable();
            }
            assertThat(forces()).isEqualTo(1);
        }
        try (DifferenceMap map = DifferenceMap.open(disk, path(), region(64), 0, true)) {
            // 41 came along with 40, and was dropped since.
            assertThat(map.dirtyGrains().count()).isEqualTo(DifferenceMap.GRAINS_PER_REGION);
        }
        try (DifferenceMap map = ofRegions(64)) {
            map.markDirty(region(40), 1);
            map.copied(map.dirtyGrains());
            for (int pass = 0; pass < 3; pass++) {
                map.allDurable();
            }
            map.markDirty(region(40), 1);
            assertThat(forces()).isEqualTo(2);
        }
    }

    @Test
    void aRegionThatIsDroppedWhileItIsForcedIsForcedAgain() throws IOException {
        try (DifferenceMap map = ofRegions(64)) {
            counting.duringNextForce(() -> {
                try {
                    map.agedDurable();
                    map.agedDurable();
                    map.agedDurable();
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
            map.markDirty(region(40), 1);
            map.markDirty(region(41), 1);
            assertThat(forces()).isEqualTo(2);
        }
        try (DifferenceMap map = DifferenceMap.open(disk, path(), region(64), 0, true)) {
            assertThat(map.dirtyGrains().contains(41 * DifferenceMap.GRAINS_PER_REGION)).isTrue();
        }
    }

    @Test
    void activeMarksCountOnlyAfterACrash() throws IOException {
        try (DifferenceMap map = create()) {
            map.markActive(0, 1);
            assertThat(map.clean()).isTrue();
            assertThat(map.hasActive()).isTrue();
        }
        try (DifferenceMap map = reopen(false)) {
            assertThat(map.dirtyGrains().count()).isEqualTo(1);
        }
    }

    @Test
    void aGenerationIsForgottenOnlyAfterItWasFlushed() throws IOException {
        try (DifferenceMap map = create()) {
            map.markActive(0, 1);
            map.rotate();
            map.markActive(GRAIN, 1);
            map.agedDurable();
            assertThat(map.hasActive()).isTrue();
        }
        try (DifferenceMap map = reopen(false)) {
            assertThat(map.dirtyGrains().contains(0)).isFalse();
            assertThat(map.dirtyGrains().contains(1)).isTrue();
        }
    }

    @Test
    void whatWasCopiedIsForgottenAndTheRestIsNot() throws IOException {
        try (DifferenceMap map = create()) {
            map.markAll();
            assertThat(map.dirtyGrains().count()).isEqualTo(GRAINS);
            GrainSet copied = new GrainSet(GRAINS);
            copied.add(0, 1000);
            map.markActive(7 * GRAIN, 1);
            map.copied(copied);
            assertThat(map.dirtyGrains().count()).isEqualTo(GRAINS - 1001);
            map.absorbActive();
            assertThat(map.dirtyGrains().contains(7)).isTrue();
        }
        try (DifferenceMap map = reopen(false)) {
            assertThat(map.dirtyGrains().count()).isEqualTo(GRAINS - 1000);
        }
    }

    @Test
    void theControlRegionIsNeverMarked() throws IOException {
        Path other = folder.resolve("management.bits");
        try (DifferenceMap map = DifferenceMap.create(disk, other, SIZE, 512 * 1024)) {
            map.markAll();
            map.markDirty(0, 4096);
            assertThat(map.dirtyGrains().next(0)).isEqualTo(8);
        }
    }

    @Test
    void aMarkThatCouldNotBeWrittenDoesNotCount() throws IOException {
        try (DifferenceMap map = ofRegions(4)) {
            map.markDirty(region(1), 1);
            counting.failNextWrite();
            assertThatThrownBy(() -> map.markDirty(region(1) + GRAIN, 1))
                    .isInstanceOf(IOException.class);
            assertThat(map.dirtyBytes()).isEqualTo(GRAIN);
            map.markDirty(region(1) + GRAIN, 1);
        }
        try (DifferenceMap map = DifferenceMap.open(disk, path(), region(4), 0, false)) {
            assertThat(map.dirtyGrains().count()).isEqualTo(2);
        }
    }

    @Test
    void aFlippedPageStandsForEverythingInIt() throws IOException {
        try (DifferenceMap map = create()) {
            map.markDirty(0, 1);
        }
        byte[] bytes = Files.readAllBytes(path());
        bytes[bytes.length - 100] ^= 4;
        Files.write(path(), bytes);
        try (DifferenceMap map = reopen(false)) {
            assertThat(map.dirtyGrains().count()).isEqualTo(GRAINS);
        }
    }

    @Test
    void anotherFileIsRefused() throws IOException {
        create().close();
        byte[] bytes = Files.readAllBytes(path());
        bytes[17] ^= 1;
        Files.write(path(), bytes);
        assertThatThrownBy(() -> reopen(false))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("header does not hold");
    }
}
