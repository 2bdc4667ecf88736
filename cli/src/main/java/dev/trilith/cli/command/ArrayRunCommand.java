package dev.trilith.cli.command;

import dev.trilith.cli.fault.CliFailure;
import dev.trilith.cli.lab.Installation;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Unmatched;

/** Runs one array in the foreground, as a process of its own. */
@Command(
        name = "run",
        description = {
            "Runs one array in the foreground until SIGTERM or Ctrl-C.",
            "See trilith array run --help for its options."
        },
        footer = {
            "",
            "Example:",
            "  trilith array run --name 2a --data DIR --rest-port 8080 --nbd 201b=10809"
                    + " --link-port 9000"
        })
final class ArrayRunCommand implements Callable<Integer> {
    @Unmatched private List<String> arguments = new ArrayList<>();

    @Override
    public Integer call() throws InterruptedException {
        List<String> command = new ArrayList<>(Installation.find().arrayCommand());
        command.add("array");
        command.add("run");
        command.addAll(arguments);
        try {
            Process array = new ProcessBuilder(command).inheritIO().start();
            Runtime.getRuntime().addShutdownHook(new Thread(array::destroy));
            return array.waitFor();
        } catch (IOException e) {
            throw new CliFailure("the array cannot be started: " + e.getMessage(), e);
        }
    }
}
