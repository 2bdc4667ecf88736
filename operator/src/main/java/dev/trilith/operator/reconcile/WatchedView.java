package dev.trilith.operator.reconcile;

import dev.trilith.operator.api.v1alpha1.SiteGrant;
import dev.trilith.operator.api.v1alpha1.StorageSubsystem;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespace;
import io.javaoperatorsdk.operator.api.config.ControllerConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.IndexedResourceCache;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A view from what a controller watches anyway, so that looking again and again costs the API
 * server nothing. Because the same watch that changes the view also wakes the controller, a view
 * that lags is put right by the event it lags behind. What is not watched is asked for, and so is
 * bad news: that a namespace is gone or going counts only if the API server says so now.
 *
 * @param <P> the kind that the controller reconciles
 */
final class WatchedView<P extends HasMetadata> implements ClusterView {
    private final ClusterView asking;
    private volatile @Nullable Watches watches;

    /**
     * What is watched.
     *
     * @param namespaces null where the operator may not watch them
     * @param seen the namespaces whose objects are watched; empty for all
     */
    private record Watches(
            IndexedResourceCache<StorageSubsystem> subsystems,
            IndexedResourceCache<SiteGrant> grants,
            @Nullable IndexedResourceCache<Namespace> namespaces,
            Set<String> seen) {
        boolean cover(String namespace) {
            return seen.isEmpty() || seen.contains(namespace);
        }
    }

    WatchedView(ClusterView asking) {
        this.asking = asking;
    }

    /** Reads from these from now on. */
    void follow(
            IndexedResourceCache<StorageSubsystem> subsystems,
            IndexedResourceCache<SiteGrant> grants,
            @Nullable IndexedResourceCache<Namespace> namespaces,
            ControllerConfiguration<P> controller) {
        boolean all = controller.getInformerConfig().watchAllNamespaces();
        Set<String> seen = all ? Set.of() : controller.getEffectiveNamespaces();
        watches = new Watches(subsystems, grants, namespaces, seen);
    }

    @Override
    public @Nullable StorageSubsystem subsystem(String namespace, String name) {
        Watches present = watches;
        return present != null && present.cover(namespace)
                ? present.subsystems().get(new ResourceID(name, namespace)).orElse(null)
                : asking.subsystem(namespace, name);
    }

    @Override
    public List<SiteGrant> grants(String namespace) {
        Watches present = watches;
        return present != null && present.cover(namespace)
                ? present.grants().list(namespace, grant -> true).toList()
                : asking.grants(namespace);
    }

    @Override
    public @Nullable Namespace namespace(String name) {
        Watches present = watches;
        if (present != null && present.namespaces() != null) {
            Namespace watched = present.namespaces().get(new ResourceID(name)).orElse(null);
            if (watched != null && !watched.isMarkedForDeletion()) {
                return watched;
            }
        }
        return asking.namespace(name);
    }
}
