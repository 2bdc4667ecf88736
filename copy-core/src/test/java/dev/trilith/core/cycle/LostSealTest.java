package dev.trilith.core.cycle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trilith.core.array.FreezeMode;
import dev.trilith.core.array.LabChain;
import dev.trilith.core.array.RecordSlot;
import dev.trilith.core.definition.Finding;
import dev.trilith.core.record.CopyCycleStep;
import dev.trilith.core.step.Boundary;
import dev.trilith.core.step.StepResult;
import dev.trilith.core.step.StepResult.State;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * An array whose disk was put back as it was earlier, here before its seal: nothing is copied to it
 * and from it before its pairs were registered anew, and hosts are not held for that.
 */
class LostSealTest {
    private final LabChain lab = new LabChain(3, 2);
    private final List<String> moments = new ArrayList<>();
    private CopyCycleProgram program = program();

    private CopyCycleProgram program() {
        return new CopyCycleProgram(
                lab.chain,
                new CycleSettings(
                        Duration.ofSeconds(1), FreezeMode.HOLD, Duration.ofSeconds(2), false, ""),
                lab.network,
                lab.network,
                "P120@production",
                moment -> moments.add(moment.step() + " " + moment.boundary()));
    }

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

    private void restoreRecords(String array, List<RecordSlot> earlier) {
        for (RecordSlot slot : earlier) {
            lab.network.array(array).putSlot(slot.volume(), slot.number(), slot.content());
        }
    }

    private void putBack(String array, List<RecordSlot> earlier) {
        restoreRecords(array, earlier);
        lab.network.array(array).forgetSeals();
    }

    /** Its records are there and its numbers are not: no disk was put back, it is sealed anew. */
    @ParameterizedTest
    @ValueSource(strings = {"2a", "2b", "2c"})
    void whoHasItsRecordsIsSealedAnew(String array) {
        until(() -> program.progress().completedPasses() >= 1);
        until(() -> program.progress().state() == State.IDLE);
        lab.network.array(array).forgetSeals();
        until(() -> termAt(array) == 1);
        until(() -> program.progress().completedPasses() >= 3);
        assertThat(program.progress().degraded()).isNull();
    }

    private void untilItIsNamed(String array) {
        until(() -> program.progress().state() == State.STOPPED);
        Finding why = Objects.requireNonNull(program.progress().degraded());
        assertThat(why.reason()).isEqualTo("DiskPutBack");
        assertThat(why.message()).contains("array " + array);
        moments.clear();
        for (int i = 0; i < 20; i++) {
            turn();
        }
        assertThat(moments).isEmpty();
    }

    private void goesOnWhenItsPairsAreNew(String array) {
        lab.registerRemotePairsAgain(array.charAt(1) - 'a');
        long passes = program.progress().completedPasses();
        until(() -> termAt(array) == 1);
        until(() -> program.progress().completedPasses() >= passes + 2);
        assertThat(program.progress().degraded()).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"2a", "2b", "2c"})
    void nothingIsCopiedBeforeItsPairsAreRegisteredAnew(String array) {
        until(() -> program.progress().completedPasses() >= 1);
        List<RecordSlot> earlier = lab.network.array(array).readRecords();
        until(() -> program.progress().completedPasses() >= 3);
        until(() -> program.progress().state() == State.IDLE);
        putBack(array, earlier);
        untilItIsNamed(array);
        goesOnWhenItsPairsAreNew(array);
    }

    /** The order or the record finds it out first; hosts wait no longer than for one start. */
    @ParameterizedTest
    @CsvSource({"2b, FREEZE", "2c, FREEZE", "2a, RESUME", "2b, RESUME", "2c, RESUME"})
    void hostsThatAreHeldDoNotWaitForIt(String array, CopyCycleStep step) {
        until(() -> program.progress().completedPasses() >= 1);
        List<RecordSlot> earlier = lab.network.array(array).readRecords();
        until(() -> program.progress().completedPasses() >= 2);
        moments.clear();
        until(() -> moments.contains(step + " " + Boundary.INTENT_WRITTEN));
        putBack(array, earlier);
        Instant lost = lab.network.instant();
        until(() -> moments.contains(CopyCycleStep.RESUME + " " + Boundary.ORDERED));
        assertThat(Duration.between(lost, lab.network.instant()))
                .isLessThan(Duration.ofMillis(200));
        untilItIsNamed(array);
        goesOnWhenItsPairsAreNew(array);
    }

    /** A program that starts knows no numbers; the records on the other arrays tell. */
    @ParameterizedTest
    @ValueSource(strings = {"2a", "2b", "2c"})
    void aProgramThatStartsSeesItByTheRecords(String array) {
        until(() -> program.progress().completedPasses() >= 1);
        until(() -> program.progress().state() == State.IDLE);
        List<RecordSlot> earlier = lab.network.array(array).readRecords();
        until(() -> program.progress().completedPasses() >= 4);
        until(() -> program.progress().state() == State.IDLE);
        restoreRecords(array, earlier);
        program = program();
        untilItIsNamed(array);
        program = program();
        untilItIsNamed(array);
        goesOnWhenItsPairsAreNew(array);
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
