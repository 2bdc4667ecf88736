package dev.trilith.emulator.engine.array;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.trilith.emulator.engine.EngineFault;
import dev.trilith.emulator.engine.Extent;
import dev.trilith.emulator.engine.HostVolume;
import dev.trilith.emulator.engine.VolumeAddress;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Zeroing and trimming: holes on disk, the same on every copy, remembered where a copy lacks it.
 */
@Timeout(180)
class ZeroesIT {
    private static final int GRAIN = ArrayLab.GRAIN;
    private static final long SIZE = 16 * 1024 * 1024;
    private static final int MIB = 1024 * 1024;
    private static final String LEG = "2a->2b";

    /** The two ways to empty a range. */
    enum Way {
        ZERO {
            @Override
            void empty(HostVolume volume, long offset, long length) {
                volume.zero(offset, length, true, true);
            }
        },
        ZERO_AND_KEEP {
            @Override
            void empty(HostVolume volume, long offset, long length) {
                volume.zero(offset, length, false, false);
            }
        },
        TRIM {
            @Override
            void empty(HostVolume volume, long offset, long length) {
                volume.trim(offset, length, false);
            }
        };

        abstract void empty(HostVolume volume, long offset, long length);
    }

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
        lab.pair("P1", "G1", a, b);
        lab.pair("P2", "G11", b, c);
        lab.sealAll("G1", 1);
        lab.sealAll("G11", 1);
    }

    @AfterEach
    void stop() {
        lab.close();
    }

    private Path image(VolumeAddress at) {
        Path volumes = lab.folder(at.array()).resolve("volumes");
        return volumes.resolve(at.port()).resolve(at.lu() + ".img");
    }

    private long allocated(VolumeAddress at) throws IOException {
        Process du = new ProcessBuilder("du", "-k", image(at).toString()).start();
        String line = new String(du.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
        return Long.parseLong(line.substring(0, line.indexOf('\t'))) * 1024;
    }

    /** Holes are made and found by calls that Java 21 cannot make. */
    private static void needHoles() {
        assumeThat(Runtime.version().feature()).isGreaterThanOrEqualTo(22);
    }

    private List<Extent> differences(String pair) {
        return lab.host(a).differences(pair, 0, SIZE, 100);
    }

    @Test
    void aHoleThatIsMadeGivesItsRoomBackAndReadsAsZeros() throws Exception {
        needHoles();
        lab.write(a, 0, 8 * MIB, 7);
        long before = allocated(a);
        assertThat(lab.host(a).zeroesFast()).as("this file system makes holes").isTrue();
        lab.host(a).zero(MIB + 5, 6 * MIB, true, false);
        lab.host(a).flush();
        assertThat(before - allocated(a)).isGreaterThan(5L * MIB);
        assertThat(lab.read(a, MIB + 5, 6 * MIB)).containsOnly(0);
        assertThat(lab.read(a, MIB, 5)).containsOnly(7);
        assertThat(lab.read(a, 7 * MIB + 5, 10)).containsOnly(7);
    }

    @Test
    void zerosThatKeepTheirRoomTakeIt() throws Exception {
        lab.host(a).zero(0, 4 * MIB, false, true);
        assertThat(allocated(a)).isGreaterThanOrEqualTo(4L * MIB);
        assertThat(lab.host(a).allocation(0, 4 * MIB, 10))
                .containsExactly(new Extent(4 * MIB, true));
    }

    @Test
    void tellsWhereDataIs() {
        needHoles();
        lab.write(a, 2 * MIB, MIB, 1);
        lab.write(a, 15 * MIB, MIB, 1);
        assertThat(lab.host(a).allocation(0, SIZE, 100))
                .containsExactly(
                        new Extent(2 * MIB, false),
                        new Extent(MIB, true),
                        new Extent(12 * MIB, false),
                        new Extent(MIB, true));
        assertThat(lab.host(a).allocation(2 * MIB + 100, MIB, 100))
                .containsExactly(new Extent(MIB - 100, true), new Extent(100, false));
        assertThat(lab.host(a).allocation(0, SIZE, 2)).hasSize(2);
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    void reachesEveryCopyInStep(Way way) {
        lab.write(a, 0, 8 * MIB, 7);
        lab.run("2a", "G1", LEG);
        lab.run("2b", "G11", "2b");
        way.empty(lab.host(a), MIB - 3, 3 * MIB);
        for (VolumeAddress copy : List.of(a, b, c)) {
            assertThat(lab.read(copy, MIB - 3, 3 * MIB)).as(copy.toString()).containsOnly(0);
            assertThat(lab.read(copy, MIB - 4, 1)).containsOnly(7);
            assertThat(lab.read(copy, 4 * MIB - 3, 1)).containsOnly(7);
        }
    }

    @Test
    void aTrimmedRangeIsAHoleOnTheSecondaryToo() throws Exception {
        needHoles();
        lab.write(a, 0, 8 * MIB, 7);
        lab.run("2a", "G1", LEG);
        long before = allocated(b);
        lab.host(a).trim(0, 4 * MIB, true);
        lab.host(a).flush();
        assertThat(before - allocated(b)).isGreaterThanOrEqualTo(4L * MIB - GRAIN);
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    void isADifferenceWhileThePairIsSuspended(Way way) {
        lab.write(a, 0, 8 * MIB, 7);
        lab.run("2a", "G1", LEG);
        lab.suspend("2a", "G1", LEG);
        lab.run("2b", "G11", "2b");
        lab.split("2b", "G11", null);
        assertThat(differences("P1")).containsExactly(new Extent(SIZE, false));
        way.empty(lab.host(a), 3L * GRAIN + 1, GRAIN);
        assertThat(differences("P1"))
                .containsExactly(
                        new Extent(3L * GRAIN, false),
                        new Extent(2L * GRAIN, true),
                        new Extent(SIZE - 5L * GRAIN, false));
        assertThat(lab.read(b, 3L * GRAIN + 1, GRAIN)).containsOnly(7);
        lab.run("2a", "G1", LEG);
        assertThat(lab.all(b)).isEqualTo(lab.all(a));
        assertThat(differences("P1")).containsExactly(new Extent(SIZE, false));
    }

    @Test
    void survivesACrashAsADifference() {
        lab.run("2a", "G1", LEG);
        lab.suspend("2a", "G1", LEG);
        lab.host(a).trim(0, GRAIN, false);
        lab.crash("2a");
        assertThat(differences("P1"))
                .startsWith(new Extent(GRAIN, true), new Extent(SIZE - GRAIN, false));
    }

    @Test
    void everythingDiffersBeforeTheFirstCopyAndNoOtherPairIsKnown() {
        assertThat(lab.host(a).differenceMaps()).containsExactly("P1");
        assertThat(lab.host(b).differenceMaps()).containsExactly("P1", "P2");
        assertThat(differences("P1")).containsExactly(new Extent(SIZE, true));
        assertThat(lab.refusal(() -> differences("P2"))).isEqualTo(EngineFault.Code.WRONG_STATE);
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    void aSecondaryAndAControlRegionAreNotEmptied(Way way) {
        lab.write(a, 0, MIB, 7);
        lab.run("2a", "G1", LEG);
        assertThat(lab.refusal(() -> way.empty(lab.host(b), 0, GRAIN)))
                .isEqualTo(EngineFault.Code.READ_ONLY);
        VolumeAddress management = lab.defineManagement("2a", 2, "M", SIZE);
        assertThat(lab.refusal(() -> way.empty(lab.host(management), 0, SIZE)))
                .isEqualTo(EngineFault.Code.READ_ONLY);
        assertThat(lab.all(b)).isEqualTo(lab.all(a));
    }
}
