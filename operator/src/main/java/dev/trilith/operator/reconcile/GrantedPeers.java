package dev.trilith.operator.reconcile;

import dev.trilith.operator.api.v1alpha1.GrantedPeer;
import dev.trilith.operator.api.v1alpha1.SiteGrant;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which peers the SiteGrants of a namespace let in with a token, and whether each is still the one
 * that was agreed on. Safe for use by several threads.
 */
final class GrantedPeers {
    private static final Logger LOG = LoggerFactory.getLogger(GrantedPeers.class);

    private static final Comparator<SiteGrant> BY_AGE =
            Comparator.comparing((SiteGrant g) -> g.getMetadata().getCreationTimestamp())
                    .thenComparing(g -> g.getMetadata().getName());

    private final KubernetesClient client;
    private final ClusterView cluster;
    private final Credentials credentials;

    /** What was seen of a peer's namespace, for the times when it may not be looked at. */
    private final Map<String, Identity> lastSeen = new ConcurrentHashMap<>();

    /** What a peer's namespace is, measured by the UID that the grant is for. */
    enum Identity {
        /** No UID is agreed on yet, so there is nothing to compare. */
        OPEN,
        /** It is the one. */
        SAME,
        /** It has another UID: it was deleted and made anew. */
        REPLACED,
        /** It was of this cluster, and is not there any more. */
        GONE,
        /** It cannot be seen from here: it is of another cluster, or may not be looked at. */
        UNSEEN;

        /** Whether the token that was given to it still counts. */
        boolean counts() {
            return this != REPLACED && this != GONE;
        }
    }

    /**
     * A peer with the token that a grant gives it.
     *
     * @param grant the grant
     * @param peer the peer in it
     * @param token the token
     */
    record Entry(SiteGrant grant, GrantedPeer peer, String token) {
        @Override
        public String toString() {
            return grant.getMetadata().getName() + " for " + peer.namespace(); // without the token
        }
    }

    GrantedPeers(KubernetesClient client) {
        this.client = client;
        this.cluster = ClusterView.asking(client);
        this.credentials = new Credentials(client);
    }

    /**
     * Every peer with a token that counts, those of the older grants first. An array knows each
     * peer by one token: where grants give a peer two, the oldest grant's is the one.
     */
    List<Entry> entries(String namespace) {
        return client.resources(SiteGrant.class).inNamespace(namespace).list().getItems().stream()
                .sorted(BY_AGE)
                .flatMap(this::entries)
                .toList();
    }

    private Stream<Entry> entries(SiteGrant grant) {
        return grant.getSpec().peers().stream()
                .flatMap(peer ->
                        token(grant, peer).map(token -> new Entry(grant, peer, token)).stream())
                .filter(e -> identity(grant, e.peer(), Consent.agreed(grant, e.peer())).counts());
    }

    /**
     * Whether the peer's namespace is the agreed one.
     *
     * @throws KubernetesClientException if the API server does not say
     */
    Identity identity(SiteGrant grant, GrantedPeer peer, Optional<String> agreed) {
        if (agreed.isEmpty()) {
            return Identity.OPEN;
        }
        String key = grant.getMetadata().getUid() + " " + peer.namespace() + " " + agreed.get();
        Namespace found;
        try {
            found = cluster.namespace(peer.namespace());
        } catch (KubernetesClientException e) {
            if (e.getCode() != HttpURLConnection.HTTP_FORBIDDEN) {
                throw e;
            }
            LOG.debug("namespace {} may not be looked at: {}", peer.namespace(), e.getMessage());
            return lastSeen.getOrDefault(key, Identity.UNSEEN);
        }
        if (found == null) {
            boolean ofThisCluster = peer.uid() == null || lastSeen.containsKey(key);
            return ofThisCluster ? Identity.GONE : Identity.UNSEEN;
        }
        boolean same = found.getMetadata().getUid().equals(agreed.get());
        Identity seen = same ? Identity.SAME : Identity.REPLACED;
        lastSeen.put(key, seen);
        return seen;
    }

    private Optional<String> token(SiteGrant grant, GrantedPeer peer) {
        if (peer.credentialsRef() == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(
                    credentials.token(
                            grant.getMetadata().getNamespace(),
                            peer.credentialsRef(),
                            "SiteGrant " + grant.getMetadata().getName()));
        } catch (Obstacle e) {
            LOG.debug("the condition of the grant says it too: {}", e.getMessage());
            return Optional.empty();
        }
    }
}
