package dev.trilith.operator.reconcile;

import dev.trilith.operator.api.v1alpha1.ArrayEndpoints;
import dev.trilith.operator.api.v1alpha1.ExternalArray;
import dev.trilith.operator.api.v1alpha1.StorageSubsystem;
import dev.trilith.operator.api.v1alpha1.StorageSubsystemStatus;
import dev.trilith.operator.status.Standing;
import dev.trilith.operator.status.StatusDoor;
import dev.trilith.operator.status.Verdict;
import dev.trilith.operator.translate.EndpointReader;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.javaoperatorsdk.operator.api.config.informer.Informer;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.ControllerConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.javaoperatorsdk.operator.processing.retry.GradualRetry;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Runs an array, or finds one that runs elsewhere, and says where it is dialled. */
@GradualRetry(maxAttempts = -1, initialInterval = 200, maxInterval = 5000) // for ever
@ControllerConfiguration(
        name = "storagesubsystem",
        informer = @Informer(onUpdateFilter = NewContent.class),
        generationAwareEventProcessing = false,
        triggerReconcilerOnAllEvents = true)
public final class StorageSubsystemReconciler implements Reconciler<StorageSubsystem> {
    /** How much rarer than what is under way the silent are looked at. */
    private static final int SELDOM = 20;

    private final ReconcilerWorld world;
    private final WorkloadKeeper workloads;
    private final WorkloadTrouble trouble;
    private final Credentials credentials;
    private final AccessFiling filing;
    private final StatusDoor<StorageSubsystem, StorageSubsystemStatus> door;
    private final Duration lookAgain;
    private final Namesakes<StorageSubsystem> namesakes;

    /**
     * @param world what every reconciler works with
     */
    public StorageSubsystemReconciler(ReconcilerWorld world) {
        KubernetesClient client = world.client();
        this.world = world;
        this.workloads = new WorkloadKeeper(client, world.arrayImage());
        this.trouble = new WorkloadTrouble(client);
        this.credentials = new Credentials(client);
        this.filing = new AccessFiling(client);
        this.door = world.door(StorageSubsystem::new);
        this.lookAgain = world.lookAgain();
        this.namesakes = new Namesakes<>(world.programs().threads(), door::forget);
    }

    @Override
    public List<EventSource<?, StorageSubsystem>> prepareEventSources(
            EventSourceContext<StorageSubsystem> context) {
        return ArrayEvents.sources(world.informers(), context, namesakes);
    }

    @Override
    public UpdateControl<StorageSubsystem> reconcile(
            StorageSubsystem resource, Context<StorageSubsystem> context) {
        RestingTimer.of(context);
        return namesakes.turn(resource, context, () -> live(resource, context));
    }

    private UpdateControl<StorageSubsystem> live(
            StorageSubsystem resource, Context<StorageSubsystem> context) {
        door.sayAgain(resource);
        if (resource.isMarkedForDeletion()) {
            return UpdateControl.noUpdate(); // what is being taken away is not made anew
        }
        AtomicReference<@Nullable ArrayEndpoints> endpoints = new AtomicReference<>();
        Verdict verdict =
                Verdicts.attempt(() -> {
                    world.requireDefinitions();
                    String token = credentials.token(resource);
                    workloads.apply(resource);
                    endpoints.set(endpoints(resource, context));
                    return standing(resource, endpoints.get(), token);
                });
        door.report(
                resource,
                verdict,
                conditions ->
                        new StorageSubsystemStatus(
                                resource.getMetadata().getGeneration(),
                                endpoints.get() == null
                                        ? before(resource, context)
                                        : endpoints.get(),
                                conditions));
        return verdict.standing() == Standing.READY && changesInSilence(resource)
                ? UpdateControl.<StorageSubsystem>noUpdate()
                        .rescheduleAfter(lookAgain.multipliedBy(SELDOM))
                : Verdicts.again(verdict, lookAgain);
    }

    /** An array elsewhere and a Secret send no event when they are lost or changed. */
    private boolean changesInSilence(StorageSubsystem resource) {
        return resource.getSpec().external() != null || credentials.named(resource);
    }

    /** Whatever else is wrong, an array that runs is still where it was. */
    private @Nullable ArrayEndpoints before(
            StorageSubsystem resource, Context<StorageSubsystem> context) {
        StorageSubsystemStatus before = door.current(resource);
        boolean runs =
                resource.getSpec().external() == null
                        && EndpointReader.of(context.getSecondaryResources(EndpointSlice.class))
                                .isPresent();
        return before != null && runs ? before.endpoints() : null;
    }

    private @Nullable ArrayEndpoints endpoints(
            StorageSubsystem resource, Context<StorageSubsystem> context) {
        ExternalArray external = resource.getSpec().external();
        if (external != null) {
            return EndpointReader.of(external);
        }
        ArrayEndpoints inside =
                EndpointReader.of(context.getSecondaryResources(EndpointSlice.class)).orElse(null);
        return inside == null ? null : workloads.outside(resource).orElse(inside);
    }

    private Verdict standing(
            StorageSubsystem resource, @Nullable ArrayEndpoints endpoints, @Nullable String token) {
        String name = resource.getMetadata().getName();
        String namespace = resource.getMetadata().getNamespace();
        if (endpoints == null) {
            throw trouble.find(resource);
        }
        String rest = endpoints.rest();
        world.dialer().dial(name, rest, token).snapshot();
        if (token != null && resource.getSpec().storage() != null) {
            filing.file(
                    resource.getMetadata().getUid(),
                    namespace,
                    world.accessDialer().dial(name, rest, token));
        }
        return Verdict.ready("ArrayAnswers", "array " + name + " answers at " + rest);
    }
}
