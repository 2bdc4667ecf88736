package dev.trilith.operator.reconcile;

import dev.trilith.operator.api.v1alpha1.SeenNamespace;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.util.Collection;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the cluster says of the namespaces that stand for sites. */
final class Namespaces {
    private static final Logger LOG = LoggerFactory.getLogger(Namespaces.class);

    private final ClusterView cluster;

    /** What a namespace tells of its site. */
    enum Sign {
        /** It is there: so is the site, as far as the cluster knows. */
        PRESENT,
        /** It was there and is gone, is going, or is another of the same name: the site is lost. */
        LOST,
        /** It is not there and was never seen, or may not be looked at: it proves nothing. */
        NONE,
        /** The API server did not say: it may well be there. */
        UNKNOWN
    }

    /**
     * One look at a namespace.
     *
     * @param sign what it tells
     * @param uid its identity if it is there, else null
     * @param words the same for people
     * @param going whether it is being deleted, and what is in it may still run
     */
    record Look(Sign sign, @Nullable String uid, String words, boolean going) {
        Look(Sign sign, @Nullable String uid, String words) {
            this(sign, uid, words, false);
        }
    }

    Namespaces(ClusterView cluster) {
        this.cluster = cluster;
    }

    /** Looks at the namespace {@code name}; {@code seen} is what was seen of it before. */
    Look look(String name, Collection<SeenNamespace> seen) {
        Optional<String> before =
                seen.stream()
                        .filter(s -> s.name().equals(name))
                        .map(SeenNamespace::uid)
                        .findFirst();
        Namespace namespace;
        try {
            namespace = cluster.namespace(name);
        } catch (KubernetesClientException e) {
            LOG.warn("namespace {} cannot be looked at: {}", name, e.getMessage());
            boolean forbidden = e.getCode() == HttpURLConnection.HTTP_FORBIDDEN;
            Sign sign = forbidden ? Sign.NONE : Sign.UNKNOWN;
            return new Look(sign, null, "namespace " + name + " cannot be looked at");
        }
        if (namespace == null) {
            return before.isPresent()
                    ? new Look(Sign.LOST, null, "namespace " + name + " is gone")
                    : new Look(Sign.NONE, null, "namespace " + name + " was never seen");
        }
        String uid = namespace.getMetadata().getUid();
        if (namespace.isMarkedForDeletion()) {
            return new Look(Sign.LOST, uid, "namespace " + name + " is being deleted", true);
        }
        if (before.isPresent() && !before.get().equals(uid)) {
            return new Look(Sign.LOST, uid, "namespace " + name + " was deleted and made anew");
        }
        return new Look(Sign.PRESENT, uid, "namespace " + name + " is there");
    }
}
