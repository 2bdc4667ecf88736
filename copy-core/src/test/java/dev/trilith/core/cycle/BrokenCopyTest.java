package dev.trilith.core.cycle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trilith.core.array.FreezeMode;
import dev.trilith.core.array.LabChain;
import dev.trilith.core.array.PairStatus;
import dev.trilith.core.definition.Finding;
import dev.trilith.core.step.StepResult;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** A copy that breaks each time it is begun, as onto a disk that is full. */
class BrokenCopyTest {
    private static final CycleSettings SETTINGS =
            new CycleSettings(
                    Duration.ofSeconds(1), FreezeMode.HOLD, Duration.ofSeconds(2), false, "");

    private final LabChain lab = new LabChain(3, 2);
    private Duration setBack = Duration.ZERO;
    private final CopyCycleProgram program =
            new CopyCycleProgram(
                    lab.chain,
                    SETTINGS,
                    lab.network,
                    () -> lab.network.instant().minus(setBack),
                    "P120@production",
                    CycleObserver.NONE);
    private boolean diskIsFull;
    private int broken;

    @Test
    void isNamedUntilOneArrivesAndTriedMoreAndMoreSeldom() {
        untilPasses(2);
        diskIsFull = true;
        for (int i = 0; broken == 0; i++) {
            assertThat(i).as("steps without a copy onward").isLessThan(5000);
            step();
        }
        step();
        Instant since = lab.network.instant();
        for (int i = 0; lab.network.instant().isBefore(since.plusSeconds(20)); i++) {
            assertThat(i).as("steps in 20 s").isLessThan(5000);
            step();
            Finding trouble = Objects.requireNonNull(program.progress().degraded());
            assertThat(trouble.reason()).isEqualTo("CopyBroken");
            assertThat(trouble.message()).contains("2b->2c").contains("make room");
            assertThat(program.progress().state()).isEqualTo(StepResult.State.DEGRADED);
        }
        assertThat(broken).isBetween(3, 9);
        diskIsFull = false;
        untilPasses(program.progress().completedPasses() + 2);
        assertThat(program.progress().degraded()).isNull();
    }

    /** Found by the simulation: the leg then rested until the clock had caught up. */
    @Test
    void isTriedAgainAlthoughTheClockWasSetBack() {
        untilPasses(2);
        diskIsFull = true;
        for (int i = 0; broken == 0; i++) {
            assertThat(i).as("steps without a copy onward").isLessThan(5000);
            step();
        }
        step();
        diskIsFull = false;
        setBack = Duration.ofHours(1);
        untilPasses(program.progress().completedPasses() + 1);
    }

    private void untilPasses(long passes) {
        for (int i = 0; program.progress().completedPasses() < passes; i++) {
            assertThat(i).as("steps without pass %d", passes).isLessThan(5000);
            step();
        }
    }

    private void step() {
        StepResult result = program.step();
        lab.hostWrite();
        if (diskIsFull && onwardIsCopying()) {
            lab.network.cutLink("2b", "2c");
            lab.network.restoreLink("2b", "2c");
            broken++;
        } else {
            lab.network.copyStep();
        }
        lab.network.advance(result.callNow() ? Duration.ofMillis(1) : result.again());
    }

    private boolean onwardIsCopying() {
        return lab.network.array("2b").snapshot().pairs().stream()
                .filter(pair -> pair.definition().secondary().array().equals("2c"))
                .anyMatch(pair -> pair.status() == PairStatus.COPY);
    }
}
