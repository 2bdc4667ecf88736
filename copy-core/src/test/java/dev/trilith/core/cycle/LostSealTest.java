package dev.trilith.core.cycle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trilith.core.array.LabChain;
import dev.trilith.core.array.RecordSlot;
import dev.trilith.core.definition.Finding;
import dev.trilith.core.record.CopyCycleStep;
import dev.trilith.core.step.Boundary;
import dev.trilith.core.step.StepResult.State;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * An array whose disk was put back as it was earlier, here before its seal: nothing is copied to it
 * and from it before its pairs were registered anew, and hosts are not held for that.
 */
class LostSealTest {
    private final TurnedCycle cycle = new TurnedCycle(Duration.ofSeconds(2));
    private final LabChain lab = cycle.lab;
    private final List<String> moments = cycle.moments;

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
        cycle.untilPasses(1);
        cycle.untilIdle();
        lab.network.array(array).forgetSeals();
        cycle.until(() -> termAt(array) == 1);
        cycle.untilPasses(3);
        assertThat(cycle.progress().degraded()).isNull();
    }

    private void untilItIsNamed(String array) {
        cycle.until(() -> cycle.progress().state() == State.STOPPED);
        Finding why = Objects.requireNonNull(cycle.progress().degraded());
        assertThat(why.reason()).isEqualTo("DiskPutBack");
        assertThat(why.message()).contains("array " + array);
        moments.clear();
        for (int i = 0; i < 20; i++) {
            cycle.turn();
        }
        assertThat(moments).isEmpty();
    }

    private void goesOnWhenItsPairsAreNew(String array) {
        lab.registerRemotePairsAgain(array.charAt(1) - 'a');
        long passes = cycle.progress().completedPasses();
        cycle.until(() -> termAt(array) == 1);
        cycle.until(() -> cycle.progress().completedPasses() >= passes + 2);
        assertThat(cycle.progress().degraded()).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"2a", "2b", "2c"})
    void nothingIsCopiedBeforeItsPairsAreRegisteredAnew(String array) {
        cycle.untilPasses(1);
        List<RecordSlot> earlier = lab.network.array(array).readRecords();
        cycle.untilPasses(3);
        cycle.untilIdle();
        putBack(array, earlier);
        untilItIsNamed(array);
        goesOnWhenItsPairsAreNew(array);
    }

    /** The order or the record finds it out first; hosts wait no longer than for one start. */
    @ParameterizedTest
    @CsvSource({"2b, FREEZE", "2c, FREEZE", "2a, RESUME", "2b, RESUME", "2c, RESUME"})
    void hostsThatAreHeldDoNotWaitForIt(String array, CopyCycleStep step) {
        cycle.untilPasses(1);
        List<RecordSlot> earlier = lab.network.array(array).readRecords();
        cycle.untilPasses(2);
        moments.clear();
        cycle.until(() -> moments.contains(step + " " + Boundary.INTENT_WRITTEN));
        putBack(array, earlier);
        Instant lost = lab.network.instant();
        cycle.until(() -> moments.contains(CopyCycleStep.RESUME + " " + Boundary.ORDERED));
        assertThat(Duration.between(lost, lab.network.instant()))
                .isLessThan(Duration.ofMillis(200));
        untilItIsNamed(array);
        goesOnWhenItsPairsAreNew(array);
    }

    /** A program that starts knows no numbers; the records on the other arrays tell. */
    @ParameterizedTest
    @ValueSource(strings = {"2a", "2b", "2c"})
    void aProgramThatStartsSeesItByTheRecords(String array) {
        cycle.untilPasses(1);
        cycle.untilIdle();
        List<RecordSlot> earlier = lab.network.array(array).readRecords();
        cycle.untilPasses(4);
        cycle.untilIdle();
        restoreRecords(array, earlier);
        cycle.startAnew();
        untilItIsNamed(array);
        cycle.startAnew();
        untilItIsNamed(array);
        goesOnWhenItsPairsAreNew(array);
    }

    /** Two of one instant hold one and the same old record. */
    @Test
    void twoThatWerePutBackTogetherDoNotExcuseEachOther() {
        cycle.untilPasses(1);
        cycle.untilIdle();
        List<RecordSlot> earlierB = lab.network.array("2b").readRecords();
        List<RecordSlot> earlierC = lab.network.array("2c").readRecords();
        cycle.untilPasses(4);
        cycle.untilIdle();
        restoreRecords("2b", earlierB);
        restoreRecords("2c", earlierC);
        cycle.startAnew();
        untilItIsNamed("2b");
    }

    /** What a silent array had obeyed is remembered while everything else is read anew. */
    @Test
    void whoIsPutBackWhileNobodyHearsItIsNamedWhenItAnswers() {
        cycle.untilPasses(2);
        cycle.untilIdle();
        List<RecordSlot> earlier = lab.network.array("2c").readRecords();
        long passes = cycle.progress().completedPasses();
        cycle.until(() -> cycle.progress().completedPasses() > passes);
        cycle.untilIdle();
        lab.network.management("2c", false);
        lab.network.array("2b").forgetSeals();
        for (int i = 0; i < 20; i++) {
            cycle.turn();
        }
        putBack("2c", earlier);
        lab.network.management("2c", true);
        untilItIsNamed("2c");
        goesOnWhenItsPairsAreNew("2c");
    }

    @Test
    void whoWasOvertakenReadsAndOrdersNothingMore() {
        cycle.untilPasses(1);
        cycle.untilIdle();
        lab.network.array("2c").forgetSeals();
        lab.network.array("2c").seal("G1", 2, "R121@remote");
        moments.clear();
        cycle.turn();
        assertThat(cycle.turn().state()).isEqualTo(State.FENCED);
        assertThat(moments).isEmpty();
    }
}
