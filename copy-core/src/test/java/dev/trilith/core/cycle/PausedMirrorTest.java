package dev.trilith.core.cycle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trilith.core.array.LabChain;
import dev.trilith.core.record.CopyCycleStep;
import dev.trilith.core.record.Phase;
import dev.trilith.core.step.ChainView;
import dev.trilith.core.step.Observation;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** A pause stops passes. What production writes still goes to the second site. */
class PausedMirrorTest {
    private final TurnedCycle cycle = new TurnedCycle(Duration.ofSeconds(2));
    private final LabChain lab = cycle.lab;

    @Test
    void isRunAgainIfItBreaksDuringThePause() {
        cycle.untilPasses(2);
        cycle.pause();
        cycle.untilIdle();
        long passes = cycle.progress().completedPasses();
        breakMirror();
        cycle.until(this::mirrored);
        cycle.untilIdle();
        assertThat(cycle.progress().completedPasses()).isEqualTo(passes);
        assertThat(cycle.progress().phase()).isEqualTo(Phase.DONE);
    }

    /** A soak waited in vain: a killed array's leg was about to be run again when it paused. */
    @Test
    void isRunAgainIfItBreaksAtTheEndOfThePassThatIsFinishedFirst() {
        cycle.untilPasses(2);
        cycle.until(() -> cycle.progress().step() == CopyCycleStep.RUN_ONWARD);
        breakMirror();
        cycle.pause();
        cycle.untilIdle();
        assertThat(mirrored()).isTrue();
        assertThat(cycle.progress().phase()).isEqualTo(Phase.DONE);
    }

    @Test
    void isRunAgainByAProgramThatStartsPaused() {
        cycle.untilPasses(2);
        breakMirror();
        cycle.until(() -> cycle.progress().step() == CopyCycleStep.RUN_FIRST_LEG);
        cycle.pause();
        cycle.startAnew();
        cycle.until(this::mirrored);
        cycle.untilIdle();
        assertThat(cycle.progress().phase()).isEqualTo(Phase.DONE);
    }

    private void breakMirror() {
        lab.network.cutLink("2a", "2b");
        lab.network.restoreLink("2a", "2b");
        assertThat(mirrored()).isFalse();
    }

    private boolean mirrored() {
        ChainView view = new Observation(lab.chain, lab.network).observe(lab.chain.sites());
        return view.remote(1).paired();
    }
}
