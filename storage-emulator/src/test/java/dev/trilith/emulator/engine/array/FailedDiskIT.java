package dev.trilith.emulator.engine.array;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trilith.emulator.engine.EngineFault;
import dev.trilith.emulator.engine.FaultInjection.DiskFault;
import dev.trilith.emulator.engine.HostVolume;
import dev.trilith.emulator.engine.VolumeAddress;
import dev.trilith.emulator.engine.device.CountingDisk;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A volume whose flush failed: whatever is asked of it, the answer is that its disk failed. */
@Timeout(120)
class FailedDiskIT {
    private static final int MIB = 1024 * 1024;
    private static final DiskFault NO_FLUSH =
            new DiskFault(false, false, true, false, Duration.ZERO);

    @TempDir private Path folder;
    private ArrayLab lab;
    private VolumeAddress broken;
    private VolumeAddress neighbour;

    @BeforeEach
    void start() {
        lab = new ArrayLab(folder);
        // It cannot make holes.
        lab.disk(new CountingDisk());
        lab.start("2a");
        broken = lab.define("2a", 1, "A", MIB);
        neighbour = lab.define("2a", 1, "B", MIB);
    }

    @AfterEach
    void stop() {
        lab.close();
    }

    @Test
    void noCommandGoesWellAfterIt() {
        lab.write(broken, 0, 7);
        HostVolume volume = lab.host(broken);
        lab.get("2a").faults().setDisk(broken.port(), broken.lu(), NO_FLUSH);
        assertThat(lab.refusal(volume::flush)).isEqualTo(EngineFault.Code.DISK_ERROR);
        lab.get("2a").faults().setDisk(broken.port(), broken.lu(), DiskFault.NONE);
        assertThat(volume.failed()).isTrue();
        assertThat(volume.writable()).isFalse();
        assertThat(volume.zeroesFast()).as("a TRIM changes nothing here").isFalse();
        assertThat(lab.refusal(() -> volume.trim(0, MIB, false)))
                .isEqualTo(EngineFault.Code.DISK_ERROR);
        assertThat(lab.refusal(() -> volume.zero(0, MIB, true, false)))
                .isEqualTo(EngineFault.Code.DISK_ERROR);
        assertThat(lab.refusal(() -> volume.write(0, ByteBuffer.allocate(1), true)))
                .isEqualTo(EngineFault.Code.DISK_ERROR);
        assertThat(lab.host(neighbour).failed()).isFalse();
        lab.write(neighbour, 0, 7);
        lab.host(neighbour).flush();
    }
}
