package dev.trilith.simulation.world;

import dev.trilith.simulation.kernel.Violation;

/** Lives worlds until a promise is broken: for bugs that were put in on purpose. */
public final class Hunt {
    private Hunt() {}

    /** First seed, stride, number of seeds and milliseconds; says what {@link #hunt} found. */
    public static void main(String[] arguments) {
        System.out.println(
                hunt(
                        Long.parseLong(arguments[0]),
                        Long.parseLong(arguments[1]),
                        Long.parseLong(arguments[2]),
                        Long.parseLong(arguments[3])));
    }

    /**
     * Lives worlds from a seed on.
     *
     * @param stride from one seed to the next
     * @param mostSeeds gives up after so many
     * @param mostMillis gives up after so long
     * @return oracle, a blank and the seed; or "-" if nobody noticed anything
     */
    static String hunt(long firstSeed, long stride, long mostSeeds, long mostMillis) {
        long end = System.nanoTime() + mostMillis * 1_000_000;
        long seed = firstSeed;
        for (long i = 0; i < mostSeeds && System.nanoTime() < end; i++) {
            Violation found = new World(Settings.of(seed), null).run().violation();
            if (found != null) {
                return found.oracle() + " " + seed;
            }
            seed += stride;
        }
        return "-";
    }
}
