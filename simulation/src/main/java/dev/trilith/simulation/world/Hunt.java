package dev.trilith.simulation.world;

import dev.trilith.simulation.kernel.Violation;

/** Lives worlds until a promise is broken: for bugs that were put in on purpose. */
public final class Hunt {
    private Hunt() {}

    /**
     * Lives worlds from a seed on.
     *
     * @param mostSeeds gives up after so many
     * @param mostMillis gives up after so long
     * @return oracle, a blank and the seed; or "-" if nobody noticed anything
     */
    public static String hunt(long firstSeed, long mostSeeds, long mostMillis) {
        long end = System.nanoTime() + mostMillis * 1_000_000;
        long seed = firstSeed;
        while (seed < firstSeed + mostSeeds && System.nanoTime() < end) {
            Violation found = new World(Settings.of(seed), null).run().violation();
            if (found != null) {
                return found.oracle() + " " + seed;
            }
            seed++;
        }
        return "-";
    }
}
