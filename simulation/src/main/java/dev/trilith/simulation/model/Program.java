package dev.trilith.simulation.model;

import dev.trilith.core.array.FreezeMode;
import dev.trilith.core.cycle.CopyCycleProgram;
import dev.trilith.core.cycle.CycleObserver;
import dev.trilith.core.cycle.CycleSettings;
import dev.trilith.core.definition.Site;
import dev.trilith.core.recovery.LossEvidence;
import dev.trilith.core.recovery.RecoveryObserver;
import dev.trilith.core.recovery.RecoveryPhase;
import dev.trilith.core.recovery.RecoveryProgram;
import dev.trilith.core.step.StepResult;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A running program, P120 or R121: the real class, with all that it remembers. */
final class Program {
    private static final CycleSettings SETTINGS =
            new CycleSettings(Duration.ZERO, FreezeMode.HOLD, Duration.ofSeconds(1), false, "");
    final @Nullable CopyCycleProgram cycle;
    final @Nullable RecoveryProgram recovery;

    /** Its clock when it began: the same instant makes the same marks. */
    private final long begun;

    private Program(
            @Nullable CopyCycleProgram cycle, @Nullable RecoveryProgram recovery, long begun) {
        this.cycle = cycle;
        this.recovery = recovery;
        this.begun = begun;
    }

    static Program begin(Bench bench, boolean recovers, Versions all, long clock) {
        bench.set(all, clock, Bench.Mishap.NONE);
        if (!recovers) {
            return new Program(
                    new CopyCycleProgram(
                            bench.chain().chain,
                            SETTINGS,
                            bench,
                            bench,
                            "P120@production",
                            CycleObserver.NONE),
                    null,
                    clock);
        }
        return new Program(
                null,
                new RecoveryProgram(
                        bench.chain().chain,
                        evidence(bench.chain(), all),
                        bench,
                        bench,
                        "R121@remote",
                        RecoveryObserver.NONE),
                clock);
    }

    private static Map<String, LossEvidence> evidence(ModelChain chain, Versions all) {
        Map<String, LossEvidence> evidence = new HashMap<>();
        for (Site site : chain.chain.sites()) {
            if (!all.alive(ModelChain.site(site.array()))) {
                evidence.put(site.name(), LossEvidence.LOST);
            }
        }
        return evidence;
    }

    /** Another that remembers the same. */
    Program copy(Bench bench, Versions all) {
        Program twin = begin(bench, recovery != null, all, begun);
        Twin.copy(real(), twin.real());
        return twin;
    }

    Object real() {
        return cycle != null ? cycle : Objects.requireNonNull(recovery);
    }

    StepResult step(Bench bench, Versions all) {
        if (cycle != null) {
            return cycle.step();
        }
        RecoveryProgram mine = Objects.requireNonNull(recovery);
        mine.evidence(evidence(bench.chain(), all));
        return mine.step();
    }

    /** The recovery's phase; null of the cycle. */
    @Nullable RecoveryPhase phase() {
        return recovery == null ? null : recovery.progress().phase();
    }

    /** The passes that the cycle completed. */
    long passes() {
        return cycle == null ? 0 : cycle.progress().completedPasses();
    }
}
