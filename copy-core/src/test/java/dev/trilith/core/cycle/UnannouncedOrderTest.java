package dev.trilith.core.cycle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trilith.core.array.ArrayFault;
import dev.trilith.core.record.CopyCycleStep;
import dev.trilith.core.step.Boundary;
import dev.trilith.core.step.StepResult.State;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Hosts are held, and no array takes the record of the next order: simulate --seed 5055. */
class UnannouncedOrderTest {
    private final TurnedCycle cycle = new TurnedCycle(Duration.ofSeconds(60));
    private final List<String> moments = cycle.moments;

    private void noRecordIsTakenAt(String... arrays) {
        for (String array : arrays) {
            cycle.directory.fail("writeRecord", new ArrayFault.Unreachable(array, "no answer"));
        }
    }

    @Test
    void isNotGiven() {
        cycle.untilPasses(1);
        moments.clear();
        cycle.until(() -> moments.contains(CopyCycleStep.FREEZE + " " + Boundary.ORDERED));
        noRecordIsTakenAt("2a", "2b", "2c");
        for (int i = 0; i < 5; i++) {
            assertThat(cycle.turn().state()).isEqualTo(State.DEGRADED);
        }
        assertThat(moments).doesNotContain(CopyCycleStep.SPLIT + " " + Boundary.ORDERED);
        cycle.directory.mend();
        noRecordIsTakenAt("2a", "2c");
        cycle.until(() -> moments.contains(CopyCycleStep.RESUME + " " + Boundary.ORDERED));
        cycle.directory.mend();
        cycle.untilPasses(3);
    }
}
