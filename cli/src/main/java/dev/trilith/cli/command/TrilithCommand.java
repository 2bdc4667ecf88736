package dev.trilith.cli.command;

import dev.trilith.cli.fault.CliFailure;
import dev.trilith.operatorsimulation.command.SimulateOperatorCommand;
import java.io.PrintWriter;
import java.util.Set;
import java.util.function.Function;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.TypeConversionException;

/** The root of the command line. */
@Command(
        name = "trilith",
        mixinStandardHelpOptions = true,
        version = "trilith 0.1.0",
        sortOptions = false,
        description = "Three-data-centre disaster recovery, rehearsed on real data.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            LabCommand.class,
            StatusCommand.class,
            HostCommand.class,
            ArrayCommand.class,
            RecordCommand.class,
            TablesCommand.class,
            SimulateOperatorCommand.class,
        },
        footer = {
            "",
            "Examples:",
            "  trilith lab run --scenario production-loss",
            "  trilith lab up --dir lab --endpoints endpoints.json",
            "  trilith lab destroy --dir lab --site production",
            "  trilith status --context kind-kind",
            "  trilith host write --volume 211a=nbd://127.0.0.1:10809/LU0",
            "  trilith record show nbd://127.0.0.1:10809/LU1",
            "",
            "Exit codes: 0 done and verified, 1 failed, 2 wrong arguments; status and host have more."
        })
public final class TrilithCommand {
    /** Set to 1, a failure is shown with everything that led to it. */
    private static final String DEBUG = "TRILITH_DEBUG";

    private TrilithCommand() {}

    /** The whole command line, its failures as one sentence each. */
    public static CommandLine commandLine() {
        CommandLine line = new CommandLine(new TrilithCommand());
        line.setCaseInsensitiveEnumValuesAllowed(true);
        line.registerConverter(int.class, text -> wholeNumber(text, Integer::valueOf));
        line.registerConverter(long.class, text -> wholeNumber(text, Long::valueOf));
        line.setParameterExceptionHandler(TrilithCommand::wrongArguments);
        line.setExecutionExceptionHandler(
                (failure, command, given) -> failed(failure, command.getErr()));
        return line;
    }

    private static <N> N wholeNumber(String text, Function<String, N> parse) {
        try {
            return parse.apply(text);
        } catch (NumberFormatException e) {
            throw new TypeConversionException(
                    "'" + text + "' is not a whole number, or too large a one");
        }
    }

    private static int wrongArguments(ParameterException wrong, String[] given) {
        CommandLine command = wrong.getCommandLine();
        PrintWriter err = command.getErr();
        err.println("trilith: " + wrong.getMessage());
        Set<String> below = command.getSubcommands().keySet();
        if (!below.isEmpty()) {
            err.println("Commands: " + String.join(", ", below));
        }
        err.println("Try '" + command.getCommandSpec().qualifiedName() + " --help'.");
        return ExitCode.USAGE;
    }

    private static int failed(Exception failure, PrintWriter err) {
        int exitCode = ExitCode.SOFTWARE;
        if (failure instanceof CliFailure told) {
            err.println("trilith: " + told.getMessage());
            exitCode = told.exitCode();
        } else if (failure instanceof InterruptedException) {
            err.println("trilith: interrupted; the lab was stopped.");
        } else {
            err.println("trilith: unexpected failure: " + failure);
        }
        if ("1".equals(System.getenv(DEBUG))) {
            // Asked for by whoever reports a fault: where it came from says more than its message.
            failure.printStackTrace(err);
        }
        return exitCode;
    }
}
