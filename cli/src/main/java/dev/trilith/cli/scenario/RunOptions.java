package dev.trilith.cli.scenario;

import dev.trilith.core.record.CopyCycleStep;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * What a lab run is asked to do.
 *
 * @param scenario what is lost
 * @param at the step during which the disaster strikes; not used in {@link Scenario#STEADY}
 * @param data the file to write, or null for a tar archive of this repository's sources
 * @param cycles full cycles under load before the disaster, at least 1
 * @param seed chooses the written blocks and the second file's bytes
 */
public record RunOptions(
        Scenario scenario, CopyCycleStep at, @Nullable Path data, int cycles, long seed) {
    public RunOptions {
        if (cycles < 1) {
            throw new IllegalArgumentException(
                    "at least one full cycle must run before the disaster, not " + cycles);
        }
    }
}
