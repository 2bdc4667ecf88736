package dev.trilith.operatorsimulation.world;

import dev.trilith.simulation.world.Hunt;
import dev.trilith.simulation.world.PlantedBugs;
import java.nio.file.Files;
import java.nio.file.Path;

/** Lives worlds that an operator steers until a promise is broken: for bugs put in on purpose. */
public final class OperatorHunt {
    private OperatorHunt() {}

    /** First seed, stride, number of seeds and milliseconds; says what was found. */
    public static void main(String[] arguments) {
        Hunt.hunt(arguments, settings -> OperatorWorld.run(settings, null));
    }

    /** The bugs of the operator. */
    public static PlantedBugs bugs(Path root, Path scratch) {
        return new PlantedBugs(
                root, scratch, "operator-simulation/src/test/bugs", OperatorHunt.class);
    }

    /** Hunts them. */
    public static final class All {
        private All() {}

        /** All of them, or those whose names begin with an argument. */
        public static void main(String[] names) throws Exception {
            Path root = Path.of(System.getProperty("trilith.root", "."));
            bugs(root, Files.createTempDirectory("planted-bugs")).huntAll(names);
        }
    }
}
