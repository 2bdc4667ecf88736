package dev.trilith.emulator.engine.array;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.trilith.emulator.engine.EngineFault;
import dev.trilith.emulator.engine.FaultInjection.LinkFault;
import dev.trilith.emulator.engine.PairStatus;
import dev.trilith.emulator.engine.VolumeAddress;
import dev.trilith.emulator.engine.device.CountingDisk;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** An order that is refused leaves a copy that is under way as it was. */
@Timeout(60)
class RefusedOrdersIT {
    private static final String LEG = "2a->2b";
    private static final int SIZE = 2 << 20;

    @TempDir private Path folder;
    private ArrayLab lab;

    @BeforeEach
    void empty() {
        lab = new ArrayLab(folder);
    }

    @AfterEach
    void stop() {
        lab.close();
    }

    /** The other array cannot note it, and says so when the copy stands already. */
    @Test
    void aCopyGoesOnThoughTheOtherArrayRefusesAnotherPairBesideIt() {
        CountingDisk disk = new CountingDisk();
        lab.start("2a");
        lab.disk(disk);
        lab.start("2b");
        VolumeAddress a = lab.define("2a", 1, "A1", SIZE);
        VolumeAddress b = lab.define("2b", 1, "B1", SIZE);
        lab.pair("P1", "G1", a, b);
        lab.sealAll("G1", 1);
        lab.write(a, 0, SIZE, 3);
        lab.get("2a").faults().setLink("2b", new LinkFault(Duration.ZERO, 512 << 10, false));
        lab.resync("2a", "G1", LEG);
        VolumeAddress a0 = lab.define("2a", 2, "A0", SIZE);
        VolumeAddress b0 = lab.define("2b", 2, "B0", SIZE);
        lab.pair("P0", "G1", a0, b0);
        disk.failNextWriteTo("control.journal");

        assertThat(lab.refusal(() -> lab.resync("2a", "G1", LEG)))
                .isEqualTo(EngineFault.Code.DISK_ERROR);
        assertThat(status("P1")).as("still copying").isEqualTo(PairStatus.COPY);
        lab.get("2a").faults().setLink("2b", new LinkFault(Duration.ZERO, 0, false));
        await().until(() -> status("P1") == PairStatus.PAIR);
        assertThat(status("P0")).isEqualTo(PairStatus.SMPL);
        assertThat(lab.all(b)).isEqualTo(lab.all(a));
    }

    private PairStatus status(String pair) {
        return lab.leg("2a", "G1", LEG).stream()
                .filter(p -> p.definition().name().equals(pair))
                .findFirst()
                .orElseThrow()
                .status();
    }
}
