package dev.trilith.operator.reconcile;

import dev.trilith.core.array.StorageArray;
import dev.trilith.core.definition.Finding;
import dev.trilith.operator.api.v1alpha1.GrantedPeer;
import dev.trilith.operator.api.v1alpha1.SeenNamespace;
import dev.trilith.operator.api.v1alpha1.SiteGrant;
import io.fabric8.kubernetes.api.model.Namespace;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
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
     * Checks that {@code asker} may name {@code namespace}. A namespace that is gone has nobody
     * left to ask, and nothing left to protect. One that is going can be long about it, with its
     * arrays and Secrets alive: it is asked as before.
     *
     * @return what it may do there
     * @throws Obstacle if it may not
     */
    Permit require(Asker asker, String namespace) {
        if (scope == Scope.SITE || namespace.equals(asker.namespace())) {
            return Permit.EVERYTHING;
        }
        Namespace named = cluster.namespace(namespace);
        if (named == null) {
            return Permit.EVERYTHING;
        }
        String identity = identity(asker.namespace());
        Set<String> granted =
                cluster.grants(namespace).stream()
                        .filter(grant -> names(grant, asker, identity))
                        .flatMap(grant -> grant.getSpec().groups().stream())
                        .collect(Collectors.toUnmodifiableSet());
        if (granted.isEmpty() || !granted.containsAll(asker.groups())) {
            throw refusal(asker, namespace, identity);
        }
        return new Permit(namespace, granted);
    }

    /** Whether {@code asker} may name all of {@code namespaces}. */
    boolean given(Asker asker, Stream<String> namespaces) {
        try {
            namespaces.forEach(namespace -> require(asker, namespace));
            return true;
        } catch (Obstacle refused) {
            LOG.debug("no consent: {}", refused.getMessage());
            return false;
        }
    }

    /** Whether {@code namespace} is being deleted, or is not the one that was seen. */
    boolean isGone(String namespace, Collection<SeenNamespace> seen) {
        return new Namespaces(cluster).look(namespace, seen).sign() == Namespaces.Sign.LOST;
    }

    /**
     * Checks that {@code asker} may act on an array, which says itself whose it is.
     *
     * @return what it may do there
     * @throws Obstacle if the owner is a namespace of this cluster that has not agreed
     * @throws dev.trilith.core.array.ArrayFault if the array does not say whose it is
     */
    Permit requireOfOwner(Asker asker, StorageArray array) {
        if (asker.asOwner()) {
            requireOwnership(asker, array);
            return Permit.EVERYTHING;
        }
        if (scope == Scope.SITE) {
            return Permit.EVERYTHING;
        }
        String owner = array.owner();
        int slash = owner.indexOf('/');
        if (slash < 0) {
            return Permit.EVERYTHING;
        }
        String namespace = owner.substring(0, slash);
        Namespace found = cluster.namespace(namespace);
        boolean ofThisCluster =
                found != null && found.getMetadata().getUid().equals(owner.substring(slash + 1));
        return ofThisCluster ? require(asker, namespace) : Permit.EVERYTHING;
    }

    /** What only an owner does takes no grant; where the array tells nobody's name it is free. */
    private void requireOwnership(Asker asker, StorageArray array) {
        String owner = array.owner();
        int slash = owner.indexOf('/');
        if (slash < 0) {
            return;
        }
        String namespace = owner.substring(0, slash);
        String identity = new Namespaces(cluster).look(asker.namespace(), List.of()).uid();
        boolean own =
                namespace.equals(asker.namespace())
                        && (identity == null || owner.substring(slash + 1).equals(identity));
        if (!own) {
            throw Obstacle.wrong(
                    new Finding(
                            "ArrayOfAnother",
                            "array "
                                    + array.name()
                                    + " is of namespace "
                                    + namespace
                                    + " (UID "
                                    + owner.substring(slash + 1)
                                    + "), and only its owner defines its volumes, not namespace "
                                    + asker.namespace()
                                    + ": delete this, and ask the owner to define it there"));
        }
    }

    private String identity(String namespace) {
        Namespace own = cluster.namespace(namespace);
        return own == null ? "" : own.getMetadata().getUid();
    }

    private static boolean names(SiteGrant grant, Asker asker, String identity) {
        return grant.getSpec().peers().stream()
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
