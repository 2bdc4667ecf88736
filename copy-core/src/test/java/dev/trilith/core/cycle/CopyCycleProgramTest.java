package dev.trilith.core.cycle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trilith.core.array.FreezeMode;
import dev.trilith.core.array.LabChain;
import dev.trilith.core.step.StepResult;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class CopyCycleProgramTest {
    private static final CycleSettings SETTINGS =
            new CycleSettings(
                    Duration.ofSeconds(5), FreezeMode.HOLD, Duration.ofSeconds(2), false, "");

    @Test
    void carriesThreeSitesRoundAndRestsBetweenPasses() {
        LabChain lab = new LabChain(3, 2);
        List<String> words = new ArrayList<>();
        CopyCycleProgram program =
                new CopyCycleProgram(
                        lab.chain,
                        SETTINGS,
                        lab.network,
                        lab.network,
                        "P120@production",
                        m ->
                                words.add(
                                        m.step()
                                                + " "
                                                + m.boundary()
                                                + " "
                                                + m.cycle()
                                                + " "
                                                + m.sequence()));
        for (int i = 0; i < 2000 && program.progress().completedPasses() < 2; i++) {
            StepResult result = program.step();
            words.add(result.toString());
            lab.hostWrite();
            lab.network.copyStep();
            lab.network.advance(result.callNow() ? Duration.ofMillis(1) : result.again());
        }
        assertThat(program.progress().completedPasses()).isEqualTo(2);
    }
}
