package dev.trilith.operator.status;

import dev.trilith.operator.api.v1alpha1.ConditionedStatus;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The status of every resource as this process last found or wrote it, for those who only look: the
 * metrics. Safe for use by many threads.
 */
public final class ShownStatuses {
    private final Map<String, Shown> byUid = new ConcurrentHashMap<>();

    /**
     * A status, and whose it is.
     *
     * @param kind for example {@code DRCycle}
     * @param namespace where the resource is
     * @param name what it is called
     * @param status what it shows
     */
    public record Shown(String kind, String namespace, String name, ConditionedStatus status) {}

    /** All of them, in no order; a copy. */
    public Collection<Shown> all() {
        return List.copyOf(byUid.values());
    }

    /** Remembers what a resource shows. */
    public void put(HasMetadata resource, ConditionedStatus status) {
        byUid.put(
                resource.getMetadata().getUid(),
                new Shown(
                        resource.getKind(),
                        resource.getMetadata().getNamespace(),
                        resource.getMetadata().getName(),
                        status));
    }

    /** Forgets a resource that is gone. */
    public void remove(HasMetadata resource) {
        byUid.remove(resource.getMetadata().getUid());
    }
}
