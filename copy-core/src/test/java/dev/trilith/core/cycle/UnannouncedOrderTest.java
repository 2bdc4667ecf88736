package dev.trilith.core.cycle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trilith.core.array.ArrayFault;
import dev.trilith.core.array.FaultyDirectory;
import dev.trilith.core.array.FreezeMode;
import dev.trilith.core.array.LabChain;
import dev.trilith.core.record.CopyCycleStep;
import dev.trilith.core.step.Boundary;
import dev.trilith.core.step.StepResult;
import dev.trilith.core.step.StepResult.State;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;

/** Hosts are held, and no array takes the record of the next order: simulate --seed 5055. */
class UnannouncedOrderTest {
    private final LabChain lab = new LabChain(3, 2);
    private final FaultyDirectory directory = new FaultyDirectory(lab.network);
    private final List<String> moments = new ArrayList<>();
    private final CopyCycleProgram program =
            new CopyCycleProgram(
                    lab.chain,
                    new CycleSettings(
                            Duration.ofSeconds(1),
                            FreezeMode.HOLD,
                            Duration.ofSeconds(60),
                            false,
                            ""),
                    directory,
                    lab.network,
                    "P120@production",
                    moment -> moments.add(moment.step() + " " + moment.boundary()));

    private StepResult turn() {
        StepResult result = program.step();
        lab.network.copyStep();
        lab.network.advance(result.callNow() ? Duration.ofMillis(1) : result.again());
        return result;
    }

    private void until(BooleanSupplier condition) {
        for (int i = 0; !condition.getAsBoolean(); i++) {
            assertThat(i).as("steps in vain: " + program.progress()).isLessThan(5000);
            turn();
        }
    }

    private void noRecordIsTakenAt(String... arrays) {
        for (String array : arrays) {
            directory.fail("writeRecord", new ArrayFault.Unreachable(array, "no answer"));
        }
    }

    @Test
    void isNotGiven() {
        until(() -> program.progress().completedPasses() >= 1);
        moments.clear();
        until(() -> moments.contains(CopyCycleStep.FREEZE + " " + Boundary.ORDERED));
        noRecordIsTakenAt("2a", "2b", "2c");
        for (int i = 0; i < 5; i++) {
            assertThat(turn().state()).isEqualTo(State.DEGRADED);
        }
        assertThat(moments).doesNotContain(CopyCycleStep.SPLIT + " " + Boundary.ORDERED);
        directory.mend();
        noRecordIsTakenAt("2a", "2c");
        until(() -> moments.contains(CopyCycleStep.RESUME + " " + Boundary.ORDERED));
        directory.mend();
        until(() -> program.progress().completedPasses() >= 3);
    }
}
