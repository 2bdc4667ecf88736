package dev.trilith.cli.command;

import dev.trilith.cli.host.HostCheck;
import dev.trilith.cli.host.HostVerdict;
import dev.trilith.cli.host.HostVolume;
import dev.trilith.cli.report.ReportFile;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Reads stamps back. */
@Command(
        name = "check",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Reads the stamps of trilith host write back, and says what is there.",
            "The volumes are the ones that it wrote to, or copies of them at another site, in the same",
            "order. Changes nothing; the host may go on meanwhile."
        },
        footer = {
            "",
            "Example:",
            "  trilith host check --volume 211e=nbd://127.0.0.1:10809/LU0",
            "",
            "Exit codes: 0 they are a prefix of what was written, 1 they are not, or too short a one,",
            "3 there is none, or a volume cannot be reached."
        })
final class HostCheckCommand implements Callable<Integer> {
    private static final int NOTHING = 3;
    private static final Duration LOOK_AGAIN = Duration.ofMillis(500);

    @Option(
            names = "--volume",
            required = true,
            paramLabel = "NAME=URI",
            converter = HostVolumeConverter.class,
            description =
                    "A volume, as NAME=nbd://HOST:PORT/LU; once for each, in the host's order.")
    private List<HostVolume> volumes = List.of();

    @Option(
            names = "--at-least",
            paramLabel = "N",
            defaultValue = "0",
            description = "How many writes must be there (default: ${DEFAULT-VALUE}).")
    private long atLeast;

    @Option(
            names = "--within",
            paramLabel = "TIME",
            defaultValue = "0s",
            converter = DurationConverter.class,
            description =
                    "Look again until the exit code is 0, at most that long (default: look once).")
    private Duration within = Duration.ZERO;

    @Option(
            names = "--if-present",
            description = "Exit code 0 if the name of the volumes' host is not known.")
    private boolean ifPresent;

    @Option(
            names = "--may-be-empty",
            description = "Exit code 0 if the volumes can be read and hold no stamp.")
    private boolean mayBeEmpty;

    @Option(
            names = "--json",
            description = "Print outcome, sentence, run, length and faults as JSON.")
    private boolean json;

    @Spec private @Nullable CommandSpec spec;

    @Override
    public Integer call() throws InterruptedException {
        CommandLine command = Objects.requireNonNull(spec).commandLine();
        if (atLeast < 0) {
            throw new ParameterException(command, "--at-least is 0 or more, not " + atLeast);
        }
        HostCheck check = new HostCheck(volumes, atLeast);
        long end = System.nanoTime() + within.toNanos();
        HostVerdict verdict = check.look();
        while (exitCode(verdict) != 0 && end - System.nanoTime() > 0) {
            Thread.sleep(LOOK_AGAIN);
            verdict = check.look();
        }
        int exitCode = exitCode(verdict);
        say(command, verdict, exitCode);
        return exitCode;
    }

    private void say(CommandLine command, HostVerdict verdict, int exitCode) {
        PrintWriter out = command.getOut();
        if (json) {
            out.print(ReportFile.toJson(verdict));
        } else if (exitCode == 0) {
            out.println(verdict.sentence());
        } else {
            command.getErr().println("trilith: " + verdict.sentence());
            verdict.faults().forEach(fault -> command.getErr().println("  " + fault));
        }
        out.flush();
    }

    private int exitCode(HostVerdict verdict) {
        return switch (verdict.outcome()) {
            case PREFIX -> 0;
            case BROKEN, TOO_SHORT -> 1;
            case EMPTY -> mayBeEmpty ? 0 : NOTHING;
            case UNREACHABLE -> NOTHING;
            case ABSENT -> ifPresent ? 0 : NOTHING;
        };
    }
}
