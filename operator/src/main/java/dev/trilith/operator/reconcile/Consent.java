package dev.trilith.operator.reconcile;

import dev.trilith.core.array.ArrayFault;
import dev.trilith.core.array.StorageArray;
import dev.trilith.operator.api.v1alpha1.GrantedPeer;
import dev.trilith.operator.api.v1alpha1.SeenNamespace;
import dev.trilith.operator.api.v1alpha1.SiteGrant;
import io.fabric8.kubernetes.api.model.Namespace;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether the owner of a namespace lets another one name it: a SiteGrant of that namespace must
 * name the other by its identity, and every group concerned. An operator that sees only its own
 * namespace cannot look; there the array itself asks for the token that goes with the grant.
 */
final class Consent {
    private static final Logger LOG = LoggerFactory.getLogger(Consent.class);

    private final ClusterView cluster;
    private final Scope scope;

    Consent(ClusterView cluster, Scope scope) {
        this.cluster = cluster;
        this.scope = scope;
    }

    /**
     * Checks that {@code asker} may name {@code namespace}. A namespace that is gone or going has
     * nobody left to ask, and nothing left to protect.
     *
     * @throws Obstacle if it may not
     */
    void require(Asker asker, String namespace) {
        if (scope == Scope.SITE || namespace.equals(asker.namespace())) {
            return;
        }
        Namespace named = cluster.namespace(namespace);
        if (named == null || named.isMarkedForDeletion()) {
            return;
        }
        String identity = identity(asker.namespace());
        boolean granted =
                cluster.grants(namespace).stream()
                        .anyMatch(grant -> covers(grant, asker, identity));
        if (!granted) {
            throw refusal(asker, namespace, identity);
        }
    }

    /**
     * Checks that {@code asker} may act on an array, which says itself whose it is. One that does
     * not answer cannot be acted on either.
     *
     * @throws Obstacle if the owner is a namespace of this cluster that has not agreed
     */
    void requireOfOwner(Asker asker, StorageArray array) {
        String owner = scope == Scope.SITE ? "" : owner(array);
        int slash = owner.indexOf('/');
        if (slash < 0) {
            return;
        }
        String namespace = owner.substring(0, slash);
        Namespace found = cluster.namespace(namespace);
        boolean ofThisCluster =
                found != null && found.getMetadata().getUid().equals(owner.substring(slash + 1));
        if (ofThisCluster) {
            require(asker, namespace);
        }
    }

    private static String owner(StorageArray array) {
        try {
            return array.owner();
        } catch (ArrayFault.Unreachable e) {
            LOG.debug("{} does not say whose it is: {}", array, e.getMessage());
            return "";
        }
    }

    private String identity(String namespace) {
        Namespace own = cluster.namespace(namespace);
        return own == null ? "" : own.getMetadata().getUid();
    }

    private static boolean covers(SiteGrant grant, Asker asker, String identity) {
        return grant.getSpec().groups().containsAll(asker.groups())
                && grant.getSpec().peers().stream()
                        .filter(peer -> peer.namespace().equals(asker.namespace()))
                        .anyMatch(peer -> agreed(grant, peer).filter(identity::equals).isPresent());
    }

    /** The identity that the grant is for: the one it names, else the one first seen. */
    static Optional<String> agreed(SiteGrant grant, GrantedPeer peer) {
        if (peer.uid() != null) {
            return Optional.of(peer.uid());
        }
        List<SeenNamespace> seen =
                grant.getStatus() == null ? null : grant.getStatus().namespaces();
        return seen == null
                ? Optional.empty()
                : seen.stream()
                        .filter(s -> s.name().equals(peer.namespace()))
                        .map(SeenNamespace::uid)
                        .findFirst();
    }

    private static Obstacle refusal(Asker asker, String namespace, String identity) {
        return Obstacle.forbidden(
                "NotGranted",
                "no SiteGrant in namespace "
                        + namespace
                        + " lets namespace "
                        + asker.namespace()
                        + " (UID "
                        + identity
                        + ") name it for group "
                        + String.join(", ", asker.groups())
                        + ": ask the owner of "
                        + namespace
                        + " to create or extend one");
    }
}
