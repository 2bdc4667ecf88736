package dev.trilith.bench;

import java.nio.file.Path;

/**
 * What a run is asked for.
 *
 * @param root the sources, with the built array
 * @param work a folder of the run's own, on the disk that is measured
 * @param rounds how often everything is measured, after one warm-up
 * @param sizeBytes size of a volume
 */
public record Settings(Path root, Path work, int rounds, long sizeBytes) {
    /** The fewest rounds whose medians are worth writing down. */
    public static final int FULL_ROUNDS = 5;

    /** The volume size that the goals speak of. */
    public static final long FULL_SIZE_BYTES = 1L << 30;

    /** Whether the figures are those that the documents may show. */
    public boolean full() {
        return rounds >= FULL_ROUNDS && sizeBytes >= FULL_SIZE_BYTES;
    }
}
