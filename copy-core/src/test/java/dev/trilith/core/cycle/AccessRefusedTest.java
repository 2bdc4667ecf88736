package dev.trilith.core.cycle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trilith.core.array.FreezeMode;
import dev.trilith.core.array.LabChain;
import dev.trilith.core.array.RefusalCode;
import dev.trilith.core.definition.Finding;
import dev.trilith.core.step.StepResult;
import dev.trilith.core.step.StepResult.State;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** P120 while an array's owner does not let it in: a clear word, nothing changed, and on again. */
class AccessRefusedTest {
    private final LabChain lab = new LabChain(3, 2);
    private CopyCycleProgram program = newProgram();

    private CopyCycleProgram newProgram() {
        CycleSettings settings =
                new CycleSettings(
                        Duration.ofSeconds(5), FreezeMode.HOLD, Duration.ofSeconds(2), false, "");
        return new CopyCycleProgram(
                lab.chain,
                settings,
                lab.network,
                lab.network,
                "P120@production",
                CycleObserver.NONE);
    }

    private void turn() {
        StepResult result = program.step();
        lab.hostWrite();
        lab.network.copyStep();
        lab.network.advance(result.callNow() ? Duration.ofMillis(1) : result.again());
    }

    private void until(BooleanSupplier condition) {
        for (int i = 0; i < 5000; i++) {
            if (condition.getAsBoolean()) {
                return;
            }
            turn();
        }
        throw new AssertionError("in vain: " + program.progress());
    }

    private Finding degraded() {
        return Objects.requireNonNull(program.progress().degraded(), "is not degraded");
    }

    /** Fences and records of every array, which a program changes first. */
    private List<String> kept(String refusing, RefusalCode refusal) {
        lab.network.access(refusing, null);
        List<String> all = new ArrayList<>();
        lab.network.all().forEach(a -> all.add(a.look().fences() + " " + a.readRecords()));
        lab.network.access(refusing, refusal);
        return all;
    }

    @ParameterizedTest
    @CsvSource({
        "2a, UNAUTHENTICATED, Unauthenticated",
        "2b, UNAUTHENTICATED, Unauthenticated",
        "2c, UNAUTHENTICATED, Unauthenticated",
        "2a, NOT_GRANTED, NotGranted",
        "2b, NOT_GRANTED, NotGranted",
        "2c, NOT_GRANTED, NotGranted"
    })
    void waitsForAccessAndGoesOnByItself(String array, RefusalCode code, String reason) {
        until(() -> program.progress().completedPasses() >= 1);
        until(() -> program.progress().state() == State.IDLE);
        lab.network.access(array, code);
        until(() -> program.progress().state() == State.DEGRADED);
        assertThat(degraded().reason()).isEqualTo(reason);
        assertThat(degraded().message()).contains("array " + array);
        long sequence = program.progress().sequence();
        for (int i = 0; i < 40; i++) {
            turn();
            assertThat(program.progress().state()).isEqualTo(State.DEGRADED);
        }
        assertThat(program.progress().sequence())
                .as("no further record is written while one is refused")
                .isEqualTo(sequence);
        assertThat(lab.acknowledged()).as("hosts write on").isPositive();
        lab.network.access(array, null);
        long passes = program.progress().completedPasses();
        until(() -> program.progress().completedPasses() >= passes + 2);
        assertThat(program.progress().degraded()).isNull();
    }

    @ParameterizedTest
    @CsvSource({
        "2a, UNAUTHENTICATED, Unauthenticated",
        "2b, UNAUTHENTICATED, Unauthenticated",
        "2c, UNAUTHENTICATED, Unauthenticated",
        "2a, NOT_GRANTED, NotGranted"
    })
    void changesNothingIfItIsRefusedFromTheStart(String array, RefusalCode code, String reason) {
        List<String> before = kept(array, code);
        for (int i = 0; i < 40; i++) {
            turn();
            assertThat(program.progress().state()).isEqualTo(State.DEGRADED);
            assertThat(degraded().reason()).isEqualTo(reason);
        }
        assertThat(kept(array, code)).isEqualTo(before);
        lab.network.access(array, null);
        until(() -> program.progress().completedPasses() >= 1);
    }

    @Test
    void hostsGoOnIfAccessEndsUnderTheFreeze() {
        until(() -> program.progress().completedPasses() >= 1);
        until(() ->
                lab.network.array("2a").look().pairs().stream().anyMatch(p -> p.freeze() != null));
        lab.network.access("2a", RefusalCode.UNAUTHENTICATED);
        int before = lab.acknowledged();
        for (int i = 0; i < 60; i++) {
            turn();
        }
        assertThat(lab.acknowledged()).as("the freeze ended by itself").isGreaterThan(before + 1);
        assertThat(degraded().reason()).isEqualTo("Unauthenticated");
        lab.network.access("2a", null);
        program = newProgram();
        until(() -> program.progress().completedPasses() >= 1);
    }
}
