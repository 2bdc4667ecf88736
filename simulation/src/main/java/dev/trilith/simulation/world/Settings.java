package dev.trilith.simulation.world;

/**
 * What a world is like before chance has its say.
 *
 * @param seed everything follows from it
 * @param fewestSites sites of the smallest chain
 * @param mostSites sites of the longest
 */
public record Settings(long seed, int fewestSites, int mostSites) {
    public Settings {
        if (fewestSites < 3 || mostSites > 5 || fewestSites > mostSites) {
            throw new IllegalArgumentException(
                    "a simulated chain has 3 to 5 sites, not " + fewestSites + " to " + mostSites);
        }
    }

    /** A world of three to five sites. */
    public static Settings of(long seed) {
        return new Settings(seed, 3, 5);
    }
}
