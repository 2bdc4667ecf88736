package dev.trilith.operator.reconcile;

import dev.trilith.core.definition.Finding;
import dev.trilith.operator.api.v1alpha1.DRCycle;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import java.util.Collections;
import java.util.Comparator;
import java.util.Optional;

/**
 * Two cycles of one namespace over one group would order against each other: the older one works.
 */
final class Rivals {
    private static final Comparator<DRCycle> BY_AGE =
            Comparator.comparing((DRCycle c) -> c.getMetadata().getCreationTimestamp())
                    .thenComparing(c -> c.getMetadata().getName());

    private Rivals() {}

    /** What is wrong if an older cycle of the namespace steers one of the groups. */
    static Optional<Finding> of(DRCycle cycle, Context<DRCycle> context) {
        return context.getPrimaryCache()
                .list(cycle.getMetadata().getNamespace(), c -> BY_AGE.compare(c, cycle) < 0)
                .filter(c -> !c.isMarkedForDeletion())
                .filter(c -> !Collections.disjoint(c.getSpec().groups(), cycle.getSpec().groups()))
                .min(BY_AGE)
                .map(older ->
                        new Finding(
                                "GroupTaken",
                                "DRCycle "
                                        + older.getMetadata().getName()
                                        + " steers a group of this one already: delete one of the"
                                        + " two, or give them different groups"));
    }
}
