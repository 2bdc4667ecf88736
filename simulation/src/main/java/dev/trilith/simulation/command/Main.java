package dev.trilith.simulation.command;

import picocli.CommandLine;

/** Runs the simulation without the rest of {@code trilith}. */
public final class Main {
    private Main() {}

    /** The same arguments as {@code trilith simulate}. */
    public static void main(String[] arguments) {
        System.exit(run(new SimulateCommand(), arguments));
    }

    /**
     * Runs it in a process of its own.
     *
     * @return its exit code; never that of a broken promise if it failed itself
     */
    public static int run(SimulateCommand command, String... arguments) {
        try {
            return new CommandLine(command).execute(arguments);
        } catch (Error e) {
            // A JVM that ends with an error ends with 1, as if a promise had been broken.
            e.printStackTrace();
            return SimulateCommand.FAILED;
        }
    }
}
