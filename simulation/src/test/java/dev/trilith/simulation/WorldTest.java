package dev.trilith.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trilith.simulation.world.Outcome;
import dev.trilith.simulation.world.Settings;
import dev.trilith.simulation.world.Totals;
import dev.trilith.simulation.world.World;
import org.junit.jupiter.api.Test;

/** Many worlds; how many, {@code -Dtrilith.seeds} says. */
class WorldTest {
    private static final int SEEDS = Integer.getInteger("trilith.seeds", 150);

    private static Outcome live(long seed) {
        return new World(Settings.of(seed), line -> {}).run();
    }

    @Test
    void noPromiseIsBroken() {
        Totals totals = new Totals();
        for (int seed = 1; seed <= SEEDS; seed++) {
            Outcome outcome = live(seed);
            assertThat(outcome.violation())
                    .as("seed %s%n%s", seed, String.join("\n", outcome.newest()))
                    .isNull();
            totals.addAll(outcome.totals());
        }
        assertThat(totals.count("faults")).isGreaterThanOrEqualTo(SEEDS);
        assertThat(totals.count("passes")).isGreaterThanOrEqualTo(2L * SEEDS);
    }

    @Test
    void theSameSeedIsTheSameWorld() {
        for (long seed = 1; seed <= 5; seed++) {
            assertThat(live(seed).hash()).as("seed " + seed).isEqualTo(live(seed).hash());
        }
        assertThat(live(1).hash()).isNotEqualTo(live(2).hash());
    }
}
