package dev.trilith.operator.reconcile;

import dev.trilith.operator.api.v1alpha1.ArrayEndpoints;
import dev.trilith.operator.api.v1alpha1.ExternalArray;
import dev.trilith.operator.api.v1alpha1.StorageSubsystem;
import dev.trilith.operator.api.v1alpha1.StorageSubsystemStatus;
import dev.trilith.operator.status.StatusDoor;
import dev.trilith.operator.status.Verdict;
import dev.trilith.operator.translate.ArrayDialer;
import dev.trilith.operator.translate.ArrayNames;
import dev.trilith.operator.translate.ArrayWorkload;
import dev.trilith.operator.translate.EndpointReader;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.javaoperatorsdk.operator.api.config.informer.InformerEventSourceConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.ControllerConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.javaoperatorsdk.operator.processing.event.source.informer.InformerEventSource;
import io.javaoperatorsdk.operator.processing.event.source.informer.Mappers;
import io.javaoperatorsdk.operator.processing.retry.GradualRetry;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Runs an array, or finds one that runs elsewhere, and says where it is dialled. */
@GradualRetry(maxAttempts = -1, initialInterval = 200, maxInterval = 5000) // for ever
@ControllerConfiguration(name = "storagesubsystem")
public final class StorageSubsystemReconciler implements Reconciler<StorageSubsystem> {
    private static final String SERVICE_LABEL = "kubernetes.io/service-name";

    private final KubernetesClient client;
    private final ArrayDialer dialer;
    private final StatusDoor<StorageSubsystem, StorageSubsystemStatus> door;
    private final String defaultImage;
    private final Duration lookAgain;

    /**
     * @param world what every reconciler works with
     */
    public StorageSubsystemReconciler(ReconcilerWorld world) {
        this.client = world.client();
        this.dialer = world.dialer();
        this.door = new StatusDoor<>(client, world.clock(), StorageSubsystem::new);
        this.defaultImage = world.arrayImage();
        this.lookAgain = world.lookAgain();
    }

    @Override
    public List<EventSource<?, StorageSubsystem>> prepareEventSources(
            EventSourceContext<StorageSubsystem> context) {
        return List.of(
                new InformerEventSource<>(
                        InformerEventSourceConfiguration.from(
                                        StatefulSet.class, StorageSubsystem.class)
                                .withName("statefulsets")
                                .withLabelSelector(ArrayNames.SUBSYSTEM_LABEL)
                                .withSecondaryToPrimaryMapper(
                                        Mappers.fromOwnerReferences(StorageSubsystem.class))
                                .build(),
                        context),
                new InformerEventSource<>(
                        InformerEventSourceConfiguration.from(
                                        EndpointSlice.class, StorageSubsystem.class)
                                .withName("endpointslices")
                                .withLabelSelector(SERVICE_LABEL)
                                .withSecondaryToPrimaryMapper(
                                        StorageSubsystemReconciler::subsystemOf)
                                .build(),
                        context));
    }

    @Override
    public UpdateControl<StorageSubsystem> reconcile(
            StorageSubsystem resource, Context<StorageSubsystem> context) {
        Optional<ArrayEndpoints> endpoints = endpoints(resource, context);
        Verdict verdict =
                Verdicts.attempt(() -> {
                    ArrayWorkload.of(resource, defaultImage).forEach(this::apply);
                    return standing(resource, endpoints);
                });
        door.report(
                resource,
                verdict,
                conditions ->
                        new StorageSubsystemStatus(
                                resource.getMetadata().getGeneration(),
                                endpoints.orElse(null),
                                conditions));
        return Verdicts.again(verdict, lookAgain);
    }

    private static Optional<ArrayEndpoints> endpoints(
            StorageSubsystem resource, Context<StorageSubsystem> context) {
        ExternalArray external = resource.getSpec().external();
        return external == null
                ? EndpointReader.of(context.getSecondaryResources(EndpointSlice.class))
                : Optional.of(EndpointReader.of(external));
    }

    private Verdict standing(StorageSubsystem resource, Optional<ArrayEndpoints> endpoints) {
        String name = resource.getMetadata().getName();
        String rest =
                endpoints
                        .map(ArrayEndpoints::rest)
                        .orElseThrow(() ->
                                Obstacle.notYet(
                                        "ArrayNotReady",
                                        "no ready pod behind Service "
                                                + ArrayNames.workload(name)
                                                + " yet: see the StatefulSet of that name"));
        dialer.dial(name, rest, null).snapshot();
        return Verdict.ready("ArrayAnswers", "array " + name + " answers at " + rest);
    }

    private void apply(HasMetadata desired) {
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

    private static Set<ResourceID> subsystemOf(EndpointSlice slice) {
        String service = slice.getMetadata().getLabels().get(SERVICE_LABEL);
        return Optional.ofNullable(service)
                .filter(name -> name.startsWith(ArrayNames.workload("")))
                .map(name -> name.substring(ArrayNames.workload("").length()))
                .map(name -> new ResourceID(name, slice.getMetadata().getNamespace()))
                .stream()
                .collect(Collectors.toSet());
    }
}
