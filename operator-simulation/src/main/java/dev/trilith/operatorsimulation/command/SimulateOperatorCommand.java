package dev.trilith.operatorsimulation.command;

import dev.trilith.operatorsimulation.world.OperatorWorld;
import dev.trilith.simulation.command.SimulateCommand;
import dev.trilith.simulation.world.Outcome;
import dev.trilith.simulation.world.Settings;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Lives worlds that programs steer, or a whole operator. */
@Command(
        name = "simulate",
        mixinStandardHelpOptions = true,
        exitCodeOnExecutionException = SimulateCommand.FAILED,
        description = {
            "Runs arrays, programs, network, disks and clocks in one thread from one seed, among"
                    + " faults far above production, and checks what came of it.",
            "With --count 1 it prints the whole timeline. Exit code 1: a promise was broken; 70: the"
                    + " simulation itself failed, and nothing is known of its worlds."
        })
public final class SimulateOperatorCommand extends SimulateCommand {
    private static final String OPERATOR = "--operator";

    @Option(
            names = OPERATOR,
            description =
                    "The operator's reconcilers steer, over the model of a Kubernetes API server that"
                            + " fails as well.")
    private boolean operator;

    /** For picocli. */
    public SimulateOperatorCommand() {}

    @Override
    protected Outcome live(Settings settings, @Nullable Consumer<String> lines) {
        return operator ? OperatorWorld.run(settings, lines) : super.live(settings, lines);
    }

    @Override
    protected Class<?> main() {
        return Main.class;
    }

    @Override
    protected List<String> kind() {
        return operator ? List.of(OPERATOR) : List.of();
    }
}
