package dev.trilith.operator.reconcile;

import dev.trilith.core.array.AccessList;
import dev.trilith.operator.api.v1alpha1.GrantedPeer;
import dev.trilith.operator.api.v1alpha1.SiteGrant;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Files on an array what the SiteGrants of its namespace say: each peer with the token it presents
 * and the groups it may act on. What no grant says any more is withdrawn. Nothing is sent when
 * nothing changed. Safe for use by several threads, one at a time for each array.
 */
final class AccessFiling {
    private static final Logger LOG = LoggerFactory.getLogger(AccessFiling.class);

    private final KubernetesClient client;
    private final Credentials credentials;
    private final Namespaces namespaces;

    /** The tokens filed by this process, by array and peer: an array does not tell them. */
    private final Map<String, String> filed = new ConcurrentHashMap<>();

    AccessFiling(KubernetesClient client) {
        this.client = client;
        this.credentials = new Credentials(client);
        this.namespaces = new Namespaces(ClusterView.asking(client));
    }

    /**
     * Brings the list of an array up to date.
     *
     * @param arrayUid identity of the array's resource
     * @param namespace whose grants count
     * @param list the array's
     * @throws dev.trilith.core.array.ArrayFault if the array does not answer or refuses
     */
    void file(String arrayUid, String namespace, AccessList list) {
        Map<String, Wanted> wanted = wanted(namespace);
        Map<String, Set<String>> present = list.granted();
        present.keySet().stream().filter(peer -> !wanted.containsKey(peer)).forEach(list::revoke);
        wanted.forEach((peer, access) -> {
            String key = arrayUid + " " + peer;
            if (!access.groups().equals(present.get(peer))
                    || !access.token().equals(filed.get(key))) {
                list.grant(peer, access.token(), access.groups());
                filed.put(key, access.token());
            }
        });
    }

    private record Wanted(String token, Set<String> groups) {}

    private Map<String, Wanted> wanted(String namespace) {
        Map<String, Wanted> wanted = new HashMap<>();
        List<SiteGrant> grants =
                client.resources(SiteGrant.class).inNamespace(namespace).list().getItems();
        for (SiteGrant grant : grants) {
            for (GrantedPeer peer : grant.getSpec().peers()) {
                String token = token(grant, peer);
                if (token != null && isTheOneAgreed(grant, peer)) {
                    Set<String> groups = new HashSet<>(grant.getSpec().groups());
                    Wanted before = wanted.get(peer.namespace());
                    if (before != null) {
                        groups.addAll(before.groups());
                    }
                    wanted.put(peer.namespace(), new Wanted(token, groups));
                }
            }
        }
        return wanted;
    }

    /** A namespace that was made anew under a known name is somebody else. */
    private boolean isTheOneAgreed(SiteGrant grant, GrantedPeer peer) {
        return Consent.agreed(grant, peer)
                .map(uid -> namespaces.look(peer.namespace(), List.of()).uid())
                .map(uid -> Consent.agreed(grant, peer).orElse("").equals(uid))
                .orElse(true);
    }

    private @Nullable String token(SiteGrant grant, GrantedPeer peer) {
        if (peer.credentialsRef() == null) {
            return null;
        }
        String namespace = grant.getMetadata().getNamespace();
        String wantedBy = "SiteGrant " + grant.getMetadata().getName();
        try {
            return credentials.token(namespace, peer.credentialsRef(), wantedBy);
        } catch (Obstacle e) {
            LOG.debug("the condition of the grant says it too: {}", e.getMessage());
            return null;
        }
    }
}
