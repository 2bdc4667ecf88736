package dev.trilith.cli.command;

import dev.trilith.cli.cluster.ClusterAccess;
import dev.trilith.cli.cluster.LabStatus;
import dev.trilith.cli.fault.CliFailure;
import dev.trilith.cli.lab.RunningLab;
import dev.trilith.cli.table.StatusText;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.List;
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

/** Shows how a lab is. */
@Command(
        name = "status",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Shows what the resources of all sites say.",
            "Arrays, cycle and step, legs, what each site holds or could fall back on (- where none says",
            "it), whether the data is protected, and the plan and progress of a recovery."
        },
        footer = {
            "",
            "Examples:",
            "  trilith status --context kind-kind",
            "  trilith status --context production=A,local=B,remote=C --watch",
            "  trilith status --dir .lab",
            "",
            "Exit codes: 0 protected, 1 not protected, 2 cannot tell."
        })
final class StatusCommand implements Callable<Integer> {
    private static final int CANNOT_TELL = 2;
    private static final Duration LOOK_AGAIN = Duration.ofSeconds(1);

    @Mixin private ClusterOptions clusters = new ClusterOptions();

    @Option(
            names = "--dir",
            paramLabel = "DIR",
            description = "The lab that runs in DIR, rather than one in a cluster.")
    private @Nullable Path dir;

    @Option(names = "--watch", description = "Show it again when it changes, until Ctrl-C.")
    private boolean watch;

    @Spec private @Nullable CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        CommandLine command = Objects.requireNonNull(spec).commandLine();
        try {
            return Interruption.allowedIn(() -> show(command), () -> CommandLine.ExitCode.OK);
        } catch (CliFailure e) {
            command.getErr().println("trilith: " + e.getMessage());
            return CANNOT_TELL;
        }
    }

    private int show(CommandLine command) throws InterruptedException {
        Path folder = dir;
        if (folder != null) {
            refuseClusters(command);
            try (RunningLab lab = RunningLab.find(folder)) {
                return show(command, List.of(lab.client()));
            }
        }
        try (ClusterAccess access = clusters.open()) {
            return show(command, access.all());
        }
    }

    private static void refuseClusters(CommandLine command) {
        for (String option : List.of("--context", "--kubeconfig")) {
            if (command.getParseResult().hasMatchedOption(option)) {
                throw new ParameterException(
                        command, option + " is for a lab in a cluster: leave it out with --dir");
            }
        }
    }

    private int show(CommandLine command, Collection<KubernetesClient> clients)
            throws InterruptedException {
        PrintWriter out = command.getOut();
        LabStatus status = LabStatus.read(clients);
        List<String> lines = StatusText.lines(status);
        lines.forEach(out::println);
        out.flush();
        while (watch) {
            Thread.sleep(LOOK_AGAIN);
            List<String> now = again(clients);
            if (!now.equals(lines)) {
                out.println();
                out.println("-- " + Instant.now().truncatedTo(ChronoUnit.SECONDS));
                now.forEach(out::println);
                out.flush();
                lines = now;
            }
        }
        return switch (status.protection()) {
            case PROTECTED -> 0;
            case NOT_PROTECTED -> 1;
            case UNKNOWN -> CANNOT_TELL;
        };
    }

    /** Whoever watches wants to see an outage pass. */
    private static List<String> again(Collection<KubernetesClient> clients) {
        try {
            return StatusText.lines(LabStatus.read(clients));
        } catch (CliFailure e) {
            return List.of(String.valueOf(e.getMessage()));
        }
    }
}
