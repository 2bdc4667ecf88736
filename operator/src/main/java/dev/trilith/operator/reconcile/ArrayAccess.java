package dev.trilith.operator.reconcile;

import dev.trilith.core.array.ArrayFault;
import dev.trilith.core.array.StorageArray;
import dev.trilith.core.definition.Site;
import dev.trilith.operator.api.v1alpha1.ArrayEndpoints;
import dev.trilith.operator.api.v1alpha1.SeenNamespace;
import dev.trilith.operator.api.v1alpha1.StorageSubsystem;
import dev.trilith.operator.api.v1alpha1.StorageSubsystemStatus;
import dev.trilith.operator.translate.ArrayDialer;
import java.util.Collection;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * From a StorageSubsystem's name to the array behind it, at the endpoint that its status names and
 * with the token that its Secret holds.
 *
 * <p>An array of another site is looked for first among the external StorageSubsystems of the
 * asker's own namespace: that is all an operator of one site can see. An operator of the whole
 * cluster then looks into the other site's namespace, if that has given its consent.
 */
final class ArrayAccess {
    private static final Logger LOG = LoggerFactory.getLogger(ArrayAccess.class);

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
     * @param permit what the asker may do there
     */
    record Reached(
            StorageSubsystem subsystem,
            StorageArray array,
            ArrayEndpoints endpoints,
            @Nullable String token,
            Permit permit) {
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
     * @throws ArrayFault if an array that somebody else runs does not say whose it is
     */
    Reached reach(Asker asker, String namespace, String name) {
        world.requireDefinitions();
        Found found = find(asker, namespace, name);
        StorageSubsystem subsystem = found.subsystem();
        if (subsystem == null) {
            throw missing(asker, namespace, name);
        }
        Dialled dialled = dialled(subsystem);
        Permit permit = found.permit();
        if (subsystem.getSpec().external() != null) {
            permit = permit.and(consent.requireOfOwner(asker, dialled.array()));
        }
        return new Reached(
                subsystem, dialled.array(), dialled.endpoints(), dialled.token(), permit);
    }

    /**
     * The array of a site of which only a record tells: as its StorageSubsystem says today, if one
     * can be seen, else where the record says. A site whose namespace is being deleted, or was
     * deleted and made anew, counts as lost, and no recovery touches its array: where its consent
     * or its token went first, it is nowhere.
     *
     * @param seen the namespaces as they were seen before
     * @throws Obstacle if its owner has not agreed
     */
    Located locate(Asker asker, Site site, Collection<SeenNamespace> seen) {
        try {
            StorageSubsystem subsystem = find(asker, site.namespace(), site.array()).subsystem();
            if (subsystem != null
                    && subsystem.getStatus() != null
                    && subsystem.getStatus().endpoints() != null) {
                return locate(asker, subsystem);
            }
            consent.require(asker, site.namespace());
            return new Located(site.endpoint(), null);
        } catch (Obstacle e) {
            if (consent.isGone(site.namespace(), seen)) {
                return new Located("", null);
            }
            throw e;
        }
    }

    private Located locate(Asker asker, StorageSubsystem subsystem) {
        Dialled dialled = dialled(subsystem);
        if (subsystem.getSpec().external() != null) {
            try {
                consent.requireOfOwner(asker, dialled.array());
            } catch (ArrayFault.Unreachable e) {
                // That it is silent may be the loss. Whoever acts on it asks whose it is first.
                LOG.debug("{} does not say whose it is: {}", dialled.array(), e.getMessage());
            }
        }
        return new Located(dialled.endpoints().rest(), dialled.token());
    }

    /** Whether the owners of all these namespaces let {@code asker} name them. */
    boolean mayName(Asker asker, Stream<String> namespaces) {
        return consent.given(asker, namespaces);
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

    private record Dialled(StorageArray array, ArrayEndpoints endpoints, @Nullable String token) {
        @Override
        public String toString() {
            return array + " at " + endpoints.rest(); // without the token
        }
    }

    private Dialled dialled(StorageSubsystem subsystem) {
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
        return new Dialled(dialer.dial(name, endpoints.rest(), token), endpoints, token);
    }

    /**
     * A StorageSubsystem, if there is one, and what may be done on its array as far as the
     * namespace in which it was found says.
     */
    private record Found(@Nullable StorageSubsystem subsystem, Permit permit) {}

    private Found find(Asker asker, String namespace, String name) {
        StorageSubsystem own = cluster.subsystem(asker.namespace(), name);
        boolean stands =
                own != null
                        && (namespace.equals(asker.namespace())
                                || own.getSpec().external() != null);
        if (stands || namespace.equals(asker.namespace()) || scope == Scope.SITE) {
            return new Found(stands ? own : null, Permit.EVERYTHING);
        }
        Permit permit = consent.require(asker, namespace);
        return new Found(cluster.subsystem(namespace, name), permit);
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
