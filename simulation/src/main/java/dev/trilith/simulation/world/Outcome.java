package dev.trilith.simulation.world;

import dev.trilith.simulation.kernel.Violation;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What came of one world.
 *
 * @param seed its seed
 * @param violation the broken promise, or null
 * @param hash a number over its whole timeline
 * @param newest its last lines
 * @param totals what it has seen
 */
public record Outcome(
        long seed, @Nullable Violation violation, long hash, List<String> newest, Totals totals) {
    public Outcome {
        newest = List.copyOf(newest);
    }
}
