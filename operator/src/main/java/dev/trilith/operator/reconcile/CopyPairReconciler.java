package dev.trilith.operator.reconcile;

import dev.trilith.core.array.PairDefinition;
import dev.trilith.operator.api.v1alpha1.CopyPair;
import dev.trilith.operator.api.v1alpha1.CopyPairSpec;
import dev.trilith.operator.api.v1alpha1.CopyPairStatus;
import dev.trilith.operator.api.v1alpha1.VolumeReference;
import dev.trilith.operator.status.EventSender;
import dev.trilith.operator.status.StatusDoor;
import dev.trilith.operator.status.Verdict;
import dev.trilith.operator.translate.Translation;
import io.javaoperatorsdk.operator.api.config.informer.Informer;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.ControllerConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.javaoperatorsdk.operator.processing.event.source.IndexerResourceCache;
import io.javaoperatorsdk.operator.processing.retry.GradualRetry;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Registers a pair at its arrays, and again when one of them has moved. */
@GradualRetry(maxAttempts = -1, initialInterval = 200, maxInterval = 5000) // for ever
@ControllerConfiguration(
        name = "copypair",
        informer = @Informer(onUpdateFilter = NewContent.class),
        generationAwareEventProcessing = false,
        triggerReconcilerOnAllEvents = true)
public final class CopyPairReconciler implements Reconciler<CopyPair> {
    private final ArrayAccess arrays;
    private final LegDissolution dissolution;
    private final StatusDoor<CopyPair, CopyPairStatus> door;
    private final Duration lookAgain;
    private final Informed.Maker informers;
    private volatile @Nullable IndexerResourceCache<CopyPair> pairs;
    private final Namesakes<CopyPair> namesakes;
    private final Map<String, String> registered = new ConcurrentHashMap<>();

    /**
     * @param world what every reconciler works with
     */
    public CopyPairReconciler(ReconcilerWorld world) {
        this.arrays = new ArrayAccess(world);
        this.dissolution =
                new LegDissolution(
                        world.client(), arrays, new EventSender(world.client(), world.clock()));
        this.door = world.door(CopyPair::new);
        this.lookAgain = world.lookAgain();
        this.informers = world.informers();
        this.namesakes = new Namesakes<>(world.programs().threads(), this::gone);
    }

    @Override
    public List<EventSource<?, CopyPair>> prepareEventSources(
            EventSourceContext<CopyPair> context) {
        pairs = context.getPrimaryCache();
        return PairEvents.sources(informers, context, namesakes);
    }

    @Override
    public UpdateControl<CopyPair> reconcile(CopyPair resource, Context<CopyPair> context) {
        return namesakes.turn(resource, context, () -> live(resource));
    }

    private void gone(CopyPair resource) {
        registered.remove(resource.getMetadata().getUid());
        door.forget(resource);
        dissolution.deleted(resource, others(resource));
    }

    private UpdateControl<CopyPair> live(CopyPair resource) {
        door.sayAgain(resource);
        if (resource.isMarkedForDeletion()) {
            return UpdateControl.noUpdate(); // what is being taken away is not registered
        }
        PairDefinition pair = Translation.pair(resource);
        Verdict verdict = Verdicts.attempt(() -> register(resource, pair));
        door.report(
                resource,
                verdict,
                conditions ->
                        new CopyPairStatus(
                                resource.getMetadata().getGeneration(), pair.leg(), conditions));
        return Verdicts.again(verdict, lookAgain);
    }

    private Verdict register(CopyPair resource, PairDefinition pair) {
        String uid = resource.getMetadata().getUid();
        String before = registered.remove(uid);
        CopyPairSpec spec = resource.getSpec();
        PairRegistration registration =
                new PairRegistration(
                        Asker.of(resource),
                        pair,
                        reach(resource, spec.primary()),
                        reach(resource, spec.secondary()));
        if (!registration.registered() || !registration.fingerprint().equals(before)) {
            registration.register();
        }
        registered.put(uid, registration.fingerprint());
        return Verdict.ready(
                "PairRegistered",
                pair.primary() + " and " + pair.secondary() + " are a pair of leg " + pair.leg());
    }

    private ArrayAccess.Reached reach(CopyPair resource, VolumeReference end) {
        return arrays.reach(
                Asker.of(resource), Translation.namespace(resource, end), end.subsystemRef());
    }

    private List<CopyPair> others(CopyPair resource) {
        return Objects.requireNonNull(pairs)
                .list(p -> !p.getMetadata().getUid().equals(resource.getMetadata().getUid()))
                .toList();
    }
}
