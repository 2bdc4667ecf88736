package dev.trilith.simulation.disk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trilith.emulator.engine.bitmap.DifferenceMap;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A process that ended while it marked a region leaves the mark in the page cache. The next one
 * finds it there and must not take it for durable: {@code simulate --seed 827662}.
 */
class LeftMarkTest {
    private static final Path BITMAP = Path.of("/data/pair.bitmap");
    private static final long VOLUME_BYTES = 320L * DifferenceMap.GRAIN_BYTES;
    private static final int BLOCK = 4096;

    private final CrashDisk disk = new CrashDisk(new CrashDisk.State());

    private DifferenceMap created() throws IOException {
        DifferenceMap map = DifferenceMap.create(disk, BITMAP, VOLUME_BYTES, 0);
        disk.forceDirectory(Path.of("/data"));
        return map;
    }

    /** The next process marks a block of the same region; any loss of power keeps that mark. */
    private void theNextProcessMarks(long offset) throws IOException {
        try (DifferenceMap second = DifferenceMap.open(disk, BITMAP, VOLUME_BYTES, 0, false)) {
            second.markDirty(offset, BLOCK);
        }
        int grain = (int) (offset / DifferenceMap.GRAIN_BYTES);
        for (CrashDisk.State left : disk.now().afterPowerLoss()) {
            try (DifferenceMap map =
                    DifferenceMap.open(new CrashDisk(left), BITMAP, VOLUME_BYTES, 0, true)) {
                assertThat(map.dirtyGrains().contains(grain)).isTrue();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 5L * DifferenceMap.GRAIN_BYTES})
    void whoseForceFailed(long next) throws IOException {
        try (DifferenceMap first = created()) {
            disk.failNextForce();
            assertThatThrownBy(() -> first.markDirty(0, BLOCK)).hasMessageContaining("flush");
        }
        theNextProcessMarks(next);
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 5L * DifferenceMap.GRAIN_BYTES})
    void whoWasKilledBeforeItsForce(long next) throws IOException {
        try (DifferenceMap first = created()) {
            disk.killBeforeNextForce();
            assertThatThrownBy(() -> first.markDirty(0, BLOCK)).hasMessageContaining("killed");
        }
        theNextProcessMarks(next);
    }
}
