package dev.trilith.operator.reconcile;

import dev.trilith.core.definition.Finding;
import dev.trilith.operator.api.v1alpha1.ChainSite;
import dev.trilith.operator.api.v1alpha1.DRCycle;
import dev.trilith.operator.api.v1alpha1.DRCycleStatus;
import dev.trilith.operator.status.Standing;
import dev.trilith.operator.status.StatusDoor;
import dev.trilith.operator.status.Verdict;
import dev.trilith.operator.translate.Translation;
import io.fabric8.kubernetes.api.model.Namespace;
import io.javaoperatorsdk.operator.api.config.informer.Informer;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.ControllerConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.javaoperatorsdk.operator.processing.retry.GradualRetry;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Keeps P120 at work where the cycle is Active, and the watch where it is Standby. */
@GradualRetry(maxAttempts = -1, initialInterval = 200, maxInterval = 5000) // for ever
@ControllerConfiguration(
        name = "drcycle",
        informer = @Informer(onUpdateFilter = NewContent.class),
        generationAwareEventProcessing = false,
        triggerReconcilerOnAllEvents = true)
public final class DRCycleReconciler implements Reconciler<DRCycle> {
    /** How much rarer a Standby looks while all is well; what sends events is seen at once. */
    private static final int CALM = 4;

    private static final String KEY = "DRCycle/";
    private static final Duration AT_ONCE = Duration.ofMillis(10);

    /** How much rarer an Active's tokens are read again. */
    private static final int SELDOM = 20;

    private final ReconcilerWorld world;
    private final WatchedView<DRCycle> cluster;
    private final StatusDoor<DRCycle, DRCycleStatus> door;
    private final ActiveCycle active;
    private final StandbyCycle standby;
    private final Namesakes<DRCycle> namesakes;

    /**
     * @param world what every reconciler works with
     */
    public DRCycleReconciler(ReconcilerWorld world) {
        this.world = world;
        this.door = world.door(DRCycle::new);
        this.cluster = new WatchedView<>(ClusterView.asking(world.client()));
        ArrayAccess arrays = new ArrayAccess(world, cluster);
        this.active = new ActiveCycle(world, cluster, arrays, door);
        this.standby = new StandbyCycle(world, cluster, arrays, door);
        this.namesakes = new Namesakes<>(world.programs().threads(), this::gone);
    }

    @Override
    public List<EventSource<?, DRCycle>> prepareEventSources(EventSourceContext<DRCycle> context) {
        return CycleEvents.sources(context, world, cluster, namesakes);
    }

    @Override
    public UpdateControl<DRCycle> reconcile(DRCycle resource, Context<DRCycle> context) {
        return namesakes.turn(resource, context, () -> live(resource, context));
    }

    private UpdateControl<DRCycle> live(DRCycle resource, Context<DRCycle> context) {
        door.sayAgain(resource);
        String key = KEY + resource.getMetadata().getUid();
        Optional<ChainSite> own = Translation.ownSite(resource);
        if (resource.isMarkedForDeletion()) {
            gone(resource);
            return UpdateControl.noUpdate();
        }
        if (namespaceGoes(resource)) {
            world.programs().remove(key);
            return UpdateControl.noUpdate();
        }
        if (own.isEmpty()) {
            return Verdicts.again(notInChain(resource), world.lookAgain());
        }
        Optional<Finding> rival = Rivals.of(resource, context);
        if (rival.isPresent()) {
            world.programs().remove(key);
            Verdict verdict = Verdict.stalled(rival.get());
            refused(resource, verdict);
            return Verdicts.again(verdict, world.lookAgain());
        }
        if (own.get().equals(resource.getSpec().chain().get(0))) {
            Verdict verdict = active.keepAtWork(key, resource);
            return verdict.standing() == Standing.READY
                    // A Secret that is changed sends no event.
                    ? UpdateControl.<DRCycle>noUpdate()
                            .rescheduleAfter(world.lookAgain().multipliedBy(SELDOM))
                    : Verdicts.again(verdict, world.lookAgain());
        }
        Instant began = world.clock().instant();
        boolean quiet = standby.look(resource, own.get());
        Duration pace = quiet ? world.lookAgain().multipliedBy(CALM) : world.lookAgain();
        return UpdateControl.<DRCycle>noUpdate()
                .rescheduleAfter(rest(pace, began, world.clock().instant()));
    }

    private void gone(DRCycle resource) {
        world.programs().remove(KEY + resource.getMetadata().getUid());
        standby.forget(resource);
        door.forget(resource);
    }

    /**
     * From the beginning of a look: one that waits for a silent array has waited enough. A clock
     * that was set back meanwhile must not let a Standby rest for as long.
     */
    static Duration rest(Duration pace, Instant began, Instant now) {
        Duration looked = Duration.between(began, now);
        Duration rest = looked.isNegative() ? pace : pace.minus(looked);
        return rest.compareTo(AT_ONCE) > 0 ? rest : AT_ONCE;
    }

    /** Nothing is ordered from a namespace that is being deleted. */
    private boolean namespaceGoes(DRCycle resource) {
        Namespace namespace = cluster.namespace(resource.getMetadata().getNamespace());
        return namespace == null || namespace.isMarkedForDeletion();
    }

    private Verdict notInChain(DRCycle resource) {
        Verdict verdict =
                Verdict.stalled(
                        "NotInChain",
                        "no site of the chain has namespace "
                                + resource.getMetadata().getNamespace()
                                + ": a DRCycle lives in the namespace of a site of its chain");
        refused(resource, verdict);
        return verdict;
    }

    private void refused(DRCycle resource, Verdict verdict) {
        door.report(
                resource,
                verdict,
                conditions ->
                        DRCycleStatus.bare(resource.getMetadata().getGeneration(), conditions));
    }
}
