package dev.trilith.core.cycle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trilith.core.array.FreezeMode;
import dev.trilith.core.array.LabChain;
import dev.trilith.core.definition.Finding;
import dev.trilith.core.record.CopyCycleStep;
import dev.trilith.core.step.Boundary;
import dev.trilith.core.step.StepResult;
import dev.trilith.core.step.StepResult.State;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** An array comes back with an empty disk, and everything that it lacks is defined there again. */
class ReplacedArrayTest {
    private final LabChain lab = new LabChain(3, 2);
    private final List<String> moments = new ArrayList<>();
    private CopyCycleProgram program = program();

    private CopyCycleProgram program() {
        return new CopyCycleProgram(
                lab.chain,
                new CycleSettings(
                        Duration.ofSeconds(1), FreezeMode.HOLD, Duration.ofSeconds(2), false, ""),
                lab.network,
                lab.network,
                "P120@production",
                moment -> moments.add(moment.step() + " " + moment.boundary()));
    }

    private void turn() {
        lab.hostWrite();
        StepResult result = program.step();
        assertThat(result.state()).isNotEqualTo(State.FENCED);
        lab.network.copyStep();
        lab.network.advance(result.callNow() ? Duration.ofMillis(1) : result.again());
    }

    private void until(BooleanSupplier condition) {
        for (int i = 0; !condition.getAsBoolean(); i++) {
            assertThat(i).as("steps in vain: " + program.progress()).isLessThan(5000);
            turn();
        }
    }

    private int newestPrefix(int site) {
        return Math.max(lab.prefix(site, false), lab.prefix(site, true));
    }

    /** Whatever the cycle was doing, it does not copy zeros over what the other sites hold. */
    @ParameterizedTest
    @EnumSource(CopyCycleStep.class)
    void anEmptyProductionIsCopiedNowhere(CopyCycleStep step) {
        until(() -> program.progress().completedPasses() >= 2);
        moments.clear();
        if (step != CopyCycleStep.RUN_FIRST_LEG) {
            until(() -> moments.contains(step + " " + Boundary.ORDERED));
        }
        int local = newestPrefix(1);
        int remote = newestPrefix(2);
        lab.replace(0);
        for (int i = 0; i < 500; i++) {
            if (i == 250) {
                program = program();
            }
            turn();
        }
        assertThat(newestPrefix(1)).isGreaterThanOrEqualTo(local).isPositive();
        assertThat(newestPrefix(2)).isGreaterThanOrEqualTo(remote).isPositive();
        Finding why = Objects.requireNonNull(program.progress().degraded());
        assertThat(why.reason()).isEqualTo("ProductionReplaced");
        assertThat(program.progress().state()).isEqualTo(State.STOPPED);
        assertThat(why.message()).contains("array 2a", "P0H1", "register its pairs again");
    }

    @Test
    void norByAProgramThatStartsOnly() {
        until(() -> program.progress().completedPasses() >= 2);
        int remote = newestPrefix(2);
        lab.replace(0);
        program = program();
        for (int i = 0; i < 500; i++) {
            turn();
        }
        assertThat(newestPrefix(2)).isGreaterThanOrEqualTo(remote).isPositive();
        assertThat(Objects.requireNonNull(program.progress().degraded()).reason())
                .isEqualTo("ProductionReplaced");
    }

    /** Who has the pairs registered anew wants what is there to be copied. */
    @Test
    void pairsThatAreRegisteredAgainAreConsent() {
        until(() -> program.progress().completedPasses() >= 2);
        lab.replace(0);
        until(() -> program.progress().state() == State.STOPPED);
        lab.registerRemotePairsAgain(0);
        long passes = program.progress().completedPasses();
        until(() -> program.progress().completedPasses() >= passes + 2);
        assertThat(program.progress().degraded()).isNull();
    }

    /** The first copy of pairs that are new broke after the second array had begun it. */
    @Test
    void aFirstCopyThatBrokeIsNoReplacedDisk() {
        until(() -> program.progress().completedPasses() >= 2);
        lab.registerRemotePairsAgain(0);
        lab.breakFirstCopy();
        long passes = program.progress().completedPasses();
        until(() -> program.progress().completedPasses() >= passes + 2);
        assertThat(program.progress().degraded()).isNull();
    }

    /** A backup that lost its disk gets everything anew. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void aReplacedBackupIsFilledAgain(int site) {
        until(() -> program.progress().completedPasses() >= 2);
        lab.replace(site);
        long passes = program.progress().completedPasses();
        until(() -> program.progress().completedPasses() >= passes + 3);
        assertThat(newestPrefix(1)).isPositive();
        assertThat(newestPrefix(2)).isPositive();
        assertThat(program.progress().degraded()).isNull();
    }
}
