package dev.trilith.core.recovery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trilith.core.array.ArrayFault;
import dev.trilith.core.array.FaultyDirectory;
import dev.trilith.core.array.FreezeMode;
import dev.trilith.core.step.StepResult;
import dev.trilith.core.step.StepResult.State;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Recoveries whose orders are refused, or whose seals. */
class RefusedRecoveryTest {
    private final DisasterWorld world = new DisasterWorld(3, FreezeMode.HOLD);

    @BeforeEach
    void productionIsLost() {
        world.runPasses(2);
        world.lose(1);
    }

    private RecoveryProgram program(FaultyDirectory directory, String owner) {
        return new RecoveryProgram(
                world.lab.chain,
                Map.of("production", LossEvidence.LOST),
                directory,
                world.lab.network,
                owner,
                RecoveryObserver.NONE);
    }

    private StepResult turn(RecoveryProgram program) {
        StepResult result = program.step();
        world.lab.network.advance(result.callNow() ? Duration.ofMillis(1) : result.again());
        return result;
    }

    @Test
    void anOrderThatIsRefusedIsTriedLessAndLessOften() {
        FaultyDirectory directory = new FaultyDirectory(world.lab.network);
        directory.fail("order", new ArrayFault.Unreachable("2b", "no answer"));
        directory.fail("order", new ArrayFault.Unreachable("2c", "no answer"));
        RecoveryProgram program = program(directory, "R121@remote");
        while (program.progress().waitingFor() == null) {
            turn(program);
        }
        long first = program.progress().term();
        Instant end = world.lab.network.instant().plus(Duration.ofMinutes(1));
        int turns = 0;
        while (world.lab.network.instant().isBefore(end)) {
            turn(program);
            turns++;
            assertThat(program.progress().waitingFor()).as("all the time").isNotNull();
        }
        assertThat(turns).isLessThan(60);
        assertThat(program.progress().term()).isEqualTo(first);
        directory.mend();
        assertThat(world.recover(program).state()).isEqualTo(State.FINISHED);
    }

    /** Both saw the term that was in force, and want the next. */
    @Test
    void ofTwoRecoveriesOneGoesOn() {
        String one = "R121@remote/one";
        FaultyDirectory ofOne = new FaultyDirectory(world.lab.network);
        FaultyDirectory ofTwo = new FaultyDirectory(world.lab.network);
        RecoveryProgram first = program(ofOne, one);
        RecoveryProgram second = program(ofTwo, "R121@remote/two");
        ofOne.beforeNext("2b", "seal", () -> turn(second));
        ofTwo.beforeNext("2b", "seal", () -> world.lab.network.array("2b").seal("G1", 2, one));
        assertThat(world.recover(first).state()).isEqualTo(State.FINISHED);
        assertThat(second.progress().phase()).isEqualTo(RecoveryPhase.FAILED);
    }
}
