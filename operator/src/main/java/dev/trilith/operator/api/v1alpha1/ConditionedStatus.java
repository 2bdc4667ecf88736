package dev.trilith.operator.api.v1alpha1;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What every status has: conditions, and the generation of the spec they speak of. */
public interface ConditionedStatus {
    /** The conditions, at most one of each type; null if nobody has written any. */
    @Nullable List<StatusCondition> conditions();

    /** The generation of the spec that the status speaks of; null if nobody has looked. */
    @Nullable Long observedGeneration();

    /** Whether it tells of an end, after which it never changes. */
    default boolean ended() {
        return false;
    }
}
