package dev.trilith.core.recovery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trilith.core.array.ArrayFault;
import dev.trilith.core.array.FaultyDirectory;
import dev.trilith.core.array.FreezeMode;
import dev.trilith.core.array.RefusalCode;
import dev.trilith.core.definition.Finding;
import dev.trilith.core.record.RecordCollection;
import dev.trilith.core.step.StepResult;
import dev.trilith.core.step.StepResult.State;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Production's namespace is lost and its array still answers, to some questions. */
class FirstSiteInTheWayTest {
    private static final String FIRST = "2a";

    private final DisasterWorld world = new DisasterWorld(3, FreezeMode.HOLD);
    private final FaultyDirectory directory = new FaultyDirectory(world.lab.network);
    private final RecoveryProgram recovery =
            new RecoveryProgram(
                    world.lab.chain,
                    Map.of(),
                    directory,
                    world.lab.network,
                    "R121@remote",
                    RecoveryObserver.NONE);

    private static ArrayFault fault(String kind) {
        return switch (kind) {
            case "SILENT" -> new ArrayFault.Unreachable(FIRST, "no answer");
            case "ODD" -> new ArrayFault.Contradictory(FIRST, "an unknown word");
            default -> new ArrayFault.Refused(FIRST, RefusalCode.valueOf(kind), "no");
        };
    }

    /** Its disk is broken, its version another, or its rights are those of another program. */
    @ParameterizedTest
    @CsvSource({
        "readRecords, SILENT",
        "readRecords, NOT_GRANTED",
        "readRecords, ODD",
        "seal, SILENT",
        "seal, NOT_GRANTED",
        "seal, WRONG_STATE",
        "writeRecord, SILENT",
        "writeRecord, WRONG_STATE",
        "writeRecord, NOT_GRANTED",
        "snapshot, ODD"
    })
    void itDoesNotHoldTheRecoveryUp(String method, String kind) {
        world.runPasses(2);
        int kept = world.newestSurvivingPrefix();
        directory.fail(method, fault(kind));
        RecoveryProgress result = world.recover(recovery);
        assertThat(result.state()).isEqualTo(State.FINISHED);
        assertThat(result.findings()).extracting(Finding::reason).contains("FirstSitePassedOver");
        assertThat(result.findings())
                .extracting(Finding::message)
                .anyMatch(m -> m.contains("site production"));
        assertThat(result.executed())
                .extracting(RecoveryStep::action)
                .containsOnlyOnce("GO ON WITHOUT THE FIRST SITE");
        assertThat(world.lab.prefix(2, true)).isGreaterThanOrEqualTo(kept);
    }

    @Test
    void anAnswerThatIsLostOnceDoesNotLeaveItOut() {
        world.runPasses(1);
        directory.fail("readRecords", fault("SILENT"));
        StepResult sealed = recovery.step();
        world.turn(recovery.step());
        directory.mend();
        RecoveryProgress result = world.recover(recovery);
        assertThat(sealed.done()).contains("production");
        assertThat(result.findings()).isEmpty();
        assertThat(result.executed().get(0).action()).contains(FIRST);
    }

    /** It missed the seal, and answers again when the records are read. */
    @Test
    void whatComesBackUnsealedIsSealedAndNoSuccessor() {
        world.runPasses(1);
        directory.fail("snapshot", fault("SILENT"));
        assertThat(recovery.step().done()).startsWith("sealed");
        directory.mend();
        assertThat(recovery.step().done()).contains("2a does not show term");
        RecoveryProgress result = world.recover(recovery);
        assertThat(result.state()).isEqualTo(State.FINISHED);
        assertThat(world.lab.network.array(FIRST).look().fence("G1").owner())
                .isEqualTo("R121@remote");
    }

    /** Its address has two ends, say, of which one is dead. */
    @ParameterizedTest
    @CsvSource({"2, 0", "2, 1", "3, 0", "3, 1", "3, 2"})
    void whatComesAndGoesDoesNotHoldTheRecoveryUp(int period, int there) {
        world.runPasses(2);
        RecoveryProgress result = recovery.progress();
        for (int i = 0; i < 2000 && result.state() != State.FINISHED; i++) {
            if (i % period == there) {
                directory.mend();
            } else {
                directory.fail("snapshot", fault("SILENT"));
            }
            world.turn(recovery.step());
            result = recovery.progress();
        }
        assertThat(result.state()).isEqualTo(State.FINISHED);
    }

    /** Two processes stand behind its address, and the one that was not sealed gets the orders. */
    @ParameterizedTest
    @ValueSource(strings = {"OLD_TERM", "OLD_SEQUENCE"})
    void anOldTermAfterTheSealDoesNotHoldTheRecoveryUp(String kind) {
        world.runPasses(2);
        assertThat(recovery.step().done()).startsWith("sealed");
        directory.fail("writeRecord", fault(kind));
        RecoveryProgress result = world.recover(recovery);
        assertThat(result.state()).isEqualTo(State.FINISHED);
        assertThat(result.findings()).extracting(Finding::reason).contains("FirstSitePassedOver");
    }

    /** Its pod started again on an empty disk, and nobody defines volumes there any more. */
    @Test
    void anEmptyDiskDoesNotHoldTheRecoveryUp() {
        world.runPasses(2);
        int kept = world.newestSurvivingPrefix();
        world.lab.empty(0);
        RecoveryProgress result = world.recover(recovery);
        assertThat(result.state()).isEqualTo(State.FINISHED);
        assertThat(world.lab.prefix(2, true)).isGreaterThanOrEqualTo(kept);
    }

    /** The history says which arrays were sealed, and when. */
    @Test
    void whatWasSilentAtTheSealIsNotCalledSealed() {
        world.runPasses(1);
        directory.fail("snapshot", fault("SILENT"));
        assertThat(recovery.step().done()).startsWith("sealed").doesNotContain("production");
        directory.mend();
        RecoveryProgress result = world.recover(recovery);
        assertThat(result.executed())
                .extracting(RecoveryStep::action)
                .containsSubsequence("SEAL [2b, 2c]", "SEAL [2a]");
    }

    /** It was sealed, and silent when the records were read. */
    @Test
    void whatComesBackIsReadBeforeAnythingIsWrittenToIt() {
        world.runPasses(1);
        recovery.step();
        RecoveryProgram second =
                new RecoveryProgram(
                        world.lab.chain,
                        Map.of("production", LossEvidence.LOST),
                        directory,
                        world.lab.network,
                        "R121@remote",
                        RecoveryObserver.NONE);
        second.step();
        second.step();
        second.step();
        second.evidence(Map.of());
        assertThat(List.of(second.step().done(), second.step().done()))
                .anyMatch(done -> done.contains("not read yet"));
        assertThat(world.recover(second).state()).isEqualTo(State.FINISHED);
        RecordCollection found = RecordCollection.of(world.lab.network.array(FIRST).readRecords());
        assertThat(Objects.requireNonNull(found.newest().orElse(null)).record().writer())
                .isEqualTo("R121@remote");
        assertThat(List.copyOf(found.conflicts())).isEmpty();
    }
}
