package dev.trilith.operator.reconcile;

import dev.trilith.core.definition.Finding;
import dev.trilith.operator.api.v1alpha1.GrantedPeer;
import dev.trilith.operator.api.v1alpha1.SeenNamespace;
import dev.trilith.operator.api.v1alpha1.SiteGrant;
import dev.trilith.operator.api.v1alpha1.SiteGrantSpec;
import dev.trilith.operator.status.Verdict;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Says what a grant is worth: whether its peers are the agreed ones, and have tokens. */
final class GrantStanding {
    private final GrantedPeers peers;
    private final Credentials credentials;

    GrantStanding(KubernetesClient client) {
        this.peers = new GrantedPeers(client);
        this.credentials = new Credentials(client);
    }

    /**
     * What the grant is worth.
     *
     * @param resource the grant
     * @param seen the peers' namespaces as they were first seen
     * @throws Obstacle if a token is missing, or an older grant gives the peer another
     */
    Verdict of(SiteGrant resource, List<SeenNamespace> seen) {
        Verdict verdict = Verdict.ready("Granted", granted(resource.getSpec()));
        for (GrantedPeer peer : resource.getSpec().peers()) {
            Optional<String> agreed =
                    peer.uid() == null ? seen(seen, peer.namespace()) : Optional.of(peer.uid());
            String uid = agreed.orElse("");
            switch (peers.identity(resource, peer, agreed)) {
                case REPLACED -> {
                    return replaced(peer, uid);
                }
                case GONE ->
                        verdict =
                                Verdict.ready(
                                        "PeerGone",
                                        "namespace "
                                                + peer.namespace()
                                                + ", for which with UID "
                                                + uid
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
                                                + uid
                                                + ": whoever shows its token is let in");
                case OPEN, SAME -> {}
            }
            credentials(resource, peer);
        }
        return verdict;
    }

    private static String granted(SiteGrantSpec spec) {
        return spec.peers().stream().map(GrantedPeer::namespace).collect(Collectors.joining(", "))
                + " may name this site for "
                + String.join(", ", spec.groups());
    }

    private static Verdict replaced(GrantedPeer peer, String agreed) {
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

    private static Optional<String> seen(List<SeenNamespace> seen, String namespace) {
        return seen.stream()
                .filter(s -> s.name().equals(namespace))
                .map(SeenNamespace::uid)
                .findFirst();
    }
}
