package dev.trilith.operatorsimulation.world;

import dev.trilith.simulation.world.Outcome;
import dev.trilith.simulation.world.Settings;
import dev.trilith.simulation.world.World;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Worlds that a whole operator steers. */
public final class OperatorWorld {
    private OperatorWorld() {}

    /**
     * Lives one world.
     *
     * @param settings what it is like
     * @param lines is told its timeline, line by line
     */
    public static Outcome run(Settings settings, @Nullable Consumer<String> lines) {
        OperatorLog.quiet();
        return new World(settings, lines, OperatorSteering::new).run();
    }
}
