package dev.trilith.core.array;

import static dev.trilith.core.array.RefusalCode.CONFLICTING_DEFINITION;
import static dev.trilith.core.array.RefusalCode.CUT_VOID;
import static dev.trilith.core.array.RefusalCode.INVALID_VALUE;
import static dev.trilith.core.array.RefusalCode.NO_SUCH_LEG;
import static dev.trilith.core.array.RefusalCode.NO_SUCH_VOLUME;
import static dev.trilith.core.array.RefusalCode.OLD_SEQUENCE;
import static dev.trilith.core.array.RefusalCode.OLD_TERM;
import static dev.trilith.core.array.RefusalCode.SOURCE_INCOMPLETE;
import static dev.trilith.core.array.RefusalCode.WRONG_STATE;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Volumes, pairs, terms, sequences, records. */
abstract class DefinitionContract extends ContractBase {
    @Test
    void aNewVolumeIsLiveAndDefinedOnce() {
        VolumeAddress address = define("2a", "V");
        define("2a", "V");
        assertThat(label("2a", "V").kind()).isEqualTo(ImageLabel.Kind.LIVE);
        assertThat(state(address).hostWritable()).isTrue();
        VolumeSpec other = new VolumeSpec(address, "another", 2 * DATA_BYTES, false);
        assertRefused(() -> a().defineVolume(other), CONFLICTING_DEFINITION);
        assertThat(state(address).sizeBytes()).isEqualTo(DATA_BYTES);
    }

    @Test
    void badSizesAreRefused() {
        for (long size : new long[] {0, -BLOCK, BLOCK + 1}) {
            VolumeSpec spec = new VolumeSpec(volume("2a", "V"), "drive", size, false);
            assertRefused(() -> a().defineVolume(spec), INVALID_VALUE);
        }
        VolumeSpec small = new VolumeSpec(volume("2a", "V"), "drive", 512 * 1024, true);
        assertRefused(() -> a().defineVolume(small), INVALID_VALUE);
        assertThat(a().snapshot().volume(volume("2a", "V"))).isEmpty();
    }

    @Test
    void registeringMakesTheSecondaryIncompleteOnce() {
        VolumeAddress from = define("2b", "F");
        VolumeAddress to = define("2b", "T");
        register(pair(from, to));
        assertThat(label("2b", "T").kind()).isEqualTo(ImageLabel.Kind.INCOMPLETE);
        assertThat(state(to).hostWritable()).isFalse();
        sealAll(1);
        assertThat(status("2b")).isEqualTo(PairStatus.SMPL);
        run("2b");
        register(pair(from, to));
        assertThat(label("2b", "T").kind()).isEqualTo(ImageLabel.Kind.LIVE);
        assertThat(status("2b")).isEqualTo(PairStatus.PAIR);
    }

    @Test
    void badPairsAreRefused() {
        VolumeAddress one = define("2b", "F");
        VolumeAddress other = define("2b", "T");
        VolumeAddress third = define("2b", "U");
        VolumeAddress large = defineManagement("2b", "M");
        assertRefused(() -> register(pair(one, one)), INVALID_VALUE, CONFLICTING_DEFINITION);
        assertRefused(() -> register(pair(one, large)), CONFLICTING_DEFINITION, INVALID_VALUE);
        assertRefused(() -> register(pair(one, volume("2b", "X"))), NO_SUCH_VOLUME);
        assertThat(b().snapshot().leg(internalGroup("2b"), "2b")).isEmpty();
        register(pair(one, other));
        assertRefused(() -> register(pair(third, other)), CONFLICTING_DEFINITION);
        assertRefused(() -> register(pair(other, one)), CONFLICTING_DEFINITION);
        assertThat(b().snapshot().leg(internalGroup("2b"), "2b")).hasSize(1);
    }

    @Test
    void onlyTheSealedTermIsObeyed() {
        chain();
        b().seal(remoteGroup(), 1, OWNER);
        assertRefused(() -> b().seal(remoteGroup(), 1, "somebody else"), OLD_TERM);
        assertRefused(() -> order(new ArrayOrder.Resync(fence("2a->2b", 0), null)), OLD_TERM);
        assertRefused(
                () -> order(new ArrayOrder.Resync(fence("2a->2b", 2), null)),
                OLD_TERM,
                INVALID_VALUE,
                WRONG_STATE);
        assertThat(status("2a->2b")).isEqualTo(PairStatus.SMPL);
        a().seal(remoteGroup(), 3, "the next");
        assertRefused(() -> resync("2a->2b"), OLD_TERM);
        assertRefused(() -> a().seal(remoteGroup(), 2, OWNER), OLD_TERM);
        FenceState fence = a().snapshot().fence(remoteGroup());
        assertThat(fence.term()).isEqualTo(3);
        assertThat(fence.owner()).isEqualTo("the next");
        assertThat(fence.sequence()).isZero();
    }

    @Test
    void aLowerSequenceIsRefusedAndAnEqualOneIsNot() {
        chain();
        String group = internalGroup("2b");
        b().order(new ArrayOrder.Split(fence(group, "2b", 1, 7), null));
        assertRefused(
                () -> b().order(new ArrayOrder.Split(fence(group, "2b", 1, 6), null)),
                OLD_SEQUENCE);
        b().order(new ArrayOrder.Split(fence(group, "2b", 1, 7), null));
        assertThat(b().snapshot().fence(group).sequence()).isEqualTo(7);
    }

    @Test
    void aRepeatedCommandHasOneEffectAndTheFirstAnswer() {
        chain();
        Fence resync = fence("2a->2b", 1);
        order(new ArrayOrder.Resync(resync, null));
        awaitStatus("2a->2b", PairStatus.PAIR);
        suspend("2a->2b");
        order(new ArrayOrder.Resync(resync, null));
        assertThat(status("2a->2b")).isEqualTo(PairStatus.PSUS);

        Fence refused = fence("2c", 1);
        assertRefused(() -> order(new ArrayOrder.Resync(refused, null)), SOURCE_INCOMPLETE);
        assertRefused(() -> order(new ArrayOrder.Resync(refused, null)), SOURCE_INCOMPLETE);
    }

    @Test
    void aCommandOfAnotherGroupIsNoRepetition() {
        chain();
        String group = internalGroup("2b");
        Fence first = new Fence(remoteGroup(), "2a->2b", 1, 1, remoteGroup() + "same");
        a().order(new ArrayOrder.Suspend(first));
        a().seal(group, 1, OWNER);
        VolumeAddress management = defineManagement("2a", "M");
        record(a(), management, new Fence(group, "", 1, 5, first.commandId()), "its own");
        assertThat(a().snapshot().fence(group).sequence()).isEqualTo(5);
        assertThat(slots(management)).extracting(RecordSlot::content).contains("its own");
    }

    @Test
    void ordersThatFitNothingAreRefused() {
        chain();
        assertRefused(
                () -> a().order(new ArrayOrder.Suspend(fence(remoteGroup(), "2x->2y", 1, 1))),
                NO_SUCH_LEG);
        assertRefused(() -> b().order(new ArrayOrder.Suspend(fence("2a->2b", 1))), NO_SUCH_LEG);
        suspend("2a->2b");
        split("2b", null);
        assertThat(status("2a->2b")).isEqualTo(PairStatus.SMPL);
        assertThat(status("2b")).isEqualTo(PairStatus.SMPL);
        assertRefused(() -> split("2b", nextCycle()), CUT_VOID);
    }

    @Test
    void recordsGoToTwoSlotsInTurn() {
        VolumeAddress volume = defineManagement("2a", "M");
        assertThat(slots(volume)).allMatch(s -> s.state() == RecordSlot.State.EMPTY);
        a().seal(remoteGroup(), 1, OWNER);
        for (int i = 1; i <= 3; i++) {
            record(a(), volume, fence(remoteGroup(), "", 1, i), "record " + i);
        }
        assertThat(slots(volume))
                .extracting(RecordSlot::content)
                .containsExactlyInAnyOrder("record 2", "record 3");
        assertRefused(
                () -> record(a(), volume, fence(remoteGroup(), "", 1, 2), "late"), OLD_SEQUENCE);
        assertRefused(() -> record(a(), volume, fence(remoteGroup(), "", 0, 9), "old"), OLD_TERM);
        VolumeAddress none = volume("2a", "N");
        assertRefused(
                () -> record(a(), none, fence(remoteGroup(), "", 1, 9), "lost"),
                NO_SUCH_VOLUME,
                INVALID_VALUE);
        assertThat(slots(volume))
                .extracting(RecordSlot::content)
                .containsExactlyInAnyOrder("record 2", "record 3");
    }

    @Test
    void aRecordIsRefusedWhoseWriterHasNotReadTheOneBefore() {
        VolumeAddress volume = defineManagement("2a", "M");
        VolumeAddress second = defineManagement("2a", "M2");
        a().seal(remoteGroup(), 1, OWNER);
        a().writeRecord(volume, fence(remoteGroup(), "", 1, 5), 0, "first");
        a().writeRecord(second, fence(remoteGroup(), "", 1, 5), 0, "the same, elsewhere");
        assertRefused(
                () -> a().writeRecord(volume, fence(remoteGroup(), "", 1, 9), 4, "unread"),
                OLD_SEQUENCE);
        assertThat(a().snapshot().fence(remoteGroup()).sequence()).isEqualTo(5);
        assertRefused(
                () -> a().writeRecord(volume, fence(remoteGroup(), "", 1, 9), 10, "odd"),
                INVALID_VALUE);
        assertRefused(
                () -> a().writeRecord(volume, fence(remoteGroup(), "", 1, 9), -1, "odd"),
                INVALID_VALUE);
        a().writeRecord(volume, fence(remoteGroup(), "", 1, 9), 5, "next");
        assertThat(slots(volume))
                .extracting(RecordSlot::content)
                .containsExactlyInAnyOrder("first", "next");
    }

    @Test
    void aCorruptSlotIsToldAndUsedNext() {
        VolumeAddress volume = defineManagement("2a", "M");
        a().seal(remoteGroup(), 1, OWNER);
        record(a(), volume, fence(remoteGroup(), "", 1, 1), "one");
        record(a(), volume, fence(remoteGroup(), "", 1, 2), "two");
        int newest = slots(volume).get(0).content().equals("two") ? 0 : 1;
        world().corruptSlot(volume, newest);
        assertThat(slots(volume).get(newest).state()).isEqualTo(RecordSlot.State.CORRUPT);
        assertThat(slots(volume).get(1 - newest).content()).isEqualTo("one");
        record(a(), volume, fence(remoteGroup(), "", 1, 3), "three");
        assertThat(slots(volume).get(newest).content()).isEqualTo("three");
        assertThat(slots(volume).get(1 - newest).content()).isEqualTo("one");
    }

    @Test
    void hostsNeverWriteTheControlRegion() {
        VolumeAddress volume = defineManagement("2a", "M");
        assertWriteRefused(volume, 0);
        assertWriteRefused(volume, 512 * 1024 - BLOCK);
        write(volume, 128, 5);
        assertHolds(volume, 128, 5);
        assertThat(slots(volume)).allMatch(s -> s.state() == RecordSlot.State.EMPTY);
    }

    private java.util.List<RecordSlot> slots(VolumeAddress volume) {
        return world().array(volume.array()).readRecords().stream()
                .filter(s -> s.volume().equals(volume))
                .sorted(java.util.Comparator.comparingInt(RecordSlot::number))
                .toList();
    }

    @Test
    void noPairTouchesTheControlRegionAndTheWitnessTravels() {
        VolumeAddress from = defineManagement("2a", "M");
        VolumeAddress to = defineManagement("2b", "N");
        register(pair(from, to));
        sealAll(1);
        record(b(), to, fence(remoteGroup(), "", 1, 1), "kept");
        record(a(), from, fence(remoteGroup(), "", 1, 1), "not copied");
        run("2a->2b");
        a().writeWitness(from, fence(remoteGroup(), "", 1, 1), "cut at cycle 1");
        assertRefused(
                () -> b().writeWitness(to, fence(remoteGroup(), "", 1, 1), "no"), WRONG_STATE);
        assertThat(slots(to))
                .extracting(RecordSlot::content)
                .contains("kept")
                .doesNotContain("not copied");
        String witness =
                new String(
                        world().read(to, 512 * 1024, BLOCK),
                        java.nio.charset.StandardCharsets.UTF_8);
        assertThat(witness).startsWith("cut at cycle 1");
    }
}
