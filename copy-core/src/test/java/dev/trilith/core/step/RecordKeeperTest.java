package dev.trilith.core.step;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trilith.core.array.ArrayFault;
import dev.trilith.core.array.Fence;
import dev.trilith.core.array.LabChain;
import dev.trilith.core.array.RefusalCode;
import dev.trilith.core.definition.ArrayDirectory;
import dev.trilith.core.definition.Site;
import dev.trilith.core.record.CopyCycleStep;
import dev.trilith.core.record.Phase;
import dev.trilith.core.record.RecordCollection;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RecordKeeperTest {
    private final LabChain lab = new LabChain(3, 2);
    private final ArrayDirectory directory = site -> lab.network.array(site.array());

    private RecordKeeper keeper() {
        RecordKeeper keeper =
                new RecordKeeper(lab.chain, directory, lab.network, "P120@production");
        keeper.begin(1, RecordCollection.of(List.of()), view(), lab.chain.sites(), List.of());
        return keeper;
    }

    /** A writer whose arrays are sealed for it and hold its first record. */
    private RecordKeeper sealed() {
        lab.chain
                .sites()
                .forEach(s -> directory.array(s).seal(lab.chain.name(), 1, "P120@production"));
        RecordKeeper keeper = keeper();
        next(keeper);
        return keeper;
    }

    /** A later writer of the same name, to whom 2b seems to lack what was found. */
    private RecordKeeper successor(RecordCollection found, ChainView view) {
        lab.network.advance(Duration.ofMillis(1));
        RecordKeeper keeper =
                new RecordKeeper(lab.chain, directory, lab.network, "P120@production");
        keeper.begin(1, found, view, lab.chain.sites(), lab.chain.managementVolumes("2b"));
        return keeper;
    }

    private long next(RecordKeeper keeper) {
        keeper.write(draft(), view(), lab.chain.sites());
        return keeper.sequence();
    }

    private ChainView view() {
        return new Observation(lab.chain, directory).observe(lab.chain.sites());
    }

    private static RecordKeeper.Draft draft() {
        return new RecordKeeper.Draft(
                1, CopyCycleStep.RUN_FIRST_LEG, Phase.INTENT, null, List.of(), List.of(), "");
    }

    /**
     * One of them was only thought dead, and both began within a millisecond: what both write next
     * must not bear one number.
     */
    @Test
    void twoWritersUnderOneNameShareNoNumber() {
        RecordKeeper old = keeper();
        lab.network.advance(Duration.ofNanos(1_000));
        RecordKeeper successor = keeper();
        long first = next(old);
        long second = next(successor);
        assertThat(first).isNotEqualTo(second);
        assertThat(next(old)).isGreaterThan(Math.max(first, second));
    }

    /**
     * Two wrote at once: the later number may say less than the one before it, which it never read.
     */
    @Test
    void aRecordThatFollowsAnUnreadOneIsRefused() {
        RecordKeeper old = sealed();
        ChainView view = view();
        RecordKeeper successor = successor(collect("2a"), view);
        long unread = next(old);
        Map<String, ArrayFault> faults = successor.write(draft(), view, lab.chain.sites());
        assertThat(successor.sequence()).isGreaterThan(unread);
        assertThat(faults).containsOnlyKeys("2a", "2b", "2c");
        assertThat(faults.values())
                .allSatisfy(fault ->
                        assertThat(Faults.refused(fault, RefusalCode.OLD_SEQUENCE)).isTrue());
        assertThat(collect("2b").newest().orElseThrow().record().number().sequence())
                .isEqualTo(unread);
    }

    /** Its own number never reached 2c, and another's lower one did. */
    @Test
    void anothersNumberBelowOnesOwnIsNoticed() {
        RecordKeeper old = sealed();
        ChainView view = view();
        RecordKeeper successor = successor(collect("2a"), view);
        old.write(draft(), view, List.of(lab.chain.sites().get(2)));
        Map<String, ArrayFault> faults =
                successor.write(draft(), view, List.of(lab.chain.sites().get(0)));
        assertThat(faults).isEmpty();
        assertThat(successor.sequence()).isGreaterThan(old.sequence());
        assertThat(successor.anotherWrites(view(), lab.chain.sites())).isTrue();
        assertThat(successor.write(draft(), view, lab.chain.sites())).containsOnlyKeys("2c");
    }

    /**
     * What was refused, or had no answer, may still be under way: its number is not given again.
     */
    @Test
    void aNumberIsNotGivenAgainByWhoBeginsAgain() {
        RecordKeeper keeper = sealed();
        RecordCollection found = collect("2a");
        ChainView before = view();
        keeper.write(draft(), view(), List.of());
        long lost = keeper.sequence();
        keeper.begin(1, found, before, lab.chain.sites(), List.of());
        assertThat(next(keeper)).isGreaterThan(lost);
    }

    /** A record of its own that arrives only after it began again was not read. */
    @Test
    void anOwnNumberOfBeforeTheBeginningIsAnothers() {
        RecordKeeper keeper = sealed();
        RecordCollection found = collect("2a");
        ChainView before = view();
        keeper.write(draft(), view(), List.of(lab.chain.sites().get(2)));
        keeper.begin(1, found, before, lab.chain.sites(), List.of());
        assertThat(keeper.anotherWrites(view(), lab.chain.sites())).isTrue();
        assertThat(keeper.write(draft(), before, lab.chain.sites())).containsOnlyKeys("2c");
    }

    /** The newest record was read elsewhere, and arrives late where it is missing. */
    @Test
    void whatWasReadIsNoOthers() {
        RecordKeeper old = sealed();
        ChainView before = view();
        long number = next(old);
        RecordKeeper keeper =
                new RecordKeeper(lab.chain, directory, lab.network, "P120@production");
        keeper.begin(1, collect("2a"), before, lab.chain.sites(), List.of());
        assertThat(keeper.sequence()).isEqualTo(number);
        assertThat(keeper.anotherWrites(view(), lab.chain.sites())).isFalse();
        assertThat(keeper.write(draft(), view(), lab.chain.sites())).isEmpty();
    }

    /**
     * Nothing is known of a site whose records were not read; only hosts that are held go before.
     */
    @Test
    void aSiteThatWasNotReadRefuses() {
        RecordKeeper old = sealed();
        RecordCollection found = collect("2a");
        List<Site> read = lab.chain.sites().subList(0, 2);
        old.write(draft(), view(), List.of(lab.chain.sites().get(2)));
        RecordKeeper keeper =
                new RecordKeeper(lab.chain, directory, lab.network, "P120@production");
        keeper.begin(1, found, view(), read, List.of());
        assertThat(keeper.read()).isEqualTo(read);
        assertThat(keeper.anotherWrites(view(), read)).isFalse();
        assertThat(keeper.anotherWrites(view(), lab.chain.sites())).isTrue();
        assertThat(keeper.write(draft(), view(), lab.chain.sites())).containsOnlyKeys("2c");
        assertThat(keeper.write(draft(), view(), lab.chain.sites(), true)).isEmpty();
        assertThat(keeper.inAgreement()).isTrue();
        assertThat(keeper.read()).isEqualTo(read);
        assertThat(old.sequence()).isLessThan(keeper.sequence());
    }

    /** The answer was lost, the number was not. */
    @Test
    void onesOwnNumbersAreNoOthers() {
        RecordKeeper keeper = sealed();
        ChainView before = view();
        long number = next(keeper);
        assertThat(keeper.anotherWrites(before, lab.chain.sites())).isFalse();
        assertThat(keeper.anotherWrites(view(), lab.chain.sites())).isFalse();
        assertThat(keeper.write(draft(), view(), lab.chain.sites())).isEmpty();
        assertThat(keeper.sequence()).isGreaterThan(number);
    }

    /** It read the records, was slow, and would copy an old one over what was written meanwhile. */
    @Test
    void anOldRecordIsNotCopiedAfterANewerOne() {
        RecordKeeper old = sealed();
        RecordCollection found = collect("2a");
        ChainView view = view();
        RecordKeeper successor = successor(found, view);
        long second = next(old);
        Map<String, ArrayFault> faults = successor.copyNewest(lab.chain.sites());
        assertThat(faults.get("2b"))
                .isInstanceOfSatisfying(
                        ArrayFault.Refused.class,
                        refused -> assertThat(refused.code()).isEqualTo(RefusalCode.OLD_SEQUENCE));
        assertThat(collect("2b").newest().orElseThrow().record().number().sequence())
                .isEqualTo(second);
    }

    /**
     * One array shows a number whose record could not be read there: that number must not let the
     * older record past another array, at which the newer one arrives late.
     */
    @Test
    void anotherArraysNumberLetsNoOldRecordPast() {
        RecordKeeper old = sealed();
        RecordCollection found = collect("2a");
        old.write(draft(), view(), List.of(lab.chain.sites().get(2)));
        ChainView view = view();
        RecordKeeper successor = successor(found, view);
        Fence late = new Fence(lab.chain.name(), "", 1, old.sequence(), "late");
        lab.network
                .array("2b")
                .writeRecord(
                        lab.chain.managementVolumes("2b").get(0),
                        late,
                        late.sequence(),
                        collect("2c").newest().orElseThrow().text());
        Map<String, ArrayFault> faults = successor.copyNewest(List.of(lab.chain.sites().get(1)));
        assertThat(faults.get("2b")).isInstanceOf(ArrayFault.Refused.class);
    }

    private RecordCollection collect(String array) {
        return RecordCollection.of(lab.network.array(array).readRecords(), lab.chain.name());
    }
}
