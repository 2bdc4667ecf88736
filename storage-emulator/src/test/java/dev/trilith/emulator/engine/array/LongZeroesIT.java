package dev.trilith.emulator.engine.array;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.trilith.emulator.engine.Extent;
import dev.trilith.emulator.engine.VolumeAddress;
import dev.trilith.emulator.engine.device.CountingDisk;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Ranges that are zeroed in several pieces, on a pair: no byte is left out, and none is beside. */
@Timeout(180)
class LongZeroesIT {
    private static final int MIB = 1024 * 1024;
    private static final String LEG = "2a->2b";

    @TempDir private Path folder;
    private ArrayLab lab;
    private VolumeAddress a = new VolumeAddress("2a", "2012a", "A0");
    private VolumeAddress b = new VolumeAddress("2b", "2012b", "B0");

    private void pair(long size) {
        List.of("2a", "2b").forEach(lab::start);
        a = lab.define("2a", 1, "A0", size);
        b = lab.define("2b", 1, "B0", size);
        lab.pair("P1", "G1", a, b);
        lab.sealAll("G1", 1);
        lab.run("2a", "G1", LEG);
    }

    @BeforeEach
    void prepare() {
        lab = new ArrayLab(folder);
    }

    @AfterEach
    void stop() {
        lab.close();
    }

    private void isOf(VolumeAddress at, long offset, long length, int value) {
        byte[] expected = new byte[8 * MIB];
        Arrays.fill(expected, (byte) value);
        for (long done = 0; done < length; done += expected.length) {
            int step = (int) Math.min(expected.length, length - done);
            byte[] read = lab.read(at, offset + done, step);
            int odd = Arrays.mismatch(read, 0, step, expected, 0, step);
            assertThat(odd)
                    .as("the first other byte of %s from %d on", at, offset + done)
                    .isEqualTo(-1);
        }
    }

    private long dataIn(VolumeAddress at, long offset, long length) {
        return lab.host(at).allocation(offset, length, 100).stream()
                .filter(Extent::marked)
                .mapToLong(Extent::lengthBytes)
                .sum();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void zerosThatKeepTheirRoomAreWrittenInPieces(boolean fua) {
        pair(16 * MIB);
        lab.write(a, 0, 16 * MIB, 7);
        long offset = 3 * MIB + 1;
        long length = 9 * MIB + 3;
        lab.host(a).zero(offset, length, false, fua);
        for (VolumeAddress copy : List.of(a, b)) {
            isOf(copy, 0, offset, 7);
            isOf(copy, offset, length, 0);
            isOf(copy, offset + length, 16 * MIB - offset - length, 7);
            assertThat(lab.host(copy).allocation(0, 16 * MIB, 10))
                    .containsExactly(new Extent(16 * MIB, true));
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void holesAreMadeInPieces(boolean trim) {
        // Holes are made and found by calls that Java 21 cannot make.
        assumeThat(Runtime.version().feature()).isGreaterThanOrEqualTo(22);
        pair(136 * MIB);
        long offset = MIB + 5;
        long length = 130 * MIB;
        // Data at both ends, and where one piece ends and the next begins.
        List<Integer> written = List.of(0, 64, 128, 130);
        written.forEach(at -> lab.write(a, (long) at * MIB, 2 * MIB, 7));
        if (trim) {
            lab.host(a).trim(offset, length, true);
        } else {
            lab.host(a).zero(offset, length, true, true);
        }
        for (VolumeAddress copy : List.of(a, b)) {
            isOf(copy, 0, offset, 7);
            isOf(copy, offset, length, 0);
            isOf(copy, offset + length, 132 * MIB - offset - length, 7);
            // Two pieces meet inside a block of the file system, which stays as zeros.
            assertThat(dataIn(copy, 2 * MIB, 128 * MIB)).isLessThan(3L * ArrayLab.GRAIN);
        }
    }

    /** Its disk cannot make holes, so that each way has three pieces. */
    @Test
    void onlyTheLastPieceIsForcedAndOnBothSides() {
        CountingDisk disk = new CountingDisk();
        lab.disk(disk);
        pair(16 * MIB);
        lab.write(a, 0, 7);
        lab.host(a).flush();
        for (boolean holes : new boolean[] {true, false}) {
            long here = disk.forcesOf("A0.img");
            long there = disk.forcesOf("B0.img");
            lab.host(a).zero(5, 9 * MIB + 3, holes, false);
            assertThat(disk.forcesOf("A0.img")).isEqualTo(here);
            assertThat(disk.forcesOf("B0.img")).isEqualTo(there);
            lab.host(a).zero(5, 9 * MIB + 3, holes, true);
            assertThat(disk.forcesOf("A0.img")).isEqualTo(here + 1);
            assertThat(disk.forcesOf("B0.img")).isEqualTo(there + 1);
        }
    }
}
