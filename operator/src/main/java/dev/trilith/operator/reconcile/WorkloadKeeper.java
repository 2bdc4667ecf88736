package dev.trilith.operator.reconcile;

import dev.trilith.operator.api.v1alpha1.ArrayEndpoints;
import dev.trilith.operator.api.v1alpha1.ArrayService;
import dev.trilith.operator.api.v1alpha1.StorageSubsystem;
import dev.trilith.operator.status.StatusDoor;
import dev.trilith.operator.translate.ArrayNames;
import dev.trilith.operator.translate.ArrayWorkload;
import dev.trilith.operator.translate.EndpointReader;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Keeps in the cluster what runs an array. Nothing is sent when nothing would change. */
final class WorkloadKeeper {
    private final KubernetesClient client;
    private final String defaultImage;

    /**
     * @param client the cluster
     * @param defaultImage the image of arrays whose resource names none
     */
    WorkloadKeeper(KubernetesClient client, String defaultImage) {
        this.client = client;
        this.defaultImage = defaultImage;
    }

    /** Makes or changes the objects that run the array; none for an external one. */
    void apply(StorageSubsystem subsystem) {
        if (subsystem.getSpec().storage() == null) {
            return;
        }
        ArrayWorkload.of(subsystem, defaultImage, owner(subsystem)).forEach(this::apply);
        if (!ArrayWorkload.reachesFar(subsystem.getSpec().service()) && outer(subsystem) != null) {
            apply(ArrayWorkload.closed(subsystem));
        }
    }

    /**
     * Where other clusters reach the array; empty if only this one is to.
     *
     * @throws Obstacle if they are to, and the cluster has given no address yet
     */
    Optional<ArrayEndpoints> outside(StorageSubsystem subsystem) {
        ArrayService wanted = subsystem.getSpec().service();
        if (wanted == null || !ArrayWorkload.reachesFar(wanted)) {
            return Optional.empty();
        }
        Service outer = outer(subsystem);
        Optional<ArrayEndpoints> found =
                outer == null ? Optional.empty() : EndpointReader.of(outer, wanted.host());
        if (found.isEmpty()) {
            throw Obstacle.notYet(
                    "ServicePending",
                    "Service "
                            + ArrayNames.external(subsystem.getMetadata().getName())
                            + " has no address yet: see that the cluster has a load balancer");
        }
        return found;
    }

    private @Nullable Service outer(StorageSubsystem subsystem) {
        return client.services()
                .inNamespace(subsystem.getMetadata().getNamespace())
                .withName(ArrayNames.external(subsystem.getMetadata().getName()))
                .get();
    }

    private String owner(StorageSubsystem subsystem) {
        String name = subsystem.getMetadata().getNamespace();
        Namespace namespace = client.namespaces().withName(name).get();
        return namespace == null ? "" : name + "/" + namespace.getMetadata().getUid();
    }

    private void apply(HasMetadata desired) {
        DesiredState.mark(desired);
        HasMetadata actual = client.resource(desired).get();
        if (actual == null || !DesiredState.holds(desired, actual)) {
            client.resource(desired)
                    .patch(
                            new PatchContext.Builder()
                                    .withPatchType(PatchType.SERVER_SIDE_APPLY)
                                    .withFieldManager(StatusDoor.FIELD_MANAGER)
                                    .withForce(true)
                                    .build());
        }
    }
}
