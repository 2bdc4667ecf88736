package dev.trilith.core.array;

import static dev.trilith.core.array.RefusalCode.NO_SUCH_PEER;
import static dev.trilith.core.array.RefusalCode.OLD_TERM;
import static dev.trilith.core.array.RefusalCode.PEER_UNREACHABLE;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/**
 * Every rule of docs/concepts/array-semantics.md, for any array: the in-memory one here, real
 * processes elsewhere.
 *
 * <p>A subclass says how to get a {@link ContractLab}; this class adds takeovers of the chain,
 * broken links and killed processes to the tests of its parents.
 */
public abstract class StorageArrayContract extends FreezeContract {
    @Test
    void aSealEndsWhatTheArrayReceivesAndTheSenderGoesOnAlone() {
        chain();
        write(volume("2a", "A0"), 0, 1);
        run("2a->2b");
        b().seal(remoteGroup(), 2, "the next");
        assertThat(state("2a->2b", "2b").reason()).isEqualTo(SuspendReason.SUSPENDED);
        assertThat(cut("2b", "B0").sameImage(cut("2b", "B1"))).isTrue();
        write(volume("2a", "A0"), 0, 2);
        awaitStatus("2a->2b", PairStatus.PSUE);
        assertHolds(volume("2b", "B0"), 0, 1);
        assertRefused(() -> resync("2a->2b"), OLD_TERM);
    }

    @Test
    void aSealKeepsTheCutOfAFreeze() {
        chain();
        run("2a->2b");
        long cycle = freeze(FreezeMode.HOLD, DEADLINE);
        b().seal(remoteGroup(), 2, "the next");
        assertThat(state("2a->2b", "2b").reason()).isEqualTo(SuspendReason.SUSPENDED);
        assertThat(cut("2b", "B0").cycle()).isEqualTo(cycle);
        assertThat(cut("2b", "B0").still()).isZero();
    }

    @Test
    void aSealLeavesInternalCopiesAlone() {
        chain();
        run("2a->2b");
        run("2b");
        b().seal(internalGroup("2b"), 2, "the next");
        assertThat(status("2b")).isEqualTo(PairStatus.PAIR);
    }

    @Test
    void aBrokenLinkStopsTheWholeLegAndNothingReconnectsByItself() {
        chain();
        write(volume("2a", "A0"), 0, 1);
        run("2a->2b");
        world().cutLink("2a", "2b");
        try {
            write(volume("2a", "A0"), 0, 2);
            write(volume("2a", "A1"), 0, 3);
            awaitStatus("2a->2b", PairStatus.PSUE);
            await("2b sees the break", () -> label("2b", "B0").kind() == ImageLabel.Kind.STILL);
            assertThat(state("2a->2b", "2b").status()).isEqualTo(PairStatus.PSUE);
            assertThat(cut("2b", "B0").sameImage(cut("2b", "B1"))).isTrue();
            assertHolds(volume("2b", "B0"), 0, 1);
            assertRefused(() -> resync("2a->2b"), PEER_UNREACHABLE);
        } finally {
            world().restoreLink("2a", "2b");
        }
        world().settle();
        assertThat(status("2a->2b")).isEqualTo(PairStatus.PSUE);
        run("2b");
        split("2b", null);
        run("2a->2b");
        assertHolds(volume("2b", "B0"), 0, 2);
        assertHolds(volume("2b", "B1"), 0, 3);
    }

    @Test
    void aBreakUnderTheFreezeKeepsTheCutAndLetsHostsGoOn() {
        chain();
        run("2a->2b");
        run("2b");
        final long cycle = freeze(FreezeMode.HOLD, DEADLINE);
        world().cutLink("2a", "2b");
        try {
            write(volume("2a", "A0"), 0, 2);
            await("2b sees the break", () -> state("2a->2b", "2b").status() == PairStatus.PSUE);
            assertThat(cut("2b", "B0").cycle()).isEqualTo(cycle);
            assertThat(cut("2b", "B0").still()).isZero();
        } finally {
            world().restoreLink("2a", "2b");
        }
    }

    @Test
    void reachesTellsOfTheCableAndOfTheOtherArrayAndTouchesNoLeg() {
        chain();
        run("2a->2b");
        await("they find each other", () -> a().reaches("2b") && b().reaches("2a"));
        assertRefused(() -> a().reaches("2c"), NO_SUCH_PEER);
        assertRefused(() -> a().reaches("2a"), NO_SUCH_PEER);
        assertRefused(() -> a().reaches("nobody"), NO_SUCH_PEER);
        write(volume("2a", "A0"), 0, 1);
        assertThat(status("2a->2b")).isEqualTo(PairStatus.PAIR);
        world().kill("2c");
        try {
            await("2b misses 2c", () -> !b().reaches("2c"));
            await("2b still finds 2a", () -> b().reaches("2a"));
        } finally {
            world().restart("2c");
        }
        await("2b finds 2c", () -> b().reaches("2c"));
        world().cutLink("2a", "2b");
        try {
            await("2a misses 2b", () -> !a().reaches("2b"));
            assertThat(b().reaches("2a")).as("the cable is cut both ways").isFalse();
            await("2b still finds 2c", () -> b().reaches("2c"));
        } finally {
            world().restoreLink("2a", "2b");
        }
        await("2a finds 2b", () -> a().reaches("2b") && b().reaches("2a"));
    }

    @Test
    void whatWasAcknowledgedIsAtTheSecondaryWhenThePrimaryIsKilled() {
        chain();
        run("2a->2b");
        write(volume("2a", "A0"), 5, 9);
        world().kill("2a");
        try {
            await("2b sees the loss", () -> label("2b", "B0").kind() == ImageLabel.Kind.STILL);
            assertHolds(volume("2b", "B0"), 5, 9);
            assertThat(cut("2b", "B0").sameImage(cut("2b", "B1"))).isTrue();
        } finally {
            world().restart("2a");
        }
        assertThat(status("2a->2b")).isEqualTo(PairStatus.PSUE);
        assertHolds(volume("2a", "A0"), 5, 9);
    }

    @Test
    void aKilledSecondaryComesBackWithTablesImagesAndRecords() {
        chain();
        VolumeAddress management = defineManagement("2b", "M");
        record(b(), management, fence(remoteGroup(), "", 1, 3), "kept");
        write(volume("2a", "A0"), 0, 1);
        run("2a->2b");
        run("2b");
        split("2b", null);
        final Cut kept = cut("2b", "C0");
        world().kill("2b");
        try {
            write(volume("2a", "A0"), 0, 2);
            awaitStatus("2a->2b", PairStatus.PSUE);
        } finally {
            world().restart("2b");
        }
        assertThat(cut("2b", "C0").sameImage(kept)).isTrue();
        assertThat(label("2b", "B0").kind()).isEqualTo(ImageLabel.Kind.STILL);
        assertThat(b().snapshot().fence(remoteGroup()).sequence()).isEqualTo(3);
        assertThat(b().readRecords())
                .filteredOn(s -> s.volume().equals(management))
                .extracting(RecordSlot::content)
                .contains("kept");
        run("2b");
        split("2b", null);
        order(new ArrayOrder.Resync(fence(remoteGroup(), "2a->2b", 1, 3), null));
        awaitStatus("2a->2b", PairStatus.PAIR);
        assertHolds(volume("2b", "B0"), 0, 2);
    }
}
