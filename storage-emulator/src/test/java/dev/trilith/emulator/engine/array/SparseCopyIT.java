package dev.trilith.emulator.engine.array;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trilith.emulator.engine.VolumeAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * Copies of a volume that is a hole with a few blocks in it. Read from end to end, it would take
 * longer than the test may.
 */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class SparseCopyIT {
    private static final long MIB = 1024 * 1024;
    private static final long GIB = 1024 * MIB;
    private static final int BLOCK = 4096;

    /** Its last grain is not a whole one. */
    private static final long SIZE = 512 * GIB + BLOCK;

    private static final List<Long> WRITTEN =
            List.of(
                    0L,
                    5 * MIB,
                    16 * MIB - BLOCK,
                    33 * MIB,
                    100 * GIB + 12_345L * BLOCK,
                    300 * GIB,
                    SIZE - BLOCK);

    private static final List<Long> OLD =
            List.of(64 * 1024L, 20 * MIB, 77 * GIB, 300 * GIB + BLOCK, SIZE - 2 * BLOCK);

    @TempDir private Path folder;
    private ArrayLab lab;
    private VolumeAddress a;
    private VolumeAddress b;
    private VolumeAddress c;

    @BeforeEach
    void chain() {
        lab = new ArrayLab(folder);
        List.of("2a", "2b").forEach(lab::start);
        a = lab.define("2a", 1, "A0", SIZE);
        b = lab.define("2b", 1, "B0", SIZE);
        c = lab.define("2b", 1, "C0", SIZE);
    }

    @AfterEach
    void stop() {
        lab.close();
    }

    /** Holes are found by calls that Java 21 cannot make. */
    @Test
    @EnabledForJreRange(min = JRE.JAVA_22)
    @EnabledOnOs(OS.LINUX)
    void holesTakeNoTimeAndWhatTheyHideIsGone() {
        for (int i = 0; i < WRITTEN.size(); i++) {
            lab.write(a, WRITTEN.get(i), BLOCK, i + 1);
        }
        OLD.forEach(at -> lab.write(b, at, BLOCK, 99));
        lab.pair("P1", "G1", a, b);
        lab.pair("P2", "G11", b, c);
        lab.sealAll("G1", 1);
        lab.sealAll("G11", 1);
        lab.run("2a", "G1", "2a->2b");
        lab.run("2b", "G11", "2b");
        lab.split("2b", "G11", null);
        for (VolumeAddress copy : List.of(b, c)) {
            for (int i = 0; i < WRITTEN.size(); i++) {
                assertThat(lab.read(copy, WRITTEN.get(i), BLOCK))
                        .as("%s at %s", copy, WRITTEN.get(i))
                        .containsOnly(i + 1);
            }
            for (long at : OLD) {
                assertThat(lab.read(copy, at, BLOCK)).as("%s at %s", copy, at).containsOnly(0);
            }
        }
    }
}
