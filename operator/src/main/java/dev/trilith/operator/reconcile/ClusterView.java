package dev.trilith.operator.reconcile;

import dev.trilith.operator.api.v1alpha1.SiteGrant;
import dev.trilith.operator.api.v1alpha1.StorageSubsystem;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a decision reads of the cluster, wherever it is read from. Safe for several threads. */
interface ClusterView {
    /** The StorageSubsystem {@code name}; null if there is none. */
    @Nullable StorageSubsystem subsystem(String namespace, String name);

    /** The grants of a namespace. */
    List<SiteGrant> grants(String namespace);

    /**
     * The namespace {@code name}; null if there is none.
     *
     * @throws io.fabric8.kubernetes.client.KubernetesClientException if it may not be looked at
     */
    @Nullable Namespace namespace(String name);

    /** A view that asks the API server every time. */
    static ClusterView asking(KubernetesClient client) {
        return new ClusterView() {
            @Override
            public @Nullable StorageSubsystem subsystem(String namespace, String name) {
                return client.resources(StorageSubsystem.class)
                        .inNamespace(namespace)
                        .withName(name)
                        .get();
            }

            @Override
            public List<SiteGrant> grants(String namespace) {
                return client.resources(SiteGrant.class).inNamespace(namespace).list().getItems();
            }

            @Override
            public @Nullable Namespace namespace(String name) {
                return client.namespaces().withName(name).get();
            }
        };
    }
}
