package dev.trilith.cli.host;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What a host is asked to write.
 *
 * @param volumes where, in this order; a check must name them in the same one
 * @param perSecond how many writes it sends in a second at most
 * @param count how many writes it sends in all; 0 for no end
 * @param run the run's identity; null to go on with the one that is there, or begin a new one
 * @param patience it gives up when nothing was acknowledged for so long; zero to try for ever
 */
public record HostPlan(
        List<HostVolume> volumes,
        int perSecond,
        long count,
        @Nullable UUID run,
        Duration patience) {
    /** Faster than any array here. */
    public static final int FASTEST = 1_000_000;

    public HostPlan {
        volumes = List.copyOf(volumes);
        Set<String> names = new HashSet<>();
        for (HostVolume volume : volumes) {
            if (!names.add(volume.name()) || !names.add(volume.uri().toString())) {
                throw new IllegalArgumentException(
                        "--volume " + volume.name() + "=" + volume.uri() + " is given twice");
            }
        }
        if (perSecond < 1 || perSecond > FASTEST) {
            throw new IllegalArgumentException(
                    "a host sends 1 to " + FASTEST + " writes in a second, not " + perSecond);
        }
        if (count < 0) {
            throw new IllegalArgumentException("a host sends at least one write, not " + count);
        }
    }
}
