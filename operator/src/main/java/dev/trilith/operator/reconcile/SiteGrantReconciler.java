package dev.trilith.operator.reconcile;

import dev.trilith.operator.api.v1alpha1.GrantedPeer;
import dev.trilith.operator.api.v1alpha1.SeenNamespace;
import dev.trilith.operator.api.v1alpha1.SiteGrant;
import dev.trilith.operator.api.v1alpha1.SiteGrantStatus;
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
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Remembers the identity of every namespace that a grant names, and says if it is another now. */
@GradualRetry(maxAttempts = -1, initialInterval = 200, maxInterval = 5000) // for ever
@ControllerConfiguration(
        name = "sitegrant",
        informer = @Informer(onUpdateFilter = NewContent.class),
        generationAwareEventProcessing = false,
        triggerReconcilerOnAllEvents = true)
public final class SiteGrantReconciler implements Reconciler<SiteGrant> {
    /** How much rarer than other things the peers' namespaces are looked at. */
    private static final int SELDOM = 20;

    /** The same while one of them was never seen: somebody may wait for it. */
    private static final int SOMETIMES = 4;

    private final Namespaces namespaces;
    private final GrantStanding standing;
    private final StatusDoor<SiteGrant, SiteGrantStatus> door;
    private final Duration lookAgain;
    private final Namesakes<SiteGrant> namesakes;

    /**
     * @param world what every reconciler works with
     */
    public SiteGrantReconciler(ReconcilerWorld world) {
        this.namespaces = new Namespaces(ClusterView.asking(world.client()));
        this.standing = new GrantStanding(world.client());
        this.door = world.door(SiteGrant::new);
        this.lookAgain = world.lookAgain();
        this.namesakes = new Namesakes<>(world.programs().threads(), door::forget);
    }

    @Override
    public List<EventSource<?, SiteGrant>> prepareEventSources(
            EventSourceContext<SiteGrant> context) {
        return List.of(namesakes);
    }

    @Override
    public UpdateControl<SiteGrant> reconcile(SiteGrant resource, Context<SiteGrant> context) {
        return namesakes.turn(resource, context, () -> live(resource));
    }

    private UpdateControl<SiteGrant> live(SiteGrant resource) {
        door.sayAgain(resource);
        if (resource.isMarkedForDeletion()) {
            door.forget(resource);
            return UpdateControl.noUpdate();
        }
        SiteGrantStatus before = door.current(resource);
        List<SeenNamespace> seen = seen(resource, before);
        Verdict verdict = Verdicts.attempt(() -> standing.of(resource, seen));
        door.report(
                resource,
                verdict,
                conditions ->
                        new SiteGrantStatus(
                                resource.getMetadata().getGeneration(),
                                seen.isEmpty() ? null : seen,
                                conditions));
        return UpdateControl.<SiteGrant>noUpdate()
                .rescheduleAfter(
                        lookAgain.multipliedBy(allSeen(resource, seen) ? SELDOM : SOMETIMES));
    }

    /** The peers as they were first seen; what the grant no longer names is forgotten. */
    private List<SeenNamespace> seen(SiteGrant resource, @Nullable SiteGrantStatus before) {
        List<SeenNamespace> known =
                before == null || before.namespaces() == null ? List.of() : before.namespaces();
        List<SeenNamespace> seen = new ArrayList<>();
        for (GrantedPeer peer : resource.getSpec().peers()) {
            if (peer.uid() != null) {
                continue;
            }
            Optional<SeenNamespace> remembered =
                    known.stream().filter(s -> s.name().equals(peer.namespace())).findFirst();
            String uid =
                    remembered.isPresent()
                            ? null
                            : namespaces.look(peer.namespace(), List.of()).uid();
            remembered.ifPresent(seen::add);
            if (uid != null) {
                seen.add(new SeenNamespace(peer.namespace(), uid));
            }
        }
        return List.copyOf(seen);
    }

    private static boolean allSeen(SiteGrant resource, List<SeenNamespace> seen) {
        return resource.getSpec().peers().stream()
                .allMatch(peer -> peer.uid() != null || uid(seen, peer.namespace()) != null);
    }

    private static @Nullable String uid(List<SeenNamespace> seen, String namespace) {
        return seen.stream()
                .filter(s -> s.name().equals(namespace))
                .map(SeenNamespace::uid)
                .findFirst()
                .orElse(null);
    }
}
