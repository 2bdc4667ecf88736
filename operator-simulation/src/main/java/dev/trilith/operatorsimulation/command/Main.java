package dev.trilith.operatorsimulation.command;

/** Runs the simulation without the rest of {@code trilith}. */
public final class Main {
    private Main() {}

    /** The same arguments as {@code trilith simulate}. */
    public static void main(String[] arguments) {
        System.exit(
                dev.trilith.simulation.command.Main.run(new SimulateOperatorCommand(), arguments));
    }
}
