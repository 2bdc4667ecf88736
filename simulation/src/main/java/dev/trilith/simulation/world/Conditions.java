package dev.trilith.simulation.world;

import dev.trilith.core.array.FreezeMode;
import dev.trilith.core.cycle.CycleSettings;
import java.time.Duration;
import java.util.SplittableRandom;

/**
 * What a world is like while nothing goes wrong.
 *
 * @param sites sites of the chain
 * @param freezeMode what host writes do during the freeze
 * @param interval time between the starts of two passes
 * @param freezeDeadline when a holding freeze ends by itself
 */
public record Conditions(
        int sites, FreezeMode freezeMode, Duration interval, Duration freezeDeadline) {
    static Conditions drawn(SplittableRandom random, Settings given) {
        int more = given.mostSites() - given.fewestSites() + 1;
        int sites = given.fewestSites() + (random.nextInt(3) == 0 ? random.nextInt(more) : 0);
        FreezeMode mode = random.nextInt(3) == 0 ? FreezeMode.GO : FreezeMode.HOLD;
        return new Conditions(
                sites,
                mode,
                Duration.ofMillis(200L << random.nextInt(5)),
                Duration.ofMillis(500L << random.nextInt(3)));
    }

    /** What the user then asks of the cycle. */
    CycleSettings settings(boolean paused) {
        return new CycleSettings(interval, freezeMode, freezeDeadline, paused, "");
    }

    @Override
    public String toString() {
        return sites + " sites, freeze " + freezeMode + ", interval " + interval;
    }
}
