package dev.trilith.emulator.engine.bitmap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trilith.emulator.engine.device.FileDisk;
import java.io.IOException;
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
            map.markDirty(300 * GRAIN, 1);
        }
        try (DifferenceMap map = reopen(true)) {
            assertThat(map.dirtyGrains().count()).isEqualTo(DifferenceMap.GRAINS_PER_REGION);
            assertThat(map.dirtyGrains().containsAll(256, 511)).isTrue();
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
