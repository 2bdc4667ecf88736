package dev.trilith.operator.reconcile;

import dev.trilith.operator.api.v1alpha1.ChainSite;
import dev.trilith.operator.api.v1alpha1.Recovery;
import dev.trilith.operator.api.v1alpha1.RecoveryStatus;
import dev.trilith.operator.status.EventSender;
import dev.trilith.operator.status.RecoveryReporter;
import dev.trilith.operator.status.StatusDoor;
import dev.trilith.operator.status.Verdict;
import io.javaoperatorsdk.operator.api.config.informer.Informer;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.ControllerConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.javaoperatorsdk.operator.processing.retry.GradualRetry;
import java.util.List;
import java.util.Optional;

/** Runs R121 once for each Recovery. */
@GradualRetry(maxAttempts = -1, initialInterval = 200, maxInterval = 5000) // for ever
@ControllerConfiguration(
        name = "recovery",
        informer = @Informer(onUpdateFilter = NewContent.class),
        generationAwareEventProcessing = false,
        triggerReconcilerOnAllEvents = true)
public final class RecoveryReconciler implements Reconciler<Recovery> {
    private final ReconcilerWorld world;
    private final StatusDoor<Recovery, RecoveryStatus> door;
    private final Namesakes<Recovery> namesakes;

    /**
     * @param world what every reconciler works with
     */
    public RecoveryReconciler(ReconcilerWorld world) {
        this.world = world;
        this.door = world.door(Recovery::new);
        this.namesakes = new Namesakes<>(world.programs().threads(), this::gone);
    }

    @Override
    public List<EventSource<?, Recovery>> prepareEventSources(
            EventSourceContext<Recovery> context) {
        return List.of(namesakes);
    }

    @Override
    public UpdateControl<Recovery> reconcile(Recovery resource, Context<Recovery> context) {
        return namesakes.turn(resource, context, () -> live(resource));
    }

    private UpdateControl<Recovery> live(Recovery resource) {
        door.sayAgain(resource);
        if (!RecoveryReporter.ended(door.current(resource))) {
            run(key(resource), resource);
        }
        return UpdateControl.noUpdate();
    }

    private static String key(Recovery resource) {
        return "Recovery/" + resource.getMetadata().getUid();
    }

    private void gone(Recovery resource) {
        world.programs().remove(key(resource));
        door.forget(resource);
    }

    private void run(String key, Recovery resource) {
        RecoveryReporter reporter =
                new RecoveryReporter(
                        door, new EventSender(world.client(), world.clock()), world.clock());
        Optional<ChainSite> own =
                resource.getSpec().chain().stream()
                        .filter(s -> s.site().equals(resource.getSpec().site()))
                        .filter(s -> s.namespace().equals(resource.getMetadata().getNamespace()))
                        .findFirst();
        if (own.isEmpty()) {
            reporter.waiting(
                    resource,
                    Verdict.stalled(
                            "NotInChain",
                            "site "
                                    + resource.getSpec().site()
                                    + " of the chain does not have namespace "
                                    + resource.getMetadata().getNamespace()
                                    + ": create the recovery in its site's own namespace"));
            return;
        }
        world.programs()
                .put(
                        key,
                        present ->
                                present != null || RecoveryReporter.ended(door.current(resource))
                                        ? present
                                        : new RecoveryRun(world, reporter, resource, own.get()));
    }
}
