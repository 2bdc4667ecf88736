package dev.trilith.core.cycle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trilith.core.array.FreezeMode;
import dev.trilith.core.array.LabChain;
import dev.trilith.core.record.CopyCycleStep;
import dev.trilith.core.record.RecordNumber;
import dev.trilith.core.step.Boundary;
import dev.trilith.core.step.StepResult;
import dev.trilith.core.step.StepResult.State;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;

/** Two operators under one name: the first was paused and wakes beside its successor. */
class AnotherWriterTest {
    private final LabChain lab = new LabChain(3, 2);
    private final List<String> moments = new ArrayList<>();
    private final CopyCycleProgram first = program();
    private final CopyCycleProgram second = program();

    private CopyCycleProgram program() {
        CycleSettings settings =
                new CycleSettings(
                        Duration.ofSeconds(1), FreezeMode.HOLD, Duration.ofSeconds(2), false, "");
        return new CopyCycleProgram(
                lab.chain,
                settings,
                lab.network,
                lab.network,
                "P120@production",
                moment -> moments.add(moment.step() + " " + moment.boundary()));
    }

    private StepResult turn(CopyCycleProgram program) {
        StepResult result = program.step();
        lab.network.copyStep();
        lab.network.advance(result.callNow() ? Duration.ofMillis(1) : result.again());
        return result;
    }

    private void until(CopyCycleProgram program, BooleanSupplier condition) {
        for (int i = 0; !condition.getAsBoolean(); i++) {
            assertThat(i).as("steps in vain: " + program.progress()).isLessThan(5000);
            turn(program);
        }
    }

    /** What the whole slots of each array hold. */
    private Map<String, List<String>> records() {
        Map<String, List<String>> all = new TreeMap<>();
        for (String array : List.of("2a", "2b", "2c")) {
            all.put(array, WrittenRecords.texts(lab, array));
        }
        return all;
    }

    private RecordNumber newest() {
        return WrittenRecords.numbers(lab, "2a").stream()
                .max(RecordNumber::compareTo)
                .orElseThrow();
    }

    @Test
    void whoWakesBesideItsSuccessorReadsBeforeItOrders() {
        until(first, () -> first.progress().completedPasses() >= 1);
        until(first, () -> first.progress().state() == State.IDLE);
        String ordered = CopyCycleStep.RESYNC_INTERNAL + " " + Boundary.ORDERED;
        moments.clear();
        until(second, () -> moments.contains(ordered));
        Map<String, List<String>> before = records();
        RecordNumber last = newest();
        moments.clear();
        StepResult woken = turn(first);
        assertThat(woken.state()).isEqualTo(State.DEGRADED);
        assertThat(Objects.requireNonNull(first.progress().degraded()).reason())
                .isEqualTo("AnotherWriter");
        assertThat(records()).as("nothing was written").isEqualTo(before);
        assertThat(moments).as("nothing was begun").isEmpty();
        until(first, () -> newest().compareTo(last) > 0);
        assertThat(newest().term()).as("it goes on, and raised no term").isEqualTo(last.term());
        long passes = first.progress().completedPasses();
        until(first, () -> first.progress().completedPasses() > passes);
    }
}
