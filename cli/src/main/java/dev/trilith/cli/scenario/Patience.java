package dev.trilith.cli.scenario;

import dev.trilith.cli.lab.LabForm;
import java.time.Duration;

/**
 * How long a lab waits before it says that nothing goes on: what a slow machine needs for a small
 * lab, and more for large volumes, which are all copied from one end of the chain to the other.
 */
final class Patience {
    private static final long SLOWEST_BYTES_PER_SECOND = 8 << 20;

    private Patience() {}

    /**
     * A limit for something that may wait for every data volume to be copied once.
     *
     * @param small the limit for volumes so small that they do not count
     * @param lab says how much there is to copy
     */
    static Duration of(Duration small, LabForm lab) {
        long bytes = Math.multiplyExact(lab.volumeBytes(), (long) lab.dataChains());
        return small.plusSeconds(bytes / SLOWEST_BYTES_PER_SECOND);
    }
}
