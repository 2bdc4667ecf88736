package dev.trilith.cli.cluster;

import dev.trilith.operator.api.v1alpha1.ChainSite;
import dev.trilith.operator.api.v1alpha1.StorageSubsystem;
import io.fabric8.kubernetes.client.KubernetesClient;

/** How arrays are reached. */
@FunctionalInterface
interface ArrayWay {
    /** The way to a site's array, which is ready. */
    ArrayDoor open(KubernetesClient client, ChainSite site, StorageSubsystem subsystem);
}
