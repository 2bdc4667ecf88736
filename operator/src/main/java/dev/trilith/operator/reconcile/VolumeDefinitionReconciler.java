package dev.trilith.operator.reconcile;

import dev.trilith.core.array.VolumeSpec;
import dev.trilith.operator.api.v1alpha1.StorageSubsystem;
import dev.trilith.operator.api.v1alpha1.VolumeDefinition;
import dev.trilith.operator.api.v1alpha1.VolumeDefinitionStatus;
import dev.trilith.operator.status.StatusDoor;
import dev.trilith.operator.status.Verdict;
import dev.trilith.operator.translate.Translation;
import io.javaoperatorsdk.operator.api.config.informer.Informer;
import io.javaoperatorsdk.operator.api.config.informer.InformerEventSourceConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.ControllerConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.javaoperatorsdk.operator.processing.retry.GradualRetry;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/** Carries a volume definition to program 122, and program 122's answer back. */
@GradualRetry(maxAttempts = -1, initialInterval = 200, maxInterval = 5000) // for ever
@ControllerConfiguration(
        name = "volumedefinition",
        informer = @Informer(onUpdateFilter = NewContent.class),
        generationAwareEventProcessing = false,
        triggerReconcilerOnAllEvents = true)
public final class VolumeDefinitionReconciler implements Reconciler<VolumeDefinition> {
    private final VolumeFiling filing;
    private final StatusDoor<VolumeDefinition, VolumeDefinitionStatus> door;
    private final Duration lookAgain;
    private final Informed.Maker informers;
    private final Namesakes<VolumeDefinition> namesakes;

    /**
     * @param world what every reconciler works with
     */
    public VolumeDefinitionReconciler(ReconcilerWorld world) {
        this.filing = new VolumeFiling(new ArrayAccess(world));
        this.door = world.door(VolumeDefinition::new);
        this.lookAgain = world.lookAgain();
        this.informers = world.informers();
        this.namesakes = new Namesakes<>(world.programs().threads(), door::forget);
    }

    @Override
    public List<EventSource<?, VolumeDefinition>> prepareEventSources(
            EventSourceContext<VolumeDefinition> context) {
        return List.of(
                informers
                        .watch(
                                InformerEventSourceConfiguration.from(
                                                StorageSubsystem.class, VolumeDefinition.class)
                                        .withName("subsystems")
                                        .withSecondaryToPrimaryMapper(subsystem ->
                                                context.getPrimaryCache()
                                                        .list(v -> isOf(v, subsystem))
                                                        .map(ResourceID::fromResource)
                                                        .collect(Collectors.toSet()))
                                        .build(),
                                context)
                        .source(),
                namesakes);
    }

    @Override
    public UpdateControl<VolumeDefinition> reconcile(
            VolumeDefinition resource, Context<VolumeDefinition> context) {
        return namesakes.turn(resource, context, () -> live(resource, context));
    }

    private UpdateControl<VolumeDefinition> live(
            VolumeDefinition resource, Context<VolumeDefinition> context) {
        door.sayAgain(resource);
        if (resource.isMarkedForDeletion()) {
            return UpdateControl.noUpdate(); // what is being taken away is not defined
        }
        Verdict verdict = Verdicts.attempt(() -> filing.define(resource, older(resource, context)));
        door.report(
                resource,
                verdict,
                conditions ->
                        new VolumeDefinitionStatus(
                                resource.getMetadata().getGeneration(), conditions));
        return Verdicts.again(verdict, lookAgain);
    }

    private static List<VolumeSpec> older(
            VolumeDefinition resource, Context<VolumeDefinition> context) {
        Comparator<VolumeDefinition> byAge =
                Comparator.comparing((VolumeDefinition v) -> v.getMetadata().getCreationTimestamp())
                        .thenComparing(v -> v.getMetadata().getName());
        return context.getPrimaryCache()
                .list(resource.getMetadata().getNamespace(), v -> byAge.compare(v, resource) < 0)
                .filter(v -> v.getSpec().subsystemRef().equals(resource.getSpec().subsystemRef()))
                .map(Translation::volume)
                .toList();
    }

    private static boolean isOf(VolumeDefinition volume, StorageSubsystem subsystem) {
        return volume.getMetadata().getNamespace().equals(subsystem.getMetadata().getNamespace())
                && volume.getSpec().subsystemRef().equals(subsystem.getMetadata().getName());
    }
}
