package dev.trilith.core.recovery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trilith.core.array.FaultyDirectory;
import dev.trilith.core.array.FreezeMode;
import dev.trilith.core.step.StepResult.State;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Two recoveries that do not know of the same sites. */
class ContestedRecoveryTest {
    private static final LossEvidence LOST = LossEvidence.LOST;

    private final DisasterWorld world = new DisasterWorld(4, FreezeMode.HOLD);
    private final FaultyDirectory ofOne = new FaultyDirectory(world.lab.network);

    private RecoveryProgram program(
            FaultyDirectory directory, String owner, String also, LossEvidence evidence) {
        return new RecoveryProgram(
                world.lab.chain,
                Map.of("production", LOST, also, evidence),
                directory,
                world.lab.network,
                owner,
                RecoveryObserver.NONE);
    }

    /** Each seals a site that the other does not; of the one between them one comes first. */
    @Test
    void whatIsLeftOfTheOneThatWasRefusedIsTakenOver() {
        world.runPasses(2);
        world.lose(1);
        RecoveryProgram first = program(ofOne, "R121@local", "remote4", LOST);
        RecoveryProgram second =
                program(new FaultyDirectory(world.lab.network), "R121@remote", "local", LOST);
        ofOne.beforeNext("2c", "seal", second::step);
        first.step();
        assertThat(first.progress().phase()).isEqualTo(RecoveryPhase.FAILED);
        assertThat(second.progress().phase()).isEqualTo(RecoveryPhase.COLLECTING);
        second.evidence(Map.of("production", LOST));
        assertThat(world.recover(second).state()).isEqualTo(State.FINISHED);
        assertThat(second.progress().term()).isGreaterThan(2);
    }
}
