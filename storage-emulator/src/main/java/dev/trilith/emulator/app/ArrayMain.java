package dev.trilith.emulator.app;

import dev.trilith.emulator.engine.EngineFault;
import io.quarkus.runtime.annotations.QuarkusMain;
import picocli.CommandLine;

/** Starts an array from the command line: {@code array run ...}. */
@QuarkusMain
public final class ArrayMain {
    private ArrayMain() {}

    public static void main(String... args) {
        System.exit(commandLine().execute(args));
    }

    /** The command line, with its errors in one sentence: exit code 2 for usage, 1 for the rest. */
    static CommandLine commandLine() {
        return new CommandLine(new TrilithCommand())
                .setParameterExceptionHandler((wrong, given) -> {
                    CommandLine command = wrong.getCommandLine();
                    command.getErr().println("trilith: " + wrong.getMessage());
                    command.getErr()
                            .println(
                                    "Try '"
                                            + command.getCommandSpec().qualifiedName()
                                            + " --help'.");
                    return CommandLine.ExitCode.USAGE;
                })
                .setExecutionExceptionHandler((fault, command, parsed) -> {
                    if (fault instanceof StartFault || fault instanceof EngineFault) {
                        command.getErr().println("trilith: " + fault.getMessage());
                        return CommandLine.ExitCode.SOFTWARE;
                    }
                    throw fault;
                });
    }
}
