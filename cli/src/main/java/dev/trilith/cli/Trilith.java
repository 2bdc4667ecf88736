package dev.trilith.cli;

import dev.trilith.cli.command.TrilithCommand;

/** Starts the command line. */
public final class Trilith {
    private Trilith() {}

    public static void main(String... args) {
        System.exit(TrilithCommand.commandLine().execute(args));
    }
}
