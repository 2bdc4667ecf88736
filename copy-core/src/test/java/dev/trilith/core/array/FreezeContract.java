package dev.trilith.core.array;

import static dev.trilith.core.array.RefusalCode.CUT_VOID;
import static dev.trilith.core.array.RefusalCode.GOLDEN_COPY_AT_RISK;
import static dev.trilith.core.array.RefusalCode.INVALID_VALUE;
import static dev.trilith.core.array.RefusalCode.WRONG_STATE;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Cuts: freeze, split under the cut, resume, expiry. */
abstract class FreezeContract extends CopyContract {
    @Test
    void aHoldingFreezeCutsTheLegAndHoldsHostWrites() {
        chain();
        write(volume("2a", "A0"), 0, 1);
        run("2a->2b");
        run("2b");
        long cycle = freeze(FreezeMode.HOLD, DEADLINE);
        assertThat(state("2a->2b", "2a").reason()).isEqualTo(SuspendReason.FROZEN);
        assertThat(state("2a->2b", "2a").freeze()).isEqualTo(cycle);
        assertThat(cut("2b", "B0")).isEqualByComparingTo(cut("2b", "B1"));
        assertThat(cut("2b", "B0").cycle()).isEqualTo(cycle);
        assertThat(cut("2b", "B0").still()).isZero();

        CompletableFuture<Void> held = world().write(volume("2a", "A0"), 0, block(2));
        split("2b", cycle);
        assertThat(held.isDone()).as("a host write went through the freeze").isFalse();
        assertThat(label("2b", "C0").sameStill(label("2b", "B0"))).isTrue();
        resume(cycle);
        await("the held write", held::isDone);
        assertThat(held.isCompletedExceptionally()).isFalse();
        assertHolds(volume("2b", "B0"), 0, 2);
        assertHolds(volume("2b", "C0"), 0, 1);
        assertThat(status("2a->2b")).isEqualTo(PairStatus.PAIR);
        assertThat(label("2b", "B0")).isEqualTo(ImageLabel.LIVE);
        assertThat(cut("2b", "C1").cycle()).isEqualTo(cycle);
    }

    @Test
    void freezeNeedsALegInStepANewCycleAndADeadline() {
        chain();
        assertRefused(() -> freeze(FreezeMode.HOLD, DEADLINE), WRONG_STATE);
        run("2a->2b");
        assertRefused(() -> freeze(FreezeMode.HOLD, Duration.ZERO), INVALID_VALUE);
        assertRefused(() -> freeze(FreezeMode.HOLD, Duration.ofSeconds(61)), INVALID_VALUE);
        long cycle = freeze(FreezeMode.HOLD, DEADLINE);
        resume(cycle);
        assertRefused(
                () ->
                        order(
                                new ArrayOrder.Freeze(
                                        fence("2a->2b", 1), cycle, FreezeMode.HOLD, DEADLINE)),
                INVALID_VALUE);
        assertThat(status("2a->2b")).isEqualTo(PairStatus.PAIR);
    }

    @Test
    void ordersThatNameAnotherCutAreVoid() {
        chain();
        run("2a->2b");
        run("2b");
        long cycle = freeze(FreezeMode.HOLD, DEADLINE);
        assertRefused(() -> split("2b", cycle + 1000), CUT_VOID);
        assertRefused(() -> resume(cycle + 1000), CUT_VOID);
        assertThat(status("2b")).isEqualTo(PairStatus.PAIR);
        resume(cycle);
        assertRefused(() -> resume(cycle), CUT_VOID);
        assertRefused(() -> split("2b", cycle), CUT_VOID);
        assertThat(status("2b")).isEqualTo(PairStatus.PAIR);
    }

    @Test
    void aFreezeThatOutlivesItsDeadlineEndsByItselfAndItsCutIsVoid() {
        chain();
        run("2a->2b");
        run("2b");
        long cycle = freeze(FreezeMode.HOLD, Duration.ofMillis(300));
        CompletableFuture<Void> held = world().write(volume("2a", "A0"), 0, block(2));
        world().pass(Duration.ofMillis(400));
        awaitStatus("2a->2b", PairStatus.PAIR);
        await("the held write", held::isDone);
        assertThat(held.isCompletedExceptionally()).isFalse();
        assertRefused(() -> split("2b", cycle), CUT_VOID);
        assertRefused(() -> resume(cycle), CUT_VOID);
        assertHolds(volume("2b", "B0"), 0, 2);
        assertThat(label("2b", "C0")).isEqualTo(ImageLabel.LIVE);
    }

    @Test
    void aSplitUnderACutNeedsTheInternalCopyInStep() {
        chain();
        run("2a->2b");
        run("2b");
        split("2b", null);
        long cycle = freeze(FreezeMode.HOLD, DEADLINE);
        assertRefused(() -> split("2b", cycle), WRONG_STATE);
        resume(cycle);
    }

    @Test
    void aGoingFreezeTracksWritesAndCatchesUpOnlyOverAKeptImage() {
        chain();
        run("2a->2b");
        run("2b");
        long cycle = freeze(FreezeMode.GO, DEADLINE);
        write(volume("2a", "A0"), 0, 2);
        assertHolds(volume("2b", "B0"), 0, 0);
        assertRefused(() -> resume(cycle), GOLDEN_COPY_AT_RISK);
        split("2b", cycle);
        resume(cycle);
        awaitStatus("2a->2b", PairStatus.PAIR);
        assertHolds(volume("2b", "B0"), 0, 2);
        assertHolds(volume("2b", "C0"), 0, 0);
        assertThat(cut("2b", "C0").cycle()).isEqualTo(cycle);
        assertThat(label("2b", "B0")).isEqualTo(ImageLabel.LIVE);
    }

    @Test
    void suspendEndsAFreezeAndKeepsItsCut() {
        chain();
        run("2a->2b");
        long cycle = freeze(FreezeMode.HOLD, DEADLINE);
        CompletableFuture<Void> held = world().write(volume("2a", "A0"), 0, block(2));
        suspend("2a->2b");
        await("the held write", held::isDone);
        assertThat(cut("2b", "B0").cycle()).isEqualTo(cycle);
        assertHolds(volume("2b", "B0"), 0, 0);
    }
}
