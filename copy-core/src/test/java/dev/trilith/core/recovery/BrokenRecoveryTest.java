package dev.trilith.core.recovery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trilith.core.array.FreezeMode;
import dev.trilith.core.array.PairStatus;
import dev.trilith.core.definition.Finding;
import dev.trilith.core.definition.Leg;
import dev.trilith.core.step.LegOrder;
import dev.trilith.core.step.LegOrder.Verb;
import dev.trilith.core.step.StepResult;
import dev.trilith.core.step.StepResult.State;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** A recovery whose copies break each time they are begun, as onto a disk that is full. */
class BrokenRecoveryTest {
    private final DisasterWorld world = new DisasterWorld(3, FreezeMode.HOLD);
    private boolean diskIsFull = true;
    private int broken;

    @Test
    void aCopyThatBreaksIsNamedUntilItArrivesAndTriedMoreAndMoreSeldom() {
        world.runPasses(2);
        world.lab.hostWrite();
        world.lose(1);
        RecoveryProgram program =
                new RecoveryProgram(
                        world.lab.chain,
                        Map.of("production", LossEvidence.LOST),
                        world.lab.network,
                        world.lab.network,
                        "R121@remote",
                        RecoveryObserver.NONE);
        for (int i = 0; broken == 0; i++) {
            assertThat(i).as("steps without a copy onward").isLessThan(5000);
            step(program);
        }
        step(program);
        Instant since = world.lab.network.instant();
        for (int i = 0; world.lab.network.instant().isBefore(since.plusSeconds(20)); i++) {
            assertThat(i).as("steps in 20 s").isLessThan(5000);
            step(program);
            Finding trouble = Objects.requireNonNull(program.progress().waitingFor());
            assertThat(trouble.reason()).isEqualTo("CopyBroken");
            assertThat(trouble.message()).contains("2b->2c").contains("make room");
        }
        assertThat(broken).isBetween(3, 9);
        diskIsFull = false;
        assertThat(world.recover(program).state()).isEqualTo(State.FINISHED);
        assertThat(program.progress().waitingFor()).isNull();
    }

    /** Where the other side has stopped first, the leg is suspended before it is begun again. */
    @Test
    void aSuspensionInBetweenIsNoArrival() {
        BrokenCopies copies = new BrokenCopies(world.lab.chain, world.lab.network);
        Leg leg = world.lab.chain.legs().get(2);
        LegOrder resync = LegOrder.of(leg, Verb.RESYNC);
        LegOrder suspend = LegOrder.of(leg, Verb.SUSPEND);
        assertThat(copies.rest(null, resync)).isEmpty();
        assertThat(copies.rest(resync, suspend)).isEmpty();
        copies.reached(suspend);
        assertThat(copies.rest(suspend, resync)).isPresent();
        assertThat(copies.broken()).isNotNull();
        assertThat(copies.rest(suspend, resync)).as("after the pause").isEmpty();
        copies.reached(resync);
        assertThat(copies.broken()).isNull();
        assertThat(copies.rest(suspend, resync)).as("a copy that arrived").isEmpty();
    }

    private void step(RecoveryProgram program) {
        StepResult result = program.step();
        if (diskIsFull && onwardIsCopying()) {
            world.lab.network.cutLink("2b", "2c");
            world.lab.network.restoreLink("2b", "2c");
            broken++;
        } else {
            world.lab.network.copyStep();
        }
        world.lab.network.advance(result.callNow() ? Duration.ofMillis(1) : result.again());
    }

    private boolean onwardIsCopying() {
        return world.lab.network.array("2b").snapshot().leg("G1", "2b->2c").stream()
                .anyMatch(p -> p.status() == PairStatus.COPY);
    }
}
