package dev.trilith.emulator.engine.array;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trilith.emulator.engine.ArrayEngine;
import dev.trilith.emulator.engine.EngineFault;
import dev.trilith.emulator.engine.EventKind;
import dev.trilith.emulator.engine.Fence;
import dev.trilith.emulator.engine.RecordSlot;
import dev.trilith.emulator.engine.VolumeAddress;
import dev.trilith.emulator.engine.device.CountingDisk;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A record, its order's number and its answer are durable together, by the flush of its slot. */
@Timeout(60)
class RecordsIT {
    @TempDir private Path folder;
    private final CountingDisk disk = new CountingDisk();
    private ArrayLab lab;
    private ArrayEngine array;
    private VolumeAddress at;

    @BeforeEach
    void start() {
        lab = new ArrayLab(folder);
        lab.disk(disk);
        array = lab.start("2b");
        at = lab.defineManagement("2b", 1, "M", 1024 * 1024);
        array.seal("G1", 1, "test");
    }

    @AfterEach
    void stop() {
        lab.close();
    }

    private static Fence command(long sequence) {
        return new Fence("G1", "", 1, sequence, "c" + sequence);
    }

    private void write(long sequence, String content) {
        array.writeRecord(at.port(), at.lu(), command(sequence), sequence, content);
    }

    private List<String> contents() {
        return array.readSlots().stream().map(RecordSlot::content).toList();
    }

    @Test
    void aRecordIsOneFlushAndTheThirdInARowOneMore() {
        List<Long> forces = new ArrayList<>();
        for (int i = 1; i <= 4; i++) {
            long before = disk.forces();
            write(i, "record " + i);
            forces.add(disk.forces() - before);
        }
        // The third stands where the first stood, whose number was durable only there.
        assertThat(forces).containsExactly(1L, 1L, 2L, 1L);
    }

    @Test
    void afterACrashTheSlotAloneTellsWhatWasOrderedAndAnswered() {
        write(1, "record 1");
        write(2, "record 2");
        long before = disk.writesOf("M.img");
        array = lab.crash("2b");
        // A force of the process before may have failed: what is believed is written again.
        assertThat(disk.writesOf("M.img")).isEqualTo(before + 4);
        assertThat(array.view().fences().get(0).sequence()).isEqualTo(2);
        write(2, "again");
        write(1, "again");
        assertThat(contents()).containsExactly("record 1", "record 2");
        assertThat(
                        lab.refusal(() ->
                                array.writeRecord(
                                        at.port(),
                                        at.lu(),
                                        new Fence("G1", "", 1, 1, "late"),
                                        1,
                                        "late")))
                .isEqualTo(EngineFault.Code.OLD_SEQUENCE);
    }

    @Test
    void aSlotThatCannotBeForcedIsNotBelievedAndTheArrayStarts() {
        write(1, "record 1");
        BadForceDisk bad = new BadForceDisk();
        bad.failForcesOf("M.img");
        lab.disk(bad);
        array = lab.crash("2b");
        assertThat(array.view().fences().get(0).sequence()).isZero();
        assertThat(array.view().events())
                .anyMatch(e -> e.kind() == EventKind.DiskFailed && e.text().contains("flushing"));
        assertThat(lab.refusal(() -> write(1, "again"))).isEqualTo(EngineFault.Code.DISK_ERROR);
    }

    @Test
    void whatStoodInASlotThatWasWrittenOverIsKnownAfterACrash() {
        for (int i = 1; i <= 5; i++) {
            write(i, "record " + i);
        }
        array = lab.crash("2b");
        for (int i = 1; i <= 5; i++) {
            write(i, "again");
        }
        assertThat(contents()).containsExactly("record 5", "record 4");
    }

    @Test
    void aTermThatWasSealedSinceIsNotUndoneByAnOlderRecord() {
        write(7, "record 7");
        array.seal("G1", 2, "other");
        array = lab.crash("2b");
        assertThat(array.view().fences().get(0).term()).isEqualTo(2);
        assertThat(array.view().fences().get(0).sequence()).isZero();
        assertThat(lab.refusal(() -> write(8, "late"))).isEqualTo(EngineFault.Code.OLD_TERM);
    }

    @Test
    void aCleanStopLeavesNothingToBeLearned() {
        write(1, "record 1");
        lab.stop("2b");
        long before = disk.writesOf("M.img");
        array = lab.start("2b");
        assertThat(disk.writesOf("M.img")).isEqualTo(before);
        write(1, "again");
        assertThat(contents()).containsExactly("record 1", "");
    }
}
