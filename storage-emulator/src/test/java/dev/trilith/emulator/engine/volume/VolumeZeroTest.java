package dev.trilith.emulator.engine.volume;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trilith.emulator.engine.Extent;
import dev.trilith.emulator.engine.ImageLabel;
import dev.trilith.emulator.engine.VolumeAddress;
import dev.trilith.emulator.engine.VolumeDefinition;
import dev.trilith.emulator.engine.device.DiskFile;
import dev.trilith.emulator.engine.device.FaultyFile;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Zeros on a file system that makes no holes. */
class VolumeZeroTest {
    private static final int SIZE = 256 * 1024;
    private static final int PIECE = 64 * 1024;

    private final MemoryFile file = new MemoryFile();
    private final Volume volume =
            new Volume(
                    new VolumeAddress("2a", "201a", "LU0"),
                    new VolumeDefinition("201a", "LU0", "drive", SIZE, false),
                    new FaultyFile(file),
                    ImageLabel.LIVE,
                    failed -> {},
                    new EarlyFlush(Long.MAX_VALUE, Runnable::run));

    @Test
    void isWrittenOnlyWhereThereIsSomethingElse() {
        file.bytes[PIECE] = 1;
        volume.zero(0, SIZE, true);
        assertThat(file.bytes).containsOnly(0);
        assertThat(file.writes).containsExactly(PIECE + "+" + PIECE);
    }

    @Test
    void isWrittenEverywhereIfRoomIsToBeKept() {
        volume.zero(10, 1000, false);
        assertThat(file.writes).containsExactly("10+1000");
    }

    @Test
    void isNotFastAndEverythingIsData() {
        assertThat(volume.punches()).isFalse();
        assertThat(volume.allocation(100, 500, 10)).containsExactly(new Extent(500, true));
    }

    private static final class MemoryFile implements DiskFile {
        final byte[] bytes = new byte[SIZE];
        final List<String> writes = new ArrayList<>();

        @Override
        public void read(long offsetBytes, ByteBuffer target) {
            target.put(bytes, (int) offsetBytes, target.remaining());
        }

        @Override
        public void write(long offsetBytes, ByteBuffer source) {
            writes.add(offsetBytes + "+" + source.remaining());
            source.get(bytes, (int) offsetBytes, source.remaining());
        }

        @Override
        public void force() {
            assertThat(Arrays.hashCode(bytes)).isNotZero();
        }

        @Override
        public long size() {
            return SIZE;
        }

        @Override
        public void resize(long sizeBytes) {
            throw new AssertionError("zeroing a range resizes nothing");
        }

        @Override
        public void copyTo(long offsetBytes, DiskFile target, long lengthBytes) {
            throw new AssertionError("zeroing a range copies nothing");
        }

        @Override
        public void close() {
            writes.clear();
        }
    }
}
