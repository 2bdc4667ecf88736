package dev.trilith.cli;

import dev.trilith.cli.command.TrilithCommand;
import dev.trilith.cli.lab.LabLogging;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Starts the command line. */
public final class Trilith {
    private static final Logger LOG = Logger.getLogger(Trilith.class.getName());

    private Trilith() {}

    public static void main(String... args) {
        LabLogging.quiet();
        // Of threads that the operator's framework has at work while a lab ends, for one.
        Thread.setDefaultUncaughtExceptionHandler((thread, failure) ->
                LOG.log(Level.SEVERE, "in thread " + thread.getName(), failure));
        System.exit(TrilithCommand.commandLine().execute(args));
    }
}
