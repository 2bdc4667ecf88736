package dev.trilith.operator.reconcile;

import dev.trilith.core.array.StorageArray;
import dev.trilith.core.definition.Site;
import dev.trilith.operator.api.v1alpha1.ArrayEndpoints;
import dev.trilith.operator.api.v1alpha1.StorageSubsystem;
import dev.trilith.operator.api.v1alpha1.StorageSubsystemStatus;
import dev.trilith.operator.translate.ArrayDialer;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * From a StorageSubsystem's name to the array behind it, at the endpoint that its status names and
 * with the token that its Secret holds.
 *
 * <p>An array of another site is looked for first among the external StorageSubsystems of the
 * asker's own namespace: that is all an operator of one site can see. An operator of the whole
 * cluster then looks into the other site's namespace, if that has given its consent.
 */
final class ArrayAccess {
    private final ReconcilerWorld world;
    private final ClusterView cluster;
    private final ArrayDialer dialer;
    private final Scope scope;
    private final Consent consent;
    private final Credentials credentials;

    /**
     * An array that can be asked.
     *
     * @param subsystem the resource behind which it stands
     * @param array the array
     * @param endpoints where it is dialled
     * @param token what it is shown; null if it asks for none
     */
    record Reached(
            StorageSubsystem subsystem,
            StorageArray array,
            ArrayEndpoints endpoints,
            @Nullable String token) {
        @Override
        public String toString() {
            return array + " at " + endpoints.rest(); // without the token
        }
    }

    /** Access that asks the API server every time. */
    ArrayAccess(ReconcilerWorld world) {
        this(world, ClusterView.asking(world.client()));
    }

    /** Access that reads the cluster by {@code cluster}. */
    ArrayAccess(ReconcilerWorld world, ClusterView cluster) {
        this.world = world;
        this.cluster = cluster;
        this.dialer = world.dialer();
        this.scope = world.scope();
        this.consent = new Consent(cluster, scope);
        this.credentials = new Credentials(world.client());
    }

    /**
     * The array of a StorageSubsystem.
     *
     * @param asker in whose name
     * @param namespace the namespace of the site whose array it is
     * @param name the StorageSubsystem
     * @throws Obstacle if there is none, it has no endpoint or token yet, or its owner has not
     *     agreed
     */
    Reached reach(Asker asker, String namespace, String name) {
        world.requireDefinitions();
        StorageSubsystem subsystem = find(asker, namespace, name);
        if (subsystem == null) {
            throw missing(asker, namespace, name);
        }
        return reach(asker, subsystem);
    }

    private Reached reach(Asker asker, StorageSubsystem subsystem) {
        String name = subsystem.getMetadata().getName();
        StorageSubsystemStatus status = subsystem.getStatus();
        ArrayEndpoints endpoints = status == null ? null : status.endpoints();
        if (endpoints == null) {
            throw Obstacle.notYet(
                    "ArrayNotReady",
                    "StorageSubsystem "
                            + subsystem.getMetadata().getNamespace()
                            + "/"
                            + name
                            + " has no endpoint yet: see its conditions");
        }
        String token = credentials.token(subsystem);
        StorageArray array = dialer.dial(name, endpoints.rest(), token);
        if (subsystem.getSpec().external() != null) {
            consent.requireOfOwner(asker, array);
        }
        return new Reached(subsystem, array, endpoints, token);
    }

    /**
     * The array of a site of which only a record tells: as its StorageSubsystem says today, if one
     * can be seen, else where the record says.
     *
     * @throws Obstacle if its owner has not agreed
     */
    Located locate(Asker asker, Site site) {
        Optional<Reached> seen = seen(asker, site);
        if (seen.isPresent()) {
            return new Located(seen.get().endpoints().rest(), seen.get().token());
        }
        if (!site.namespace().equals(asker.namespace())) {
            consent.require(asker, site.namespace());
        }
        return new Located(site.endpoint(), null);
    }

    /**
     * Where an array is dialled.
     *
     * @param endpoint its management interface; empty if nobody knows
     * @param token what it is shown; null if nothing
     */
    record Located(String endpoint, @Nullable String token) {
        @Override
        public String toString() {
            return endpoint; // without the token
        }
    }

    private Optional<Reached> seen(Asker asker, Site site) {
        StorageSubsystem subsystem = find(asker, site.namespace(), site.array());
        if (subsystem == null
                || subsystem.getStatus() == null
                || subsystem.getStatus().endpoints() == null) {
            return Optional.empty();
        }
        return Optional.of(reach(asker, subsystem));
    }

    private @Nullable StorageSubsystem find(Asker asker, String namespace, String name) {
        StorageSubsystem own = cluster.subsystem(asker.namespace(), name);
        boolean stands =
                own != null
                        && (namespace.equals(asker.namespace())
                                || own.getSpec().external() != null);
        if (stands || namespace.equals(asker.namespace()) || scope == Scope.SITE) {
            return stands ? own : null;
        }
        consent.require(asker, namespace);
        return cluster.subsystem(namespace, name);
    }

    private Obstacle missing(Asker asker, String namespace, String name) {
        if (scope == Scope.SITE && !namespace.equals(asker.namespace())) {
            return Obstacle.notYet(
                    "PeerNotDefined",
                    "array "
                            + name
                            + " is of another site, "
                            + namespace
                            + ", and this operator sees namespace "
                            + asker.namespace()
                            + " only: create StorageSubsystem "
                            + asker.namespace()
                            + "/"
                            + name
                            + " with external.endpoint");
        }
        return Obstacle.notYet(
                "SubsystemMissing",
                "StorageSubsystem "
                        + namespace
                        + "/"
                        + name
                        + " does not exist: create it or correct the reference");
    }
}
