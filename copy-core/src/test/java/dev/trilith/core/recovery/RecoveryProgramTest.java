package dev.trilith.core.recovery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trilith.core.array.FreezeMode;
import dev.trilith.core.array.ImageLabel;
import dev.trilith.core.array.LabChain;
import dev.trilith.core.array.RecordSlot;
import dev.trilith.core.array.RefusalCode;
import dev.trilith.core.array.VolumeAddress;
import dev.trilith.core.definition.CopyChain;
import dev.trilith.core.definition.Finding;
import dev.trilith.core.record.CopyManagementRecord;
import dev.trilith.core.record.LegRecord;
import dev.trilith.core.record.RecordCollection;
import dev.trilith.core.step.Boundary;
import dev.trilith.core.step.StepResult;
import dev.trilith.core.step.StepResult.State;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RecoveryProgramTest {
    private static final Map<String, LossEvidence> PRODUCTION_LOST =
            Map.of("production", LossEvidence.LOST);
    private static final Map<String, LossEvidence> BOTH_LOST =
            Map.of("production", LossEvidence.LOST, "local", LossEvidence.LOST);

    private final DisasterWorld world = new DisasterWorld(3, FreezeMode.HOLD);

    private RecoveryProgram program(Map<String, LossEvidence> evidence) {
        return new RecoveryProgram(
                world.lab.chain,
                evidence,
                world.lab.network,
                world.lab.network,
                "R121@remote",
                RecoveryObserver.NONE);
    }

    private void passes(long passes) {
        world.runPasses(passes);
    }

    /** The chain and the record as remote finds them on its own management volume. */
    private RecordCollection recordsAtRemote() {
        return RecordCollection.of(world.lab.network.array("2c").readRecords());
    }

    @Test
    void recoversFromTheRecordAndTheSurvivorsAlone() {
        passes(2);
        int acknowledged = world.lab.acknowledged();
        world.lose(1);
        CopyChain chain = recordsAtRemote().newest().orElseThrow().record().chain();
        assertThat(chain).isEqualTo(world.lab.chain);
        List<String> moments = new ArrayList<>();
        RecoveryProgram recovery =
                new RecoveryProgram(
                        chain,
                        PRODUCTION_LOST,
                        world.lab.network,
                        world.lab.network,
                        "R121@remote",
                        m -> moments.add(m.step() + " " + m.action() + " " + m.boundary()));
        RecoveryProgress result = world.recover(recovery);

        assertThat(result.state()).isEqualTo(State.FINISHED);
        assertThat(result.term()).isEqualTo(2);
        assertThat(world.lab.prefix(2, true)).isGreaterThanOrEqualTo(acknowledged);
        assertThat(result.recoveryPoint().kind()).isEqualTo(ImageLabel.Kind.STILL);
        assertThat(result.mayBeLost())
                .extracting(Finding::reason)
                .containsExactly("WritesAfterBreak");
        assertThat(Objects.requireNonNull(result.record()).number().term()).isEqualTo(1);
        assertThat(result.executed())
                .extracting(RecoveryStep::action)
                .containsExactly(
                        "SEAL [2b, 2c]",
                        "COLLECT",
                        "RESYNC I2",
                        "SPLIT I2",
                        "RESYNC I1",
                        "SPLIT I1",
                        "RESYNC H2",
                        "SUSPEND H2",
                        "RESYNC I2",
                        "SPLIT I2",
                        "TAKEOVER I2");
        assertThat(result.executed()).allMatch(s -> !s.reason().isBlank());
        assertThat(moments).contains("1230 TAKEOVER I2 " + Boundary.DONE_WRITTEN);
        assertThat(result.volumesPresented()).isEqualTo(chain.pointInTimeVolumes(2));
        assertThat(
                        world.lab
                                .network
                                .array("2c")
                                .look()
                                .volume(LabChain.pointInTime(2, 0))
                                .orElseThrow()
                                .hostWritable())
                .isTrue();
        CopyManagementRecord last = recordsAtRemote().newest().orElseThrow().record();
        assertThat(last.writer()).isEqualTo("R121@remote");
        assertThat(last.leg("H1").map(LegRecord::lost)).contains(true);
        assertThat(last.leg("H2").map(LegRecord::lost)).contains(false);
    }

    @Test
    void aSecondRecoveryFindsTheWorkDone() {
        passes(2);
        world.lose(1);
        RecoveryProgress first = world.recover(program(PRODUCTION_LOST));
        RecoveryProgress second = world.recover(program(PRODUCTION_LOST));
        assertThat(second.phase()).isEqualTo(RecoveryPhase.FINISHED);
        assertThat(second.term()).isEqualTo(first.term());
        assertThat(second.volumesPresented()).isEqualTo(first.volumesPresented());
    }

    @Test
    void theDryRunIsWhatIsThenDone() {
        passes(2);
        RecoveryPlan plan =
                RecoveryProgram.dryRun(world.lab.chain, PRODUCTION_LOST, world.lab.network);
        assertThat(plan.possible()).isTrue();
        assertThat(plan.site()).isEqualTo("remote");
        assertThat(plan.recoveryPoint()).isEqualTo(ImageLabel.LIVE);
        world.lose(1);
        RecoveryProgress result = world.recover(program(PRODUCTION_LOST));
        assertThat(plan.steps().stream().skip(2).map(RecoveryStep::action).toList())
                .isEqualTo(result.executed().stream().skip(2).map(RecoveryStep::action).toList());
        assertThat(plan.volumes()).isEqualTo(result.volumesPresented());
    }

    @Test
    void withoutLocalTheFarImageIsKeptAndWhatItLacksIsSaid() {
        passes(2);
        world.lose(2);
        RecoveryProgress result = world.recover(program(BOTH_LOST));
        assertThat(result.phase()).isEqualTo(RecoveryPhase.FINISHED);
        assertThat(result.recoveryPoint().kind()).isEqualTo(ImageLabel.Kind.STILL);
        assertThat(result.mayBeLost())
                .extracting(Finding::reason)
                .containsExactly("WritesAfterCut", "NewerImageOutOfReach");
    }

    @Test
    void aSilentLocalIsWaitedForUntilItIsKnownLost() {
        passes(2);
        world.lose(1);
        world.lab.network.management("2b", false);
        RecoveryProgram recovery = program(PRODUCTION_LOST);
        for (int i = 0; i < 5; i++) {
            StepResult result = recovery.step();
            assertThat(result.state()).isEqualTo(State.DEGRADED);
            world.lab.network.advance(Duration.ofSeconds(1));
        }
        assertThat(Objects.requireNonNull(recovery.progress().waitingFor()).reason())
                .isEqualTo("SiteSilent");
        assertThat(recovery.progress().term()).isZero();
        recovery.evidence(BOTH_LOST);
        assertThat(world.recover(recovery).phase()).isEqualTo(RecoveryPhase.FINISHED);
    }

    @ParameterizedTest
    @CsvSource({"2b", "2c"})
    void aSiteThatFallsSilentAfterItsSealIsWaitedForBeforeRecordsAreCollected(String array) {
        passes(2);
        CopyManagementRecord newest = recordsAtRemote().newest().orElseThrow().record();
        world.lose(1);
        RecoveryProgram recovery = program(PRODUCTION_LOST);
        while (recovery.progress().term() == 0) {
            recovery.step();
        }
        world.lab.network.management(array, false);
        for (int i = 0; i < 5; i++) {
            assertThat(recovery.step().state()).isEqualTo(State.DEGRADED);
            assertThat(recovery.progress().phase()).isEqualTo(RecoveryPhase.COLLECTING);
        }
        world.lab.network.management(array, true);
        RecoveryProgress result = world.recover(recovery);
        assertThat(result.phase()).isEqualTo(RecoveryPhase.FINISHED);
        assertThat(Objects.requireNonNull(result.record()).number()).isEqualTo(newest.number());
    }

    @Test
    void aProductionThatStillAnswersIsSealedAndFenced() {
        passes(2);
        RecoveryProgress result = world.recover(program(Map.of()));
        assertThat(result.phase()).isEqualTo(RecoveryPhase.FINISHED);
        assertThat(world.cycle().step().state()).isEqualTo(State.FENCED);
    }

    @Test
    void aProductionThatIsSilentIsNotWaitedFor() {
        passes(2);
        world.lab.network.kill("2a");
        RecoveryProgress result = world.recover(program(Map.of("production", LossEvidence.SILENT)));
        assertThat(result.phase()).isEqualTo(RecoveryPhase.FINISHED);
    }

    @Test
    void whereNothingEverArrivedNothingIsRecovered() {
        RecoveryProgress result = world.recover(program(PRODUCTION_LOST));
        assertThat(result.phase()).isEqualTo(RecoveryPhase.FAILED);
        assertThat(Objects.requireNonNull(result.waitingFor()).reason())
                .isEqualTo("NoCompleteImage");
        RecoveryProgress nobody =
                world.recover(
                        program(
                                Map.of(
                                        "production", LossEvidence.LOST,
                                        "local", LossEvidence.LOST,
                                        "remote", LossEvidence.LOST)));
        assertThat(Objects.requireNonNull(nobody.waitingFor()).reason()).isEqualTo("NoSurvivor");
    }

    @Test
    void recoversAtLocalIfRemoteIsLost() {
        passes(2);
        RecoveryProgress result =
                world.recover(
                        program(
                                Map.of(
                                        "production", LossEvidence.LOST,
                                        "remote", LossEvidence.LOST)));
        assertThat(result.phase()).isEqualTo(RecoveryPhase.FINISHED);
        assertThat(result.volumesPresented()).isEqualTo(world.lab.chain.pointInTimeVolumes(1));
    }

    @Test
    void somebodyElsesHigherTermEndsTheRecovery() {
        passes(2);
        world.lose(1);
        RecoveryProgram recovery = program(PRODUCTION_LOST);
        recovery.step();
        recovery.step();
        world.lab.network.array("2c").seal("G1", 9, "R121@elsewhere");
        RecoveryProgress result = world.recover(recovery);
        assertThat(result.phase()).isEqualTo(RecoveryPhase.FAILED);
        assertThat(result.state()).isEqualTo(State.FENCED);
    }

    @Test
    void twoDifferentRecordsOfOneNumberStopTheRecovery() {
        passes(2);
        world.lose(1);
        RecordCollection.Found found = recordsAtRemote().newest().orElseThrow();
        CopyManagementRecord r = found.record();
        String other =
                dev.trilith.core.record.RecordCodec.encode(
                        new CopyManagementRecord(
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
        VolumeAddress volume = world.lab.chain.managementVolumes("2b").get(0);
        world.lab.network.array("2b").putSlot(volume, 0, other);
        world.lab.network.array("2b").putSlot(volume, 1, other);
        RecoveryProgram recovery = program(PRODUCTION_LOST);
        recovery.step();
        assertThat(recovery.step().state()).isEqualTo(State.STOPPED);
        assertThat(Objects.requireNonNull(recovery.progress().waitingFor()).reason())
                .isEqualTo("RecordConflict");
    }

    @Test
    void withNoRecordAtAllTheArraysAreEnough() {
        passes(2);
        world.lose(1);
        for (String array : List.of("2b", "2c")) {
            for (VolumeAddress volume : world.lab.chain.managementVolumes(array)) {
                world.lab.network.array(array).putSlot(volume, 0, null);
                world.lab.network.array(array).putSlot(volume, 1, null);
            }
        }
        RecoveryProgress result = world.recover(program(PRODUCTION_LOST));
        assertThat(result.phase()).isEqualTo(RecoveryPhase.FINISHED);
        assertThat(result.record()).isNull();
        assertThat(result.findings()).extracting(Finding::reason).contains("RecordCorrupt");
        assertThat(recordsAtRemote().found())
                .allMatch(f -> f.record().number().term() == result.term());
    }

    @Test
    void aBrokenLinkBetweenTheSurvivorsIsSaidAndOvercome() {
        passes(2);
        world.lose(1);
        world.lab.network.cutLink("2b", "2c");
        RecoveryProgram recovery = program(PRODUCTION_LOST);
        boolean said = false;
        for (int i = 0; i < 400; i++) {
            world.turn(recovery.step());
            Finding waiting = recovery.progress().waitingFor();
            said |= waiting != null && waiting.reason().equals("PeerUnreachable");
        }
        assertThat(said).isTrue();
        world.lab.network.restoreLink("2b", "2c");
        assertThat(world.recover(recovery).phase()).isEqualTo(RecoveryPhase.FINISHED);
    }

    @Test
    void aDiskThatTakesNoRecordIsSaidAndWaitedFor() {
        passes(2);
        world.lose(1);
        VolumeAddress volume = world.lab.chain.managementVolumes("2c").get(0);
        world.lab.network.array("2c").recordDiskBroken(volume, true);
        RecoveryProgram recovery = program(PRODUCTION_LOST);
        for (int i = 0; i < 10; i++) {
            world.turn(recovery.step());
        }
        assertThat(Objects.requireNonNull(recovery.progress().waitingFor()).reason())
                .isEqualTo("DiskError");
        world.lab.network.array("2c").recordDiskBroken(volume, false);
        assertThat(world.recover(recovery).phase()).isEqualTo(RecoveryPhase.FINISHED);
        assertThat(
                        world.lab.network.array("2c").readRecords().stream()
                                .filter(s -> s.volume().equals(volume))
                                .filter(s -> s.state() == RecordSlot.State.WHOLE))
                .hasSize(2);
    }

    @ParameterizedTest
    @CsvSource({
        "2b, UNAUTHENTICATED, Unauthenticated",
        "2c, UNAUTHENTICATED, Unauthenticated",
        "2b, NOT_GRANTED, NotGranted"
    })
    void waitsForAccessWithNothingChangedAndGoesOnByItself(
            String array, RefusalCode code, String reason) {
        passes(2);
        int acknowledged = world.lab.acknowledged();
        world.lose(1);
        world.lab.network.access(array, code);
        List<String> before = look();
        RecoveryProgram recovery = program(PRODUCTION_LOST);
        for (int i = 0; i < 20; i++) {
            assertThat(recovery.step().state()).isEqualTo(State.DEGRADED);
            Finding why = Objects.requireNonNull(recovery.progress().waitingFor());
            assertThat(why.reason()).isEqualTo(reason);
            assertThat(why.message()).contains(array);
        }
        assertThat(look()).isEqualTo(before);
        world.lab.network.access(array, null);
        RecoveryProgress result = world.recover(recovery);
        assertThat(result.state()).isEqualTo(State.FINISHED);
        assertThat(world.lab.prefix(2, true)).isGreaterThanOrEqualTo(acknowledged);
    }

    @Test
    void oneRecordWaitsForAccessThatEndsOnTheWay() {
        passes(2);
        world.lose(1);
        RecoveryProgram recovery = program(PRODUCTION_LOST);
        while (recovery.progress().phase() != RecoveryPhase.COPYING) {
            recovery.step();
        }
        world.lab.network.access("2b", RefusalCode.NOT_GRANTED);
        for (int i = 0; i < 20; i++) {
            recovery.step();
            world.lab.network.copyAll();
        }
        Finding why = Objects.requireNonNull(recovery.progress().waitingFor());
        assertThat(why.reason()).isEqualTo("NotGranted");
        CopyManagementRecord offered = recordsAtRemote().newest().orElseThrow().record();
        for (int i = 0; i < 20; i++) {
            recovery.step();
        }
        assertThat(recordsAtRemote().newest().orElseThrow().record()).isEqualTo(offered);
        world.lab.network.access("2b", null);
        assertThat(world.recover(recovery).state()).isEqualTo(State.FINISHED);
    }

    private List<String> look() {
        return world.lab.network.all().stream().map(a -> a.look().toString()).toList();
    }
}
