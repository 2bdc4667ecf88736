package dev.trilith.core.cycle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trilith.core.array.ArrayFault;
import dev.trilith.core.array.FaultyDirectory;
import dev.trilith.core.array.FreezeMode;
import dev.trilith.core.array.LabChain;
import dev.trilith.core.array.VolumeAddress;
import dev.trilith.core.record.CopyCycleStep;
import dev.trilith.core.record.RecordNumber;
import dev.trilith.core.step.Boundary;
import dev.trilith.core.step.StepResult;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;

/**
 * A program that begins while hosts are held goes on with what few records it can read. What it
 * knows then is enough to let hosts go on; it is not enough to write the next pass's records.
 */
class ProvisionalStartTest {
    private static final List<String> ARRAYS = List.of("2a", "2b", "2c");
    private static final String FROZEN = CopyCycleStep.FREEZE + " " + Boundary.ORDERED;

    private final LabChain lab = new LabChain(3, 2);
    private final List<String> moments = new ArrayList<>();
    private final FaultyDirectory directory = new FaultyDirectory(lab.network);

    private CopyCycleProgram program() {
        moments.clear();
        return new CopyCycleProgram(
                lab.chain,
                new CycleSettings(
                        Duration.ofSeconds(1), FreezeMode.HOLD, Duration.ofSeconds(2), false, ""),
                directory,
                lab.network,
                "P120@production",
                moment -> moments.add(moment.step() + " " + moment.boundary()));
    }

    private void until(CopyCycleProgram program, BooleanSupplier condition) {
        for (int i = 0; !condition.getAsBoolean(); i++) {
            assertThat(i).as("steps in vain: " + program.progress()).isLessThan(5000);
            StepResult result = program.step();
            lab.network.copyStep();
            lab.network.advance(result.callNow() ? Duration.ofMillis(1) : result.again());
            ARRAYS.forEach(this::recordsGoForward);
        }
    }

    /** What was written later has the higher number. */
    private void recordsGoForward(String array) {
        List<RecordNumber> written =
                WrittenRecords.numbers(lab, array).stream()
                        .sorted(Comparator.comparingLong(RecordNumber::sequence))
                        .toList();
        assertThat(written).as(array).isSorted();
    }

    @Test
    void newRecordsFollowThoseThatWereNotReadWhileHostsWereHeld() {
        for (int voidCuts = 0; voidCuts < 3; voidCuts++) {
            CopyCycleProgram killed = program();
            until(killed, () -> moments.contains(FROZEN));
            lab.network.advance(Duration.ofSeconds(voidCuts < 2 ? 3 : 0));
        }
        CopyCycleProgram second = program();
        ARRAYS.forEach(array ->
                directory.fail("readRecords", new ArrayFault.Unreachable(array, "no answer")));
        StepResult begun = second.step();
        assertThat(begun.done()).contains("no record yet");
        lab.network.advance(Duration.ofSeconds(3));
        directory.mend();
        until(second, () -> second.progress().completedPasses() >= 1);
    }

    /** Its disk is full, say: hosts must not wait until somebody has made room there. */
    @Test
    void hostsThatAreHeldDoNotWaitForASiteThatCannotTakeTheNewestRecord() {
        CopyCycleProgram killed = program();
        until(killed, () -> moments.contains(FROZEN));
        VolumeAddress management = lab.chain.managementVolumes("2c").get(0);
        lab.network.array("2c").recordDiskBroken(management, true);
        String announced = CopyCycleStep.SPLIT + " " + Boundary.INTENT_WRITTEN;
        until(killed, () -> moments.contains(announced));
        CopyCycleProgram second = program();
        Instant began = lab.network.instant();
        String released = CopyCycleStep.RESUME + " " + Boundary.ORDERED;
        until(second, () -> moments.contains(released));
        assertThat(Duration.between(began, lab.network.instant()))
                .isLessThan(Duration.ofMillis(200));
        lab.network.array("2c").recordDiskBroken(management, false);
        until(second, () -> second.progress().completedPasses() >= 1);
    }
}
