package dev.trilith.operator.reconcile;

import dev.trilith.core.array.StorageArray;
import dev.trilith.operator.api.v1alpha1.ArrayEndpoints;
import dev.trilith.operator.api.v1alpha1.StorageSubsystem;
import dev.trilith.operator.api.v1alpha1.StorageSubsystemStatus;
import dev.trilith.operator.translate.ArrayDialer;
import io.fabric8.kubernetes.client.KubernetesClient;

/** From a StorageSubsystem's name to the array behind it, at the endpoint that its status names. */
final class ArrayAccess {
    private final KubernetesClient client;
    private final ArrayDialer dialer;

    /**
     * An array that can be asked.
     *
     * @param subsystem the resource behind which it stands
     * @param array the array
     * @param endpoints where it is dialled
     */
    record Reached(StorageSubsystem subsystem, StorageArray array, ArrayEndpoints endpoints) {}

    ArrayAccess(KubernetesClient client, ArrayDialer dialer) {
        this.client = client;
        this.dialer = dialer;
    }

    /**
     * The array of a StorageSubsystem.
     *
     * @throws Obstacle if there is none, or it has no endpoint yet
     */
    Reached reach(String namespace, String name) {
        StorageSubsystem subsystem =
                client.resources(StorageSubsystem.class)
                        .inNamespace(namespace)
                        .withName(name)
                        .get();
        if (subsystem == null) {
            throw Obstacle.notYet(
                    "SubsystemMissing",
                    "StorageSubsystem "
                            + namespace
                            + "/"
                            + name
                            + " does not exist: create it or correct the reference");
        }
        StorageSubsystemStatus status = subsystem.getStatus();
        ArrayEndpoints endpoints = status == null ? null : status.endpoints();
        if (endpoints == null) {
            throw Obstacle.notYet(
                    "ArrayNotReady",
                    "StorageSubsystem "
                            + namespace
                            + "/"
                            + name
                            + " has no endpoint yet: see its conditions");
        }
        return new Reached(subsystem, dialer.dial(name, endpoints.rest(), null), endpoints);
    }
}
