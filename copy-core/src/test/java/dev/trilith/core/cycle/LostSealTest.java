package dev.trilith.core.cycle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trilith.core.array.FreezeMode;
import dev.trilith.core.array.LabChain;
import dev.trilith.core.record.CopyCycleStep;
import dev.trilith.core.step.Boundary;
import dev.trilith.core.step.StepResult;
import dev.trilith.core.step.StepResult.State;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** An array whose disk was put back as it was before the seal obeys nobody, and nobody else. */
class LostSealTest {
    private final LabChain lab = new LabChain(3, 2);
    private final List<String> moments = new ArrayList<>();
    private final CopyCycleProgram program =
            new CopyCycleProgram(
                    lab.chain,
                    new CycleSettings(
                            Duration.ofSeconds(1),
                            FreezeMode.HOLD,
                            Duration.ofSeconds(2),
                            false,
                            ""),
                    lab.network,
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
            assertThat(turn().state()).isNotEqualTo(State.FENCED);
        }
    }

    private long termAt(String array) {
        return lab.network.array(array).look().fence("G1").term();
    }

    @ParameterizedTest
    @ValueSource(strings = {"2a", "2b", "2c"})
    void itIsSealedAnewWhileTheProgramLives(String array) {
        until(() -> program.progress().completedPasses() >= 1);
        until(() -> program.progress().state() == State.IDLE);
        lab.network.array(array).forgetSeals();
        assertThat(turn().done()).contains("SealMissing", array, "sealed anew");
        until(() -> termAt(array) == 1);
        until(() -> program.progress().completedPasses() >= 3);
        assertThat(program.progress().degraded()).isNull();
    }

    /** The order or the record finds it out first; hosts wait no longer than for one start. */
    @ParameterizedTest
    @CsvSource({"2b, FREEZE", "2c, FREEZE", "2a, RESUME", "2b, RESUME", "2c, RESUME"})
    void hostsThatAreHeldDoNotWaitForTheBackOff(String array, CopyCycleStep step) {
        until(() -> program.progress().completedPasses() >= 1);
        moments.clear();
        until(() -> moments.contains(step + " " + Boundary.INTENT_WRITTEN));
        lab.network.array(array).forgetSeals();
        Instant lost = lab.network.instant();
        until(() -> moments.contains(CopyCycleStep.RESUME + " " + Boundary.ORDERED));
        assertThat(Duration.between(lost, lab.network.instant()))
                .isLessThan(Duration.ofMillis(200));
        until(() -> termAt(array) == 1);
        until(() -> program.progress().completedPasses() >= 3);
    }

    @Test
    void whoWasOvertakenReadsAndOrdersNothingMore() {
        until(() -> program.progress().completedPasses() >= 1);
        until(() -> program.progress().state() == State.IDLE);
        lab.network.array("2c").forgetSeals();
        lab.network.array("2c").seal("G1", 2, "R121@remote");
        moments.clear();
        turn();
        assertThat(turn().state()).isEqualTo(State.FENCED);
        assertThat(moments).isEmpty();
    }
}
