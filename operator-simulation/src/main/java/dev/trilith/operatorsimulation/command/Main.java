package dev.trilith.operatorsimulation.command;

import picocli.CommandLine;

/** Runs the simulation without the rest of {@code trilith}. */
public final class Main {
    private Main() {}

    /** The same arguments as {@code trilith simulate}. */
    public static void main(String[] arguments) {
        System.exit(new CommandLine(new SimulateOperatorCommand()).execute(arguments));
    }
}
