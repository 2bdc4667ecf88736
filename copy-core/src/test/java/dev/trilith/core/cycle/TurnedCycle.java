package dev.trilith.core.cycle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trilith.core.array.FaultyDirectory;
import dev.trilith.core.array.FreezeMode;
import dev.trilith.core.array.LabChain;
import dev.trilith.core.step.StepResult;
import dev.trilith.core.step.StepResult.State;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;

/** A program P120 that a test turns by hand, on three sites of arrays in memory. */
final class TurnedCycle {
    final LabChain lab = new LabChain(3, 2);
    final FaultyDirectory directory = new FaultyDirectory(lab.network);

    /** The places that were passed, oldest first: {@code step boundary}. */
    final List<String> moments = new ArrayList<>();

    /** Whether a host writes a block before each turn. */
    boolean hostWrites;

    private final Duration freezeDeadline;
    private CycleSettings settings;
    private CopyCycleProgram program;

    TurnedCycle(Duration freezeDeadline) {
        this.freezeDeadline = freezeDeadline;
        this.settings = settings(false);
        this.program = program();
    }

    private CycleSettings settings(boolean paused) {
        return new CycleSettings(
                Duration.ofSeconds(1), FreezeMode.HOLD, freezeDeadline, paused, "");
    }

    private CopyCycleProgram program() {
        return new CopyCycleProgram(
                lab.chain,
                settings,
                directory,
                lab.network,
                "P120@production",
                moment -> moments.add(moment.step() + " " + moment.boundary()));
    }

    /** The user pauses the cycle. */
    void pause() {
        settings = settings(true);
        program.settings(settings);
    }

    /** The program ends as by a kill, and another one starts. */
    void startAnew() {
        program = program();
    }

    CycleProgress progress() {
        return program.progress();
    }

    /** One word of the program's work, a block of every copy, and the time until the next. */
    StepResult turn() {
        if (hostWrites) {
            lab.hostWrite();
        }
        StepResult result = program.step();
        lab.network.copyStep();
        lab.network.advance(result.callNow() ? Duration.ofMillis(1) : result.again());
        return result;
    }

    void until(BooleanSupplier condition) {
        for (int i = 0; !condition.getAsBoolean(); i++) {
            assertThat(i).as("steps in vain: " + progress()).isLessThan(5000);
            assertThat(turn().state()).isNotEqualTo(State.FENCED);
        }
    }

    void untilPasses(long count) {
        until(() -> progress().completedPasses() >= count);
    }

    /** Until that many passes more are complete. */
    void morePasses(long count) {
        untilPasses(progress().completedPasses() + count);
    }

    void untilIdle() {
        until(() -> progress().state() == State.IDLE);
    }
}
