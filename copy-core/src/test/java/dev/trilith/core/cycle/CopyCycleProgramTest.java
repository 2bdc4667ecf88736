package dev.trilith.core.cycle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trilith.core.array.ArrayOrder;
import dev.trilith.core.array.Cut;
import dev.trilith.core.array.Fence;
import dev.trilith.core.array.FreezeMode;
import dev.trilith.core.array.ImageLabel;
import dev.trilith.core.array.InMemoryArray;
import dev.trilith.core.array.LabChain;
import dev.trilith.core.array.PairStatus;
import dev.trilith.core.array.RecordSlot;
import dev.trilith.core.array.VolumeAddress;
import dev.trilith.core.definition.Finding;
import dev.trilith.core.record.CopyCycleStep;
import dev.trilith.core.record.RecordCodec;
import dev.trilith.core.step.Boundary;
import dev.trilith.core.step.StepResult;
import dev.trilith.core.step.StepResult.State;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;

class CopyCycleProgramTest {
    private static final CycleSettings SETTINGS =
            new CycleSettings(
                    Duration.ofSeconds(5), FreezeMode.HOLD, Duration.ofSeconds(2), false, "");
    private static final CycleSettings PAUSED =
            new CycleSettings(
                    Duration.ofSeconds(5), FreezeMode.HOLD, Duration.ofSeconds(2), true, "");

    private final LabChain lab = new LabChain(3, 2);
    private final List<String> moments = new ArrayList<>();
    private CopyCycleProgram program = newProgram(SETTINGS);
    private Runnable atSplit = () -> {};

    private CopyCycleProgram newProgram(CycleSettings settings) {
        return new CopyCycleProgram(
                lab.chain, settings, lab.network, lab.network, "P120@production", this::at);
    }

    private void at(CycleMoment moment) {
        moments.add(moment.step() + " " + moment.boundary());
        if (moment.step() == CopyCycleStep.SPLIT && moment.boundary() == Boundary.INTENT_WRITTEN) {
            atSplit.run();
        }
    }

    private StepResult turn() {
        StepResult result = program.step();
        lab.hostWrite();
        lab.network.copyStep();
        lab.network.advance(result.callNow() ? Duration.ofMillis(1) : result.again());
        return result;
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

    private void untilPasses(long passes) {
        until(() -> program.progress().completedPasses() >= passes);
    }

    private void untilState(State state) {
        until(() -> program.progress().state() == state);
    }

    private Cut lastCut() {
        return Objects.requireNonNull(program.progress().lastCuts().get("remote"));
    }

    private PairStatus status(String array, String leg) {
        return lab.network.array(array).look().pairs().stream()
                .filter(p -> p.definition().leg().equals(leg))
                .map(p -> p.status())
                .findFirst()
                .orElseThrow();
    }

    @Test
    void carriesThreeSitesRoundAndRestsBetweenPasses() {
        untilPasses(2);
        untilState(State.IDLE);
        CycleProgress progress = program.progress();
        assertThat(progress.cycle()).isEqualTo(2);
        assertThat(progress.term()).isEqualTo(1);
        assertThat(progress.step()).isEqualTo(CopyCycleStep.SUSPEND_ONWARD);
        assertThat(progress.recoveryPoints().get("local")).isEqualTo(ImageLabel.LIVE);
        assertThat(lastCut().cycle()).isEqualTo(2);
        assertThat(progress.nextPassAt()).isAfterOrEqualTo(lab.network.instant());
        assertThat(progress.degraded()).isNull();
        assertThat(lab.prefix(2, false)).isPositive();
    }

    @Test
    void theFirstPassLeavesOutWhatHasNoSourceAndSaysSo() {
        until(() -> moments.contains("1110 INTENT_WRITTEN"));
        assertThat(program.progress().findings())
                .extracting(Finding::reason)
                .contains("LeftOutOfPass");
        untilPasses(2);
        assertThat(program.progress().findings()).isEmpty();
    }

    @Test
    void aPauseFinishesThePassAndTheNextGoesThroughTheFirstStep() {
        untilPasses(1);
        program.settings(PAUSED);
        moments.clear();
        for (int i = 0; i < 50; i++) {
            turn();
        }
        assertThat(moments).isEmpty();
        assertThat(program.progress().nextPassAt()).isNull();
        program.settings(SETTINGS);
        untilPasses(2);
        assertThat(moments).contains("1105 INTENT_WRITTEN", "1105 DONE_WRITTEN");
    }

    @Test
    void aTokenStartsOnePassNowAndIsEchoedAfterARestart() {
        CycleSettings token =
                new CycleSettings(
                        Duration.ofHours(1), FreezeMode.HOLD, Duration.ofSeconds(2), true, "now-1");
        program = newProgram(token);
        untilPasses(1);
        assertThat(program.progress().runToken()).isEqualTo("now-1");
        program = newProgram(token);
        untilState(State.IDLE);
        assertThat(program.progress().runToken()).isEqualTo("now-1");
        assertThat(program.progress().completedPasses()).isZero();
    }

    @Test
    void aBreakOfTheFirstLegSavesTheImageBeforeItIsRunAgain() {
        untilPasses(1);
        lab.network.cutLink("2a", "2b");
        untilState(State.DEGRADED);
        assertThat(program.progress().degraded()).isNotNull();
        lab.network.restoreLink("2a", "2b");
        until(() -> status("2a", "2a->2b") == PairStatus.PAIR);
        untilPasses(2);
    }

    @Test
    void aVoidCutIsSaidAndAnotherPassIsMade() {
        untilPasses(1);
        atSplit =
                () -> {
                    atSplit = () -> {};
                    lab.network.advance(Duration.ofSeconds(3));
                };
        until(() ->
                program.progress().findings().stream().anyMatch(f -> f.reason().equals("CutVoid")));
        untilPasses(2);
        assertThat(program.progress().cycle()).isGreaterThan(2);
        assertThat(program.progress().findings()).isEmpty();
    }

    @Test
    void cutsThatGoVoidAgainAndAgainEndInASplitWithoutAFreeze() {
        untilPasses(1);
        long before = lastCut().cycle();
        atSplit = () -> lab.network.advance(Duration.ofSeconds(3));
        for (int i = 0; i < 400; i++) {
            turn();
        }
        assertThat(lastCut().still()).isPositive();
        assertThat(lastCut().cycle()).isGreaterThanOrEqualTo(before);
    }

    @Test
    void aSilentRemoteUnderTheFreezeDoesNotHoldUpTheHosts() {
        untilPasses(1);
        atSplit = () -> lab.network.management("2c", false);
        untilState(State.DEGRADED);
        assertThat(status("2a", "2a->2b")).isEqualTo(PairStatus.PAIR);
        assertThat(lab.network.array("2b").label(LabChain.pointInTime(1, 0)).cut()).isNotNull();
        assertThat(program.progress().recordsInAgreement()).isFalse();
        assertThat(program.progress().findings())
                .extracting(Finding::reason)
                .contains("RecordsDiffer");
        int before = lab.acknowledged();
        turn();
        assertThat(lab.acknowledged()).isGreaterThan(before);
        atSplit = () -> {};
        lab.network.management("2c", true);
        untilPasses(3);
        assertThat(program.progress().recordsInAgreement()).isTrue();
    }

    @Test
    void aSilentLocalUnderTheFreezeEndsTheFreeze() {
        untilPasses(1);
        atSplit = () -> lab.network.management("2b", false);
        untilState(State.DEGRADED);
        assertThat(program.progress().findings())
                .extracting(Finding::reason)
                .contains("SiteSilent");
        assertThat(status("2a", "2a->2b")).isEqualTo(PairStatus.PAIR);
        atSplit = () -> {};
        lab.network.management("2b", true);
        untilPasses(2);
    }

    @Test
    void aRestartUnderTheFreezeWithASilentSiteStillEndsIt() {
        untilPasses(1);
        until(() ->
                moments.lastIndexOf("1115 ORDERED") > moments.lastIndexOf("1120 BEFORE_INTENT"));
        lab.network.management("2c", false);
        program = newProgram(SETTINGS);
        for (int i = 0; i < 12; i++) {
            program.step();
        }
        assertThat(status("2a", "2a->2b")).isEqualTo(PairStatus.PAIR);
        lab.network.management("2c", true);
        untilPasses(2);
    }

    @Test
    void nothingStartsWhileASiteIsSilent() {
        lab.network.kill("2c");
        untilState(State.DEGRADED);
        assertThat(program.progress().term()).isZero();
        lab.network.restart("2c", false, false);
        untilPasses(1);
        lab.network.kill("2c");
        untilState(State.DEGRADED);
        moments.clear();
        for (int i = 0; i < 50; i++) {
            turn();
        }
        assertThat(moments).isEmpty();
    }

    @Test
    void aHigherTermEndsTheProgramForGood() {
        untilPasses(1);
        lab.network.array("2c").seal("G1", 2, "R121@remote");
        untilState(State.FENCED);
        assertThat(program.progress().fencedBy()).isNotNull();
        moments.clear();
        turn();
        assertThat(moments).isEmpty();
        program = newProgram(SETTINGS);
        assertThat(program.step().state()).isEqualTo(State.FENCED);
    }

    @Test
    void aHigherTermMetByARecordOrAnOrderEndsTheProgramToo() {
        untilPasses(1);
        until(() ->
                moments.lastIndexOf("1110 INTENT_WRITTEN") > moments.lastIndexOf("1135 ORDERED"));
        lab.network.array("2b").seal("G11", 2, "R121@remote");
        assertThat(program.step().done()).contains("OldTerm");
        assertThat(program.step().state()).isEqualTo(State.FENCED);
    }

    @Test
    void anotherOwnersChainIsLeftAlone() {
        untilPasses(1);
        program =
                new CopyCycleProgram(
                        lab.chain, SETTINGS, lab.network, lab.network, "P120@other", m -> {});
        assertThat(program.step().state()).isEqualTo(State.FENCED);
    }

    @Test
    void twoDifferentRecordsOfOneNumberStopTheProgram() {
        untilPasses(1);
        String other =
                lab.network.array("2c").readRecords().stream()
                        .filter(s -> s.state() == RecordSlot.State.WHOLE)
                        .map(s -> RecordCodec.decode(s.content()))
                        .map(CopyCycleProgramTest::changed)
                        .findFirst()
                        .orElseThrow();
        VolumeAddress volume = lab.chain.managementVolumes("2b").get(0);
        lab.network.array("2b").putSlot(volume, 0, other);
        lab.network.array("2b").putSlot(volume, 1, other);
        program = newProgram(SETTINGS);
        assertThat(program.step().state()).isEqualTo(State.STOPPED);
        Finding why = program.progress().degraded();
        assertThat(why).isNotNull();
        assertThat(String.valueOf(why)).contains("RecordConflict").contains(volume.toString());
    }

    private static String changed(dev.trilith.core.record.CopyManagementRecord r) {
        return RecordCodec.encode(
                new dev.trilith.core.record.CopyManagementRecord(
                        r.number(),
                        r.step(),
                        r.phase(),
                        r.completed(),
                        List.of("SOMETHING ELSE"),
                        r.legs(),
                        r.leftOut(),
                        r.images(),
                        r.recordedAt(),
                        r.consistencyTime(),
                        r.writer(),
                        r.runToken(),
                        r.chain()));
    }

    @Test
    void aCorruptSlotIsPassedOverAndSaid() {
        untilPasses(1);
        VolumeAddress volume = lab.chain.managementVolumes("2b").get(0);
        lab.network.array("2b").putSlot(volume, 0, null);
        lab.network.array("2b").putSlot(volume, 1, "not a record\n");
        program = newProgram(SETTINGS);
        program.step();
        assertThat(program.progress().findings())
                .extracting(Finding::reason)
                .contains("RecordCorrupt");
        assertThat(program.progress().recordsInAgreement()).isTrue();
        untilPasses(1);
    }

    @Test
    void aDiskThatTakesNoRecordStopsTheCycleNotTheHosts() {
        untilPasses(1);
        VolumeAddress volume = lab.chain.managementVolumes("2b").get(0);
        lab.network.array("2b").recordDiskBroken(volume, true);
        untilState(State.DEGRADED);
        assertThat(String.valueOf(program.progress().degraded())).contains("DiskError");
        assertThat(lab.hostWrite()).isTrue();
        lab.network.array("2b").recordDiskBroken(volume, false);
        untilPasses(2);
    }

    @Test
    void aChainWhosePairsAreNotRegisteredIsSaid() {
        untilPasses(1);
        InMemoryArray array = lab.network.array("2b");
        lab.network.advance(Duration.ofSeconds(1));
        array.order(new ArrayOrder.Delete(new Fence("G1", "2b->2c", 1, 9_999_999_999L, "by hand")));
        program = newProgram(SETTINGS);
        untilState(State.DEGRADED);
        assertThat(String.valueOf(program.progress().degraded())).contains("PairMissing");
    }

    @Test
    void aTakenOverLegIsLeftAlone() {
        untilPasses(2);
        lab.network
                .array("2c")
                .order(
                        new ArrayOrder.Takeover(
                                new Fence("G12", "2c", 1, 9_999_999_999L, "by hand")));
        program = newProgram(SETTINGS);
        untilState(State.DEGRADED);
        assertThat(String.valueOf(program.progress().degraded())).contains("TakenOver");
    }

    @Test
    void anArrayThatSawHigherCyclesIsCaughtUpWith() {
        for (int i = 0; i < 3; i++) {
            untilPasses(i + 1L);
        }
        for (String array : List.of("2a", "2b", "2c")) {
            for (VolumeAddress volume : lab.chain.managementVolumes(array)) {
                lab.network.array(array).putSlot(volume, 0, null);
                lab.network.array(array).putSlot(volume, 1, null);
            }
        }
        program = newProgram(SETTINGS);
        untilPasses(2);
    }
}
