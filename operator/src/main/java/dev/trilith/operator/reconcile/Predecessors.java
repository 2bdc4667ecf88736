package dev.trilith.operator.reconcile;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Which resource bore a name last. One that is deleted and made anew in one moment is only seen
 * anew: nobody tells that the first is gone, and what is done for it would go on beside what is
 * done for the second. Safe for use by several threads.
 *
 * @param <R> the kind
 */
final class Predecessors<R extends HasMetadata> {
    private final Map<ResourceID, R> last = new ConcurrentHashMap<>();

    /** The resource of this name that was seen before, if it was another one. */
    Optional<R> before(R resource) {
        R before = last.put(ResourceID.fromResource(resource), resource);
        return Optional.ofNullable(before)
                .filter(b -> !b.getMetadata().getUid().equals(resource.getMetadata().getUid()));
    }

    /** Nobody bears the name any more, unless another one does already. */
    void gone(R resource) {
        last.computeIfPresent(
                ResourceID.fromResource(resource),
                (id, seen) ->
                        seen.getMetadata().getUid().equals(resource.getMetadata().getUid())
                                ? null
                                : seen);
    }
}
