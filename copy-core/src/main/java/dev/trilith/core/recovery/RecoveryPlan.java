package dev.trilith.core.recovery;

import dev.trilith.core.array.ImageLabel;
import dev.trilith.core.array.VolumeAddress;
import dev.trilith.core.definition.Finding;
import java.util.List;

/**
 * The ordered steps of a recovery, from what the arrays show. Immutable.
 *
 * @param site the name of the site at which hosts are given access; empty if there is none
 * @param steps what will be done, in order
 * @param recoveryPoint the image that hosts will find; {@code INCOMPLETE} if there is none
 * @param volumes the volumes that hosts will be given
 * @param mayBeLost what may be missing from that image, and why
 * @param obstacles why the plan cannot be carried out now, or at all; empty if it can
 */
public record RecoveryPlan(
        String site,
        List<RecoveryStep> steps,
        ImageLabel recoveryPoint,
        List<VolumeAddress> volumes,
        List<Finding> mayBeLost,
        List<Finding> obstacles) {
    public RecoveryPlan {
        steps = List.copyOf(steps);
        volumes = List.copyOf(volumes);
        mayBeLost = List.copyOf(mayBeLost);
        obstacles = List.copyOf(obstacles);
    }

    /** Whether the plan can be carried out with what answers now. */
    public boolean possible() {
        return obstacles.isEmpty();
    }
}
