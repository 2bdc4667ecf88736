package dev.trilith.emulator.engine.volume;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trilith.emulator.engine.EngineFault;
import dev.trilith.emulator.engine.FaultInjection.DiskFault;
import dev.trilith.emulator.engine.ImageLabel;
import dev.trilith.emulator.engine.VolumeAddress;
import dev.trilith.emulator.engine.VolumeDefinition;
import dev.trilith.emulator.engine.device.DiskFile;
import dev.trilith.emulator.engine.device.FaultyFile;
import dev.trilith.emulator.engine.device.FileDisk;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Long writes to a real file, with the other thread's work done when the test says so. */
class EarlyFlushIT {
    private static final int LONG = EarlyFlush.LONG_BYTES;
    private static final long SIZE = 64L * LONG;

    private final Queue<Runnable> aside = new ArrayDeque<>();
    private final List<Volume> failed = new ArrayList<>();
    private FaultyFile file;
    private Volume volume;

    @BeforeEach
    void open(@TempDir Path folder) throws IOException {
        DiskFile real = new FileDisk().open(folder.resolve("volume"));
        real.resize(SIZE);
        file = new FaultyFile(real);
        volume =
                new Volume(
                        new VolumeAddress("2a", "201a", "LU0"),
                        new VolumeDefinition("201a", "LU0", "drive", SIZE, false),
                        file,
                        ImageLabel.LIVE,
                        failed::add,
                        new EarlyFlush(4 * LONG, aside::add));
    }

    @AfterEach
    void close() throws IOException {
        volume.close();
    }

    private void write(int count, int bytes) {
        for (int i = 0; i < count; i++) {
            volume.write((long) i * bytes, ByteBuffer.allocate(bytes));
        }
    }

    @Test
    void oneBeginsAfterSoManyBytesAndNoOtherWhileItRuns() {
        write(3, LONG);
        assertThat(aside).isEmpty();
        write(40, LONG);
        assertThat(aside).hasSize(1);
        aside.remove().run();
        assertThat(aside).isEmpty();
        write(1, LONG);
        assertThat(aside).hasSize(1);
    }

    @Test
    void shortWritesAreLeftToTheirHost() {
        write(60, LONG - 1);
        assertThat(aside).isEmpty();
    }

    @Test
    void whereNoThreadIsToBeHadTheWriteIsDoneAllTheSame() throws IOException {
        int[] asked = new int[1];
        Volume alone =
                new Volume(
                        volume.address(),
                        volume.definition(),
                        file,
                        ImageLabel.LIVE,
                        failed::add,
                        new EarlyFlush(
                                LONG,
                                work -> {
                                    asked[0]++;
                                    if (asked[0] == 1) {
                                        throw new RejectedExecutionException("stopping");
                                    }
                                    throw new OutOfMemoryError("no thread");
                                }));
        for (int i = 0; i < 3; i++) {
            alone.write(i * (long) LONG, ByteBuffer.allocate(LONG));
        }
        assertThat(asked[0]).isEqualTo(3);
    }

    @Test
    void oneThatFailsIsTheEndOfTheVolumeAndIsToldOnce() {
        file.set(new DiskFault(false, false, true, false, Duration.ZERO));
        write(4, LONG);
        aside.remove().run();
        assertThat(failed).containsExactly(volume);
        file.set(DiskFault.NONE);
        assertThatThrownBy(volume::flush)
                .isInstanceOfSatisfying(
                        EngineFault.class,
                        e -> assertThat(e.code()).isEqualTo(EngineFault.Code.DISK_ERROR));
        assertThatThrownBy(() -> write(1, 1)).isInstanceOf(EngineFault.class);
        assertThat(failed).hasSize(1);
    }
}
