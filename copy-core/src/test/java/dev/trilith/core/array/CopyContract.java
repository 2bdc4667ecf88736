package dev.trilith.core.array;

import static dev.trilith.core.array.RefusalCode.GOLDEN_COPY_AT_RISK;
import static dev.trilith.core.array.RefusalCode.ONWARD_LEG_ACTIVE;
import static dev.trilith.core.array.RefusalCode.SOURCE_INCOMPLETE;
import static dev.trilith.core.array.RefusalCode.WRONG_STATE;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Copies, stops, guards, host access. */
abstract class CopyContract extends DefinitionContract {
    @Test
    void theInitialCopyMakesTheLegEqualAndKeepsItSo() {
        chain();
        write(volume("2a", "A0"), 3, 1);
        run("2a->2b");
        write(volume("2a", "A1"), 0, 2);
        assertHolds(volume("2b", "B0"), 3, 1);
        assertHolds(volume("2b", "B1"), 0, 2);
        assertThat(label("2b", "B0")).isEqualTo(ImageLabel.LIVE);
        assertThat(label("2b", "B1")).isEqualTo(ImageLabel.LIVE);
        assertThat(state("2a->2b", "2b").status()).isEqualTo(PairStatus.PAIR);
        assertThat(state(volume("2b", "B0")).hostWritable()).isFalse();
        assertWriteRefused(volume("2b", "B0"), 0);
    }

    @Test
    void guardANoCopyFromAnIncompleteSource() {
        chain();
        assertRefused(() -> resync("2b"), SOURCE_INCOMPLETE);
        assertRefused(() -> resync("2b->2c"), SOURCE_INCOMPLETE);
        assertThat(status("2b")).isEqualTo(PairStatus.SMPL);
        assertThat(status("2b->2c")).isEqualTo(PairStatus.SMPL);
    }

    @Test
    void suspendMakesAStillImageAndTracksWhatFollows() {
        chain();
        write(volume("2a", "A0"), 0, 1);
        run("2a->2b");
        suspend("2a->2b");
        assertThat(state("2a->2b", "2a").reason()).isEqualTo(SuspendReason.SUSPENDED);
        assertThat(state("2a->2b", "2b").reason()).isEqualTo(SuspendReason.SUSPENDED);
        assertThat(cut("2b", "B0").sameImage(cut("2b", "B1"))).isTrue();
        write(volume("2a", "A0"), 0, 2);
        assertHolds(volume("2b", "B0"), 0, 1);
        assertThat(
                        a().snapshot().leg(remoteGroup(), "2a->2b").stream()
                                .mapToLong(PairState::dirtyBytes)
                                .sum())
                .isPositive();
        suspend("2a->2b");
    }

    @Test
    void guardBAnImageIsOnlyOverwrittenIfThePartnerKeepsIt() {
        chain();
        run("2a->2b");
        run("2b");
        split("2b", null);
        write(volume("2a", "A0"), 0, 2);
        suspend("2a->2b");
        write(volume("2a", "A0"), 0, 3);
        assertRefused(() -> resync("2a->2b"), GOLDEN_COPY_AT_RISK);
        assertHolds(volume("2b", "B0"), 0, 2);
        assertThat(label("2b", "B0").complete()).isTrue();

        run("2b");
        assertRefused(() -> resync("2a->2b"), GOLDEN_COPY_AT_RISK);
        split("2b", null);
        assertThat(label("2b", "C0").sameStill(label("2b", "B0"))).isTrue();
        run("2a->2b");
        assertHolds(volume("2b", "B0"), 0, 3);
        assertHolds(volume("2b", "C0"), 0, 2);
        assertThat(label("2b", "B0")).isEqualTo(ImageLabel.LIVE);
    }

    @Test
    void aGuardIsOverriddenOnlyByItsName() {
        chain();
        run("2a->2b");
        suspend("2a->2b");
        write(volume("2a", "A0"), 0, 3);
        assertRefused(
                () ->
                        order(
                                new ArrayOrder.Resync(
                                        fence("2a->2b", 1), RefusalCode.ONWARD_LEG_ACTIVE)),
                GOLDEN_COPY_AT_RISK);
        order(new ArrayOrder.Resync(fence("2a->2b", 1), GOLDEN_COPY_AT_RISK));
        awaitStatus("2a->2b", PairStatus.PAIR);
        assertHolds(volume("2b", "B0"), 0, 3);
    }

    @Test
    void guardCAPointInTimeVolumeStandsStillWhileItIsSentOn() {
        chain();
        run("2a->2b");
        run("2b");
        split("2b", null);
        run("2b->2c");
        write(volume("2a", "A0"), 0, 1);
        assertRefused(() -> resync("2b"), ONWARD_LEG_ACTIVE);
        suspend("2b->2c");
        run("2b");
    }

    @Test
    void aSplitOfALiveImageIsNewerThanEveryImageBefore() {
        chain();
        run("2a->2b");
        cutAndKeep();
        Cut frozen = cut("2b", "C0");
        run("2b");
        split("2b", null);
        Cut first = cut("2b", "C0");
        assertThat(first).isGreaterThan(frozen);
        assertThat(first.sameImage(cut("2b", "C1"))).isTrue();
        suspend("2a->2b");
        assertThat(cut("2b", "B0")).isGreaterThan(first);
    }

    @Test
    void theImageTravelsWithItsCut() {
        chain();
        write(volume("2a", "A0"), 1, 7);
        run("2a->2b");
        final long cycle = cutAndKeep();
        write(volume("2a", "A0"), 1, 8);
        run("2b->2c");
        suspend("2b->2c");
        assertThat(cut("2c", "D0").cycle()).isEqualTo(cycle);
        assertThat(label("2c", "D1").sameStill(label("2b", "C0"))).isTrue();
        assertHolds(volume("2c", "D0"), 1, 7);
        run("2c");
        split("2c", null);
        assertThat(label("2c", "E0").sameStill(label("2c", "D0"))).isTrue();
        assertHolds(volume("2c", "E0"), 1, 7);
    }

    @Test
    void aHostMayWriteASplitCopyWhichThenIsNoImage() {
        chain();
        run("2a->2b");
        run("2b");
        assertWriteRefused(volume("2b", "C0"), 0);
        split("2b", null);
        assertThat(state(volume("2b", "C0")).hostWritable()).isTrue();
        write(volume("2b", "C0"), 0, 9);
        assertThat(label("2b", "C0").complete()).isFalse();
        assertHolds(volume("2b", "B0"), 0, 0);
        run("2b");
        assertHolds(volume("2b", "C0"), 0, 0);
    }

    @Test
    void takeoverGivesHostsACompleteStillImage() {
        chain();
        assertRefused(
                () -> order(new ArrayOrder.Takeover(fence("2b", 1))),
                SOURCE_INCOMPLETE,
                WRONG_STATE);
        run("2a->2b");
        run("2b");
        assertRefused(() -> order(new ArrayOrder.Takeover(fence("2b", 1))), WRONG_STATE);
        split("2b", null);
        order(new ArrayOrder.Takeover(fence("2b", 1)));
        assertThat(status("2b")).isEqualTo(PairStatus.SSWS);
        write(volume("2b", "C0"), 0, 4);
        assertThat(label("2b", "C0")).isEqualTo(ImageLabel.LIVE);
        assertRefused(() -> resync("2b"), WRONG_STATE);
    }

    @Test
    void takeoverOfARemoteLegIsOrderedAtItsFarSide() {
        chain();
        run("2a->2b");
        assertRefused(() -> order(new ArrayOrder.Takeover(fence("2a->2b", 1))), WRONG_STATE);
        suspend("2a->2b");
        order(new ArrayOrder.Takeover(fence("2a->2b", 1)));
        assertThat(state("2a->2b", "2b").status()).isEqualTo(PairStatus.SSWS);
        write(volume("2b", "B0"), 0, 4);
    }

    @Test
    void deleteForgetsPairsAndTouchesNoByteAndNoLabel() {
        chain();
        write(volume("2a", "A0"), 0, 6);
        run("2a->2b");
        assertRefused(() -> order(new ArrayOrder.Delete(fence("2a->2b", 1))), WRONG_STATE);
        suspend("2a->2b");
        Cut before = cut("2b", "B0");
        order(new ArrayOrder.Delete(fence("2a->2b", 1)));
        assertThat(a().snapshot().leg(remoteGroup(), "2a->2b")).isEmpty();
        assertThat(cut("2b", "B0").sameImage(before)).isTrue();
        assertHolds(volume("2b", "B0"), 0, 6);
    }

    @Test
    void aLegActsAsAWholeOrNotAtAll() {
        chain();
        run("2a->2b");
        VolumeAddress late = define("2a", "A2");
        register(pair(late, define("2b", "B2")));
        assertRefused(() -> freeze(FreezeMode.HOLD, DEADLINE), WRONG_STATE);
        assertThat(a().snapshot().leg(remoteGroup(), "2a->2b"))
                .noneMatch(p -> p.status() == PairStatus.PSUS);
        assertThat(label("2b", "B0").complete()).isTrue();
    }
}
