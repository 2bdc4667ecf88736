package dev.trilith.cli.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.trilith.cli.command.TrilithCommand;
import dev.trilith.cli.fault.CliFailure;
import dev.trilith.cli.lab.Installation;
import dev.trilith.cli.lab.Lab;
import dev.trilith.cli.lab.LabLogging;
import dev.trilith.cli.lab.LabOptions;
import dev.trilith.cli.report.LabReport;
import dev.trilith.cli.report.ReportFile;
import dev.trilith.cli.scenario.LabRun;
import dev.trilith.cli.scenario.RunOptions;
import dev.trilith.cli.scenario.Scenario;
import dev.trilith.cli.terminal.ConsoleView;
import dev.trilith.cli.testing.StartCaches;
import dev.trilith.core.cycle.CycleObserver;
import dev.trilith.core.record.CopyCycleStep;
import dev.trilith.core.recovery.RecoveryObserver;
import dev.trilith.operator.api.v1alpha1.FreezeSpec;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/**
 * The same rehearsals on a lab that runs elsewhere, seen through its API, its records and its
 * volumes only. Another lab of this process stands for the cluster: all but the forwarded ports.
 */
class ClusterLabIT {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    @TempDir private Path folder = Path.of("");

    private final StringWriter said = new StringWriter();
    private final StringWriter out = new StringWriter();

    @BeforeAll
    static void prepare() throws Exception {
        StartCaches.make();
        LabLogging.quiet();
    }

    private Lab start() {
        LabOptions options =
                new LabOptions(
                        folder.resolve("lab"),
                        2,
                        8 << 20,
                        Duration.ofSeconds(1),
                        FreezeSpec.Mode.HOLD,
                        false);
        return Lab.start(
                options,
                Installation.find(),
                sentence -> {},
                CycleObserver.NONE,
                RecoveryObserver.NONE);
    }

    private LabReport run(Lab lab, Scenario scenario, int at, LossMode loss)
            throws InterruptedException {
        ClusterAccess access = new ClusterAccess(Map.of("", lab.client()), "the test's cluster");
        ClusterLab found =
                ClusterLab.find(
                        access,
                        null,
                        loss,
                        (client, site, subsystem) ->
                                ArrayDoor.direct(
                                        Objects.requireNonNull(subsystem.getStatus().endpoints()),
                                        null));
        Path data = Installation.find().root().resolve("docs/concepts/recovery.md");
        CopyCycleStep step = CopyCycleStep.ofNumber(at).orElseThrow();
        LabReport report =
                new LabRun(
                                new RunOptions(scenario, step, data, 2, 7),
                                found,
                                new ConsoleView(new PrintWriter(said, true), false))
                        .run();
        assertThat(report.ok()).as(ReportFile.toJson(report) + said).isTrue();
        assertThat(report.volumes()).isEqualTo(2);
        assertThat(report.volumeBytes()).isEqualTo(8 << 20);
        return report;
    }

    private int status() {
        out.getBuffer().setLength(0);
        CommandLine line = TrilithCommand.commandLine();
        line.setOut(new PrintWriter(out, true));
        line.setErr(new PrintWriter(out, true));
        return line.execute("status", "--dir", folder.resolve("lab").toString());
    }

    @Test
    void a_steady_run_leaves_the_lab_as_it_was_and_the_next_loses_production() throws Exception {
        try (Lab lab = start()) {
            LabReport steady = run(lab, Scenario.STEADY, 1130, LossMode.NAMESPACE);
            assertThat(steady.cycles()).isGreaterThanOrEqualTo(2);
            await("the cycle goes on and is shown").atMost(LIMIT).until(() -> status() == 0);
            assertThat(out.toString())
                    .contains("production -> local -> remote", ": protected", "Active", "Standby")
                    .contains("H1 EXECUTING", "Recoverable");
            LabReport report = run(lab, Scenario.PRODUCTION_LOSS, 1130, LossMode.NAMESPACE);
            assertThat(report.lostWrites()).isZero();
            assertThat(report.plan()).isNotEmpty();
            assertThat(report.checks())
                    .extracting(LabReport.Check::name)
                    .contains("step of the disaster, seen from outside");
            assertThat(said.toString()).contains("namespace production deleted", "R121 ");
            await("the loss is shown").atMost(LIMIT).until(() -> status() == 1);
            assertThat(out.toString()).contains("NOT protected", "gone", "Finished", "Done");
            assertThatThrownBy(() -> run(lab, Scenario.STEADY, 1130, LossMode.NAMESPACE))
                    .isInstanceOf(CliFailure.class)
                    .hasMessageContaining("no DRCycle begins in the test's cluster");
        }
    }

    @Test
    void sites_that_somebody_else_destroys_are_waited_for() throws Exception {
        try (Lab lab = start()) {
            Thread plug =
                    Thread.ofPlatform()
                            .daemon()
                            .start(() -> {
                                await().atMost(LIMIT)
                                        .until(() -> said.toString().contains("destroy it now"));
                                lab.destroy(lab.chain().get(0));
                                lab.destroy(lab.chain().get(1));
                            });
            LabReport report = run(lab, Scenario.REGIONAL_LOSS, 1135, LossMode.EXTERNAL);
            plug.join();
            assertThat(report.checks())
                    .extracting(LabReport.Check::name)
                    .contains("image is one whole cut", "not older than what remote held");
            assertThat(report.rtoSeconds()).isPositive();
        }
    }
}
