package dev.trilith.cli.command;

import dev.trilith.cli.lab.Installation;
import dev.trilith.cli.lab.LabOptions;
import dev.trilith.cli.report.ReportFile;
import dev.trilith.cli.scenario.LabSession;
import dev.trilith.cli.terminal.ConsoleView;
import java.io.IOException;
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
import picocli.CommandLine.Spec;

/** Keeps a lab running until Ctrl-C. */
@Command(
        name = "up",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Starts three sites and keeps them running, cycles and all, until Ctrl-C.",
            "Any NBD client can be the host. Once the pairs are in PAIR and cycles run, FILE says where",
            "volumes and arrays are reached. Destroy a site from another terminal with trilith lab",
            "destroy."
        },
        footer = {
            "",
            "Examples:",
            "  trilith lab up --dir lab --endpoints endpoints.json",
            "  trilith lab up --interval 1s --volumes 3 --size 1Gi"
        })
final class LabUpCommand implements Callable<Integer> {
    /** The folder of a lab that was given none. */
    static final String DEFAULT_DIR = ".lab";

    @Option(
            names = "--dir",
            paramLabel = "DIR",
            defaultValue = DEFAULT_DIR,
            description = "A new or empty folder for the lab's disks (default: ${DEFAULT-VALUE}).")
    private Path dir = Path.of(DEFAULT_DIR);

    @Option(
            names = "--endpoints",
            paramLabel = "FILE",
            description =
                    "Write where everything is reached to FILE, as JSON; FILE goes when the lab does.")
    private @Nullable Path endpoints;

    @Option(
            names = "--interval",
            paramLabel = "TIME",
            defaultValue = "5s",
            converter = DurationConverter.class,
            description = "Time between the starts of two cycles (default: ${DEFAULT-VALUE}).")
    private Duration interval = Duration.ofSeconds(5);

    @Mixin private LabShape shape = new LabShape();

    @Spec private @Nullable CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        CommandLine command = Objects.requireNonNull(spec).commandLine();
        ReportFile.check("the endpoints", endpoints);
        LabOptions options = shape.options(command, dir, interval);
        ConsoleView view = ConsoleView.of(command.getOut());
        return Interruption.allowedIn(
                () -> keepUp(options, view),
                () -> {
                    view.stage(
                            "stopped; the arrays are gone, "
                                    + (options.keep()
                                            ? "their disks are kept in " + options.folder()
                                            : "and so are their disks"));
                    view.end();
                    return CommandLine.ExitCode.OK;
                });
    }

    private int keepUp(LabOptions options, ConsoleView view)
            throws InterruptedException, IOException {
        Path published = null;
        try (LabSession session = LabSession.start(options, Installation.find(), view)) {
            var reached = session.awaitCycling();
            if (endpoints != null) {
                ReportFile.write(endpoints, reached);
                published = endpoints;
            }
            int count = reached.volumes().size();
            view.stage(
                    "ready: "
                            + (count == 1 ? "1 volume" : count + " volumes")
                            + "; Ctrl-C ends the lab");
            reached.volumes().forEach((drive, uri) -> view.note(drive + "  " + uri));
            session.watchUntilInterrupted();
        } finally {
            view.end();
            // Its ports are nobody's from now on.
            if (published != null) {
                Files.deleteIfExists(published);
            }
        }
        return 0;
    }
}
