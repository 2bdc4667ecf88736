package dev.trilith.operator.reconcile;

import dev.trilith.core.definition.Finding;
import dev.trilith.operator.api.v1alpha1.GrantedPeer;
import dev.trilith.operator.api.v1alpha1.SeenNamespace;
import dev.trilith.operator.api.v1alpha1.SiteGrant;
import dev.trilith.operator.api.v1alpha1.SiteGrantStatus;
import dev.trilith.operator.status.StatusDoor;
import dev.trilith.operator.status.Verdict;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.ControllerConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.retry.GradualRetry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Remembers the identity of every namespace that a grant names, and says if it is another now. */
@GradualRetry(maxAttempts = -1, initialInterval = 200, maxInterval = 5000) // for ever
@ControllerConfiguration(name = "sitegrant", triggerReconcilerOnAllEvents = true)
public final class SiteGrantReconciler implements Reconciler<SiteGrant> {
    /** How much rarer than other things the peers' namespaces are looked at. */
    private static final int SELDOM = 20;

    /** The same while one of them was never seen: somebody may wait for it. */
    private static final int SOMETIMES = 4;

    private final Namespaces namespaces;
    private final GrantedPeers peers;
    private final Credentials credentials;
    private final StatusDoor<SiteGrant, SiteGrantStatus> door;
    private final Duration lookAgain;

    /**
     * @param world what every reconciler works with
     */
    public SiteGrantReconciler(ReconcilerWorld world) {
        this.namespaces = new Namespaces(ClusterView.asking(world.client()));
        this.peers = new GrantedPeers(world.client());
        this.credentials = new Credentials(world.client());
        this.door = world.door(SiteGrant::new);
        this.lookAgain = world.lookAgain();
    }

    @Override
    public UpdateControl<SiteGrant> reconcile(SiteGrant resource, Context<SiteGrant> context) {
        if (context.isPrimaryResourceDeleted() || resource.isMarkedForDeletion()) {
            door.forget(resource);
            return UpdateControl.noUpdate();
        }
        SiteGrantStatus before = door.current(resource);
        List<SeenNamespace> seen = seen(resource, before);
        Verdict verdict = Verdicts.attempt(() -> standing(resource, seen));
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

    private Verdict standing(SiteGrant resource, List<SeenNamespace> seen) {
        Verdict verdict = Verdict.ready("Granted", "the peers may name this site for these groups");
        for (GrantedPeer peer : resource.getSpec().peers()) {
            String agreed = peer.uid() == null ? uid(seen, peer.namespace()) : peer.uid();
            switch (peers.identity(resource, peer, Optional.ofNullable(agreed))) {
                case REPLACED -> {
                    return replaced(peer, String.valueOf(agreed));
                }
                case GONE ->
                        verdict =
                                Verdict.ready(
                                        "PeerGone",
                                        "namespace "
                                                + peer.namespace()
                                                + ", for which with UID "
                                                + agreed
                                                + " the grant is, is gone: nobody is let in in its"
                                                + " name");
                case UNSEEN ->
                        verdict =
                                Verdict.ready(
                                        "UidNotChecked",
                                        "namespace "
                                                + peer.namespace()
                                                + " cannot be seen from here, so nobody checks that"
                                                + " it has UID "
                                                + agreed
                                                + ": whoever shows its token is let in");
                case OPEN, SAME -> {}
            }
            credentials(resource, peer);
        }
        return verdict;
    }

    private Verdict replaced(GrantedPeer peer, String agreed) {
        return Verdict.stalled(
                "PeerReplaced",
                "the grant is for namespace "
                        + peer.namespace()
                        + " with UID "
                        + agreed
                        + ", and the one of that name has another: it is refused; to trust it,"
                        + " write its UID into spec.peers[].uid");
    }

    /** An array knows a peer by one token. */
    private void credentials(SiteGrant resource, GrantedPeer peer) {
        if (peer.credentialsRef() == null) {
            return;
        }
        String namespace = resource.getMetadata().getNamespace();
        String name = resource.getMetadata().getName();
        String token = credentials.token(namespace, peer.credentialsRef(), "SiteGrant " + name);
        Optional<GrantedPeers.Entry> oldest =
                peers.entries(namespace).stream()
                        .filter(entry -> entry.peer().namespace().equals(peer.namespace()))
                        .findFirst();
        if (oldest.isPresent() && !oldest.get().token().equals(token)) {
            throw Obstacle.wrong(
                    new Finding(
                            "PeerHasAnotherToken",
                            "SiteGrant "
                                    + oldest.get().grant().getMetadata().getName()
                                    + ", which is older, gives namespace "
                                    + peer.namespace()
                                    + " another token, and an array knows a peer by one: this"
                                    + " grant opens nothing to it; name the same Secret in both,"
                                    + " or put the groups into one grant"));
        }
    }

    private static @Nullable String uid(List<SeenNamespace> seen, String namespace) {
        return seen.stream()
                .filter(s -> s.name().equals(namespace))
                .map(SeenNamespace::uid)
                .findFirst()
                .orElse(null);
    }
}
