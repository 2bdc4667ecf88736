package dev.trilith.cli;

import dev.trilith.cli.command.TrilithCommand;
import dev.trilith.cli.lab.LabLogging;

/** Starts the command line. */
public final class Trilith {
    private Trilith() {}

    public static void main(String... args) {
        LabLogging.quiet();
        System.exit(TrilithCommand.commandLine().execute(args));
    }
}
