package dev.trilith.cli.command;

import dev.trilith.cli.cluster.ClusterAccess;
import dev.trilith.cli.lab.EmbeddedLab;
import dev.trilith.cli.lab.Installation;
import dev.trilith.cli.lab.LabOptions;
import dev.trilith.cli.lab.TemporaryFolder;
import dev.trilith.cli.report.LabReport;
import dev.trilith.cli.report.ReportFile;
import dev.trilith.cli.scenario.LabRun;
import dev.trilith.cli.scenario.RunOptions;
import dev.trilith.cli.scenario.Scenario;
import dev.trilith.cli.terminal.ConsoleView;
import dev.trilith.cli.terminal.ReportText;
import dev.trilith.core.record.CopyCycleStep;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Runs one rehearsal from the empty folder to the verdict. */
@Command(
        name = "run",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Rehearses a disaster and proves what came back.",
            "Starts three sites (or uses those of a cluster), writes a real file and a stream of stamped",
            "writes, runs copy cycles under that load, destroys what the scenario says in the middle of",
            "a step, and waits for the recovery. Exit code 0 only if all was verified."
        },
        footer = {
            "",
            "Examples:",
            "  trilith lab run --scenario production-loss",
            "  trilith lab run --scenario regional-loss --at 1120 --report report.json",
            "  trilith lab run --scenario production-loss --data disk.img --size 2Gi --volumes 3",
            "  trilith lab run --cluster --context kind-kind --scenario production-loss",
            "  trilith lab run --cluster --context production=A,local=B,remote=C \\",
            "      --disaster external --scenario production-loss"
        })
final class LabRunCommand implements Callable<Integer> {
    @Option(
            names = "--scenario",
            required = true,
            paramLabel = "NAME",
            converter = ScenarioConverter.class,
            description = "production-loss, regional-loss or steady (nothing is lost).")
    private Scenario scenario = Scenario.STEADY;

    @Option(
            names = "--at",
            paramLabel = "STEP",
            defaultValue = "1130",
            converter = StepConverter.class,
            description =
                    "The step during which the disaster strikes: 1105, 1110, 1115, 1120, 1125, 1130"
                            + " or 1135 (default: ${DEFAULT-VALUE}); not with steady.")
    private CopyCycleStep at = CopyCycleStep.RUN_ONWARD;

    @Option(
            names = "--data",
            paramLabel = "FILE",
            description = "The file to write into 211a (default: a tar of Trilith's sources).")
    private @Nullable Path data;

    @Option(
            names = "--report",
            paramLabel = "FILE",
            description = "Write everything that was measured to FILE, as JSON.")
    private @Nullable Path report;

    @Option(
            names = "--cycles",
            paramLabel = "N",
            defaultValue = "2",
            description = "Full cycles under load before the disaster (default: ${DEFAULT-VALUE}).")
    private int cycles;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "1",
            description = "Chooses what is written where (default: ${DEFAULT-VALUE}).")
    private long seed;

    @Option(
            names = "--dir",
            paramLabel = "DIR",
            description = "A new or empty folder for the lab's disks (default: a temporary one).")
    private @Nullable Path dir;

    @Mixin private LabShape shape = new LabShape();

    @Mixin private LabPlace place = new LabPlace();

    @Spec private @Nullable CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        CommandLine command = Objects.requireNonNull(spec).commandLine();
        ReportFile.check("the report", report);
        return Interruption.allowedIn(
                () -> rehearse(command),
                () -> {
                    command.getErr()
                            .println(
                                    place.inCluster(command)
                                            ? "trilith: interrupted; the lab goes on."
                                            : "trilith: interrupted; the lab was stopped.");
                    return CommandLine.ExitCode.SOFTWARE;
                });
    }

    private int rehearse(CommandLine command) throws InterruptedException, IOException {
        RunOptions options = options(command);
        PrintWriter out = command.getOut();
        ConsoleView view = ConsoleView.of(out);
        LabReport result;
        try {
            result =
                    place.inCluster(command)
                            ? inCluster(options, view)
                            : embedded(options, command, view);
        } finally {
            view.end();
        }
        ReportText.lines(result).forEach(out::println);
        if (report != null) {
            ReportFile.write(report, result);
        }
        out.flush();
        return result.ok() ? 0 : 1;
    }

    private LabReport inCluster(RunOptions options, ConsoleView view) throws InterruptedException {
        try (ClusterAccess clusters = place.open()) {
            return new LabRun(options, place.find(clusters), view).run();
        }
    }

    private LabReport embedded(RunOptions options, CommandLine command, ConsoleView view)
            throws InterruptedException, IOException {
        Installation installation = Installation.find();
        Path folder = dir == null ? TemporaryFolder.make("trilith-lab") : dir;
        try {
            LabOptions lab = shape.options(command, folder, Duration.ofMillis(200));
            return new LabRun(options, new EmbeddedLab(lab, installation), view).run();
        } finally {
            dropTemporary(folder);
        }
    }

    private RunOptions options(CommandLine command) {
        if (scenario == Scenario.STEADY && command.getParseResult().hasMatchedOption("--at")) {
            throw new ParameterException(
                    command, "--at is for a disaster, and in steady nothing is lost");
        }
        try {
            return new RunOptions(scenario, at, data, cycles, seed);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(command, String.valueOf(e.getMessage()), e);
        }
    }

    /** The lab takes its folder away; if it never came to that, the empty one is still there. */
    private void dropTemporary(Path folder) throws IOException {
        if (dir != null) {
            return;
        }
        try {
            Files.deleteIfExists(folder);
        } catch (DirectoryNotEmptyException kept) {
            // As --keep asked for.
        }
    }

    /** Reads a scenario's name. */
    static final class ScenarioConverter extends ChoiceConverter<Scenario> {
        ScenarioConverter() {
            super(
                    Scenario.class,
                    (scenario, word) -> scenario.label().equals(word),
                    "is no scenario: give production-loss, regional-loss or steady");
        }
    }

    /** Reads a step's number. */
    static final class StepConverter extends ChoiceConverter<CopyCycleStep> {
        StepConverter() {
            super(
                    CopyCycleStep.class,
                    (step, word) -> step.toString().equals(word),
                    "is no step: give 1105, 1110, 1115, 1120, 1125, 1130 or 1135");
        }
    }
}
