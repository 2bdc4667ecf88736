package dev.trilith.cli.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trilith.cli.lab.EmbeddedLab;
import dev.trilith.cli.lab.Installation;
import dev.trilith.cli.lab.LabLogging;
import dev.trilith.cli.lab.LabOptions;
import dev.trilith.cli.report.LabReport;
import dev.trilith.cli.report.ReportFile;
import dev.trilith.cli.testing.StartCaches;
import dev.trilith.core.cycle.CycleMoment;
import dev.trilith.core.record.CopyCycleStep;
import dev.trilith.core.recovery.RecoveryMoment;
import dev.trilith.operator.api.v1alpha1.FreezeSpec;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whole rehearsals on real array processes: every step, both disasters, nothing taken on trust. */
class LabIT {
    private static final double RTO_LIMIT_SECONDS = 30;

    @TempDir private Path folder = Path.of("");

    /** Keeps what was said, for the failure message. */
    private static final class Notes implements RunView {
        private final List<String> lines = new CopyOnWriteArrayList<>();

        @Override
        public void stage(String sentence) {
            lines.add("== " + sentence);
        }

        @Override
        public void note(String sentence) {
            lines.add(sentence);
        }

        @Override
        public void cycle(CycleMoment moment) {
            lines.add("cycle " + moment.cycle() + " " + moment.step() + " " + moment.boundary());
        }

        @Override
        public void recovery(RecoveryMoment moment) {
            lines.add("R121 " + moment.step() + " " + moment.action() + " " + moment.boundary());
        }

        @Override
        public void load(long written, long acknowledged) {}
    }

    @BeforeAll
    static void prepare() throws Exception {
        StartCaches.make();
        LabLogging.quiet();
    }

    private LabReport run(
            Scenario scenario, CopyCycleStep at, FreezeSpec.Mode freeze, int chains, int cycles)
            throws InterruptedException {
        LabOptions lab =
                new LabOptions(
                        folder.resolve("lab"),
                        chains,
                        4 << 20,
                        Duration.ofMillis(100),
                        freeze,
                        false);
        Path data = Installation.find().root().resolve("docs/concepts/array-semantics.md");
        RunOptions options = new RunOptions(scenario, at, data, cycles, at.number());
        Notes notes = new Notes();
        LabReport report =
                new LabRun(options, new EmbeddedLab(lab, Installation.find()), notes).run();
        assertThat(report.ok())
                .as(ReportFile.toJson(report) + String.join("\n", notes.lines))
                .isTrue();
        assertThat(lab.folder()).as("the lab cleans up").doesNotExist();
        assertThat(report.cycles()).isGreaterThanOrEqualTo(cycles);
        assertThat(report.data().sha256Recovered()).isEqualTo(report.data().sha256Written());
        assertThat(report.stamps().isPrefix()).isTrue();
        assertThat(report.stamps().acknowledged()).isPositive();
        return report;
    }

    @ParameterizedTest
    @EnumSource(CopyCycleStep.class)
    void production_lost_at_any_step_costs_no_acknowledged_write(CopyCycleStep at)
            throws InterruptedException {
        LabReport report = run(Scenario.PRODUCTION_LOSS, at, FreezeSpec.Mode.HOLD, 2, 2);
        assertThat(report.lostWrites()).isZero();
        assertThat(report.rpoSeconds()).isZero();
        assertThat(report.stamps().recovered())
                .isGreaterThanOrEqualTo(report.stamps().acknowledged());
        LabReport.LateData late = report.lateData();
        assertThat(late).isNotNull();
        if (late != null) {
            assertThat(late.sha256Recovered()).isEqualTo(late.sha256Written());
            assertThat(late.mustSurvive()).isTrue();
        }
        recovered(report);
    }

    @ParameterizedTest
    @EnumSource(CopyCycleStep.class)
    void production_and_local_lost_at_any_step_leaves_one_whole_cut(CopyCycleStep at)
            throws InterruptedException {
        LabReport report = run(Scenario.REGIONAL_LOSS, at, FreezeSpec.Mode.HOLD, 2, 2);
        assertThat(report.checks())
                .extracting(LabReport.Check::name)
                .contains("image is one whole cut", "not older than what remote held");
        recovered(report);
    }

    @ParameterizedTest
    @ValueSource(ints = {1110, 1120, 1125, 1130})
    void with_go_only_the_window_may_lose_writes(int at) throws InterruptedException {
        CopyCycleStep step = CopyCycleStep.ofNumber(at).orElseThrow();
        LabReport report = run(Scenario.PRODUCTION_LOSS, step, FreezeSpec.Mode.GO, 2, 2);
        if (step == CopyCycleStep.RESYNC_INTERNAL || step == CopyCycleStep.RUN_ONWARD) {
            assertThat(report.lostWrites()).isZero();
        }
        recovered(report);
    }

    @Test
    void steady_cycles_carry_whole_cuts_of_three_chains_to_remote() throws InterruptedException {
        LabReport report =
                run(Scenario.STEADY, CopyCycleStep.RUN_ONWARD, FreezeSpec.Mode.HOLD, 3, 3);
        assertThat(report.at()).isNull();
        assertThat(report.plan()).isEmpty();
        assertThat(report.record()).isNotNull();
    }

    private static void recovered(LabReport report) {
        assertThat(report.plan()).isNotEmpty();
        assertThat(report.record()).isNotNull();
        assertThat(report.recoveryPoint()).isNotNull();
        assertThat(report.rtoSeconds()).isPositive().isLessThan(RTO_LIMIT_SECONDS);
    }
}
