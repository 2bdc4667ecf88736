package dev.trilith.cli.command;

import dev.trilith.cli.lab.RunningLab;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Destroys a site of a running lab. */
@Command(
        name = "destroy",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Destroys a site of a running lab.",
            "Its namespace is deleted, its arrays are killed and their disks are gone. Returns when the",
            "namespace is gone. The recovery runs by itself: what it brings back is there when",
            "trilith lab up says that it is Finished."
        },
        footer = {"", "Example:", "  trilith lab destroy --dir lab --site production"})
final class LabDestroyCommand implements Callable<Integer> {
    @Option(
            names = "--dir",
            paramLabel = "DIR",
            defaultValue = LabUpCommand.DEFAULT_DIR,
            description = "The running lab's folder (default: ${DEFAULT-VALUE}).")
    private Path dir = Path.of(LabUpCommand.DEFAULT_DIR);

    @Option(
            names = "--site",
            required = true,
            paramLabel = "SITE",
            description = "production or local.")
    private String site = "";

    @Spec private @Nullable CommandSpec spec;

    @Override
    public Integer call() throws InterruptedException {
        var command = Objects.requireNonNull(spec).commandLine();
        if (!site.equals("production") && !site.equals("local")) {
            throw new ParameterException(
                    command,
                    "'" + site + "' is no site that can be destroyed: give production or local");
        }
        try (RunningLab lab = RunningLab.find(dir)) {
            lab.destroy(site);
        }
        command.getOut().println(site + " is gone: its arrays were killed, its disks taken away.");
        if (site.equals("production")) {
            command.getOut()
                    .println("Wait until trilith lab up says that the recovery is Finished.");
        }
        command.getOut().flush();
        return 0;
    }
}
