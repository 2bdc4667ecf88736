package dev.trilith.core.cycle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trilith.core.array.LabChain;
import dev.trilith.core.definition.Finding;
import dev.trilith.core.record.CopyCycleStep;
import dev.trilith.core.step.Boundary;
import dev.trilith.core.step.StepResult.State;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** An array comes back with an empty disk, and everything that it lacks is defined there again. */
class ReplacedArrayTest {
    private final TurnedCycle cycle = new TurnedCycle(Duration.ofSeconds(2));
    private final LabChain lab = cycle.lab;
    private final List<String> moments = cycle.moments;

    @BeforeEach
    void hostsWrite() {
        cycle.hostWrites = true;
    }

    private void turn(int times) {
        for (int i = 0; i < times; i++) {
            assertThat(cycle.turn().state()).isNotEqualTo(State.FENCED);
        }
    }

    private int newestPrefix(int site) {
        return Math.max(lab.prefix(site, false), lab.prefix(site, true));
    }

    /** Whatever the cycle was doing, it does not copy zeros over what the other sites hold. */
    @ParameterizedTest
    @EnumSource(CopyCycleStep.class)
    void anEmptyProductionIsCopiedNowhere(CopyCycleStep step) {
        cycle.untilPasses(2);
        moments.clear();
        if (step != CopyCycleStep.RUN_FIRST_LEG) {
            cycle.until(() -> moments.contains(step + " " + Boundary.ORDERED));
        }
        int local = newestPrefix(1);
        int remote = newestPrefix(2);
        lab.replace(0);
        turn(250);
        cycle.startAnew();
        turn(250);
        assertThat(newestPrefix(1)).isGreaterThanOrEqualTo(local).isPositive();
        assertThat(newestPrefix(2)).isGreaterThanOrEqualTo(remote).isPositive();
        Finding why = Objects.requireNonNull(cycle.progress().degraded());
        assertThat(why.reason()).isEqualTo("ProductionReplaced");
        assertThat(cycle.progress().state()).isEqualTo(State.STOPPED);
        assertThat(why.message()).contains("array 2a", "P0H1", "register its pairs again");
    }

    /**
     * Also while what had landed at the second site is no image, and however slowly it is set up.
     */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void norWhileOnlyTheFartherSitesHoldAnImage(boolean newProgram) {
        cycle.untilPasses(2);
        int remote = newestPrefix(2);
        lab.empty(0);
        cycle.hostWrites = false;
        lab.breakCopy(1);
        List<Runnable> setUp =
                List.of(() -> lab.defineVolumes(0), () -> lab.registerPairs(0), () -> {});
        for (Runnable next : setUp) {
            turn(100);
            next.run();
            if (newProgram) {
                cycle.startAnew();
            }
        }
        cycle.hostWrites = true;
        turn(500);
        assertThat(newestPrefix(2)).isGreaterThanOrEqualTo(remote).isPositive();
        assertThat(Objects.requireNonNull(cycle.progress().degraded()).reason())
                .isEqualTo("ProductionReplaced");
        lab.registerRemotePairsAgain(0);
        cycle.morePasses(2);
    }

    @Test
    void norByAProgramThatStartsOnly() {
        cycle.untilPasses(2);
        int remote = newestPrefix(2);
        lab.replace(0);
        cycle.startAnew();
        turn(500);
        assertThat(newestPrefix(2)).isGreaterThanOrEqualTo(remote).isPositive();
        assertThat(Objects.requireNonNull(cycle.progress().degraded()).reason())
                .isEqualTo("ProductionReplaced");
    }

    /** Who has the pairs registered anew wants what is there to be copied. */
    @Test
    void pairsThatAreRegisteredAgainAreConsent() {
        cycle.untilPasses(2);
        lab.replace(0);
        cycle.until(() -> cycle.progress().state() == State.STOPPED);
        lab.registerRemotePairsAgain(0);
        cycle.morePasses(2);
        assertThat(cycle.progress().degraded()).isNull();
    }

    /** The first copy of pairs that are new broke after the second array had begun it. */
    @Test
    void aFirstCopyThatBrokeIsNoReplacedDisk() {
        cycle.untilPasses(2);
        lab.registerRemotePairsAgain(0);
        lab.breakFirstCopy();
        cycle.morePasses(2);
        assertThat(cycle.progress().degraded()).isNull();
    }

    /** A backup that lost its disk gets everything anew. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void aReplacedBackupIsFilledAgain(int site) {
        cycle.untilPasses(2);
        lab.replace(site);
        cycle.morePasses(3);
        assertThat(newestPrefix(1)).isPositive();
        assertThat(newestPrefix(2)).isPositive();
        assertThat(cycle.progress().degraded()).isNull();
    }
}
