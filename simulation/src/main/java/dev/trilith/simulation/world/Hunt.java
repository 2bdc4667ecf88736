package dev.trilith.simulation.world;

import dev.trilith.simulation.kernel.Violation;
import java.util.function.Function;

/** Lives worlds until a promise is broken: for bugs that were put in on purpose. */
public final class Hunt {
    private Hunt() {}

    /** First seed, stride, number of seeds and milliseconds; says what {@link #hunt} found. */
    public static void main(String[] arguments) {
        hunt(arguments, settings -> new World(settings, null).run());
    }

    /** The same in worlds of another kind. */
    public static void hunt(String[] arguments, Function<Settings, Outcome> world) {
        System.out.println(
                hunt(
                        Long.parseLong(arguments[0]),
                        Long.parseLong(arguments[1]),
                        Long.parseLong(arguments[2]),
                        Long.parseLong(arguments[3]),
                        world));
    }

    /**
     * Lives worlds from a seed on.
     *
     * @param stride from one seed to the next
     * @param mostSeeds gives up after so many
     * @param mostMillis gives up after so long
     * @return oracle, a blank and the seed; or "-" if nobody noticed anything
     */
    private static String hunt(
            long firstSeed,
            long stride,
            long mostSeeds,
            long mostMillis,
            Function<Settings, Outcome> world) {
        long end = System.nanoTime() + mostMillis * 1_000_000;
        long seed = firstSeed;
        for (long i = 0; i < mostSeeds && System.nanoTime() < end; i++) {
            Violation found = world.apply(Settings.of(seed)).violation();
            if (found != null) {
                return found.oracle() + " " + seed;
            }
            seed += stride;
        }
        return "-";
    }
}
