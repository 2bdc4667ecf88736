package dev.trilith.core.cycle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trilith.core.array.FreezeMode;
import dev.trilith.core.array.LabChain;
import dev.trilith.core.definition.Finding;
import dev.trilith.core.step.StepResult;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The program's clock and the arrays' need not agree; that they do not is said. */
class ClocksTest {
    private static final CycleSettings SETTINGS =
            new CycleSettings(
                    Duration.ofSeconds(5), FreezeMode.HOLD, Duration.ofSeconds(2), false, "");

    private final LabChain lab = new LabChain(3, 2);
    private Duration programsAhead = Duration.ZERO;
    private final CopyCycleProgram program =
            new CopyCycleProgram(
                    lab.chain,
                    SETTINGS,
                    lab.network,
                    () -> lab.network.instant().plus(programsAhead),
                    "P120@production",
                    CycleObserver.NONE);

    private void untilPasses(long passes) {
        for (int i = 0; program.progress().completedPasses() < passes; i++) {
            assertThat(i).as("steps without pass %d", passes).isLessThan(5000);
            StepResult result = program.step();
            lab.hostWrite();
            lab.network.copyStep();
            lab.network.advance(result.callNow() ? Duration.ofMillis(1) : result.again());
        }
    }

    private List<String> saidOfClocks() {
        return program.progress().findings().stream()
                .filter(finding -> finding.reason().equals("ClocksDisagree"))
                .map(Finding::message)
                .toList();
    }

    @Test
    void clocksThatAgreeAreNotMentioned() {
        untilPasses(3);
        assertThat(saidOfClocks()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"-PT1H, ahead of", "PT1H, behind"})
    void aClockThatIsAnHourOffIsNamedAndStopsNothing(Duration programs, String words) {
        programsAhead = programs;
        untilPasses(3);
        assertThat(saidOfClocks()).hasSize(1);
        assertThat(saidOfClocks().getFirst()).contains("array 2a is ", words);
        assertThat(program.progress().degraded()).isNull();
    }

    @Test
    void aClockThatIsSetRightIsNotMentionedAnyMore() {
        programsAhead = Duration.ofHours(-1);
        untilPasses(3);
        assertThat(saidOfClocks()).hasSize(1);
        programsAhead = Duration.ZERO;
        untilPasses(5);
        assertThat(saidOfClocks()).isEmpty();
    }
}
