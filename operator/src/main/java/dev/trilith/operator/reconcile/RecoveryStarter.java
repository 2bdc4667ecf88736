package dev.trilith.operator.reconcile;

import dev.trilith.operator.api.v1alpha1.ChainSite;
import dev.trilith.operator.api.v1alpha1.DRCycle;
import dev.trilith.operator.api.v1alpha1.Recovery;
import dev.trilith.operator.api.v1alpha1.RecoveryPolicy;
import dev.trilith.operator.api.v1alpha1.RecoverySpec;
import dev.trilith.operator.api.v1alpha1.SeenNamespace;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Creates the one Recovery that a loss calls for, however often it is asked. */
final class RecoveryStarter {
    private static final Logger LOG = LoggerFactory.getLogger(RecoveryStarter.class);
    private static final int UID_LETTERS = 8;

    private final KubernetesClient client;
    private final Scope scope;

    RecoveryStarter(ReconcilerWorld world) {
        this.client = world.client();
        this.scope = world.scope();
    }

    /** The name that a loss of the first site gives: the same for the same loss. */
    static String name(DRCycle cycle, List<SeenNamespace> seen) {
        ChainSite first = cycle.getSpec().chain().get(0);
        String identity =
                uid(first.namespace(), seen)
                        .map(uid -> uid.substring(0, Math.min(UID_LETTERS, uid.length())))
                        .orElse("unseen");
        return cycle.getMetadata().getName() + "-" + first.site() + "-lost-" + identity;
    }

    /** The recovery of this loss, if there is one already. */
    Optional<Recovery> find(DRCycle cycle, List<SeenNamespace> seen) {
        return Optional.ofNullable(
                client.resources(Recovery.class)
                        .inNamespace(cycle.getMetadata().getNamespace())
                        .withName(name(cycle, seen))
                        .get());
    }

    /** Creates {@link #recovery the recovery of a loss}, or finds it. */
    Recovery create(Recovery wanted) {
        try {
            return client.resource(wanted).create();
        } catch (KubernetesClientException e) {
            if (e.getCode() != HttpURLConnection.HTTP_CONFLICT) {
                throw e;
            }
            // A quota that was changed at that moment is a conflict too, and nothing was made.
            Recovery found = client.resource(wanted).get();
            if (found == null) {
                throw e;
            }
            return found;
        }
    }

    /** The recovery as it should be created. */
    Recovery recovery(DRCycle cycle, ChainSite own, List<SeenNamespace> seen) {
        RecoveryPolicy policy = cycle.getSpec().recovery();
        Recovery recovery = new Recovery();
        recovery.setMetadata(
                new ObjectMetaBuilder()
                        .withName(name(cycle, seen))
                        .withNamespace(own.namespace())
                        .build());
        recovery.setSpec(
                new RecoverySpec(
                        cycle.getMetadata().getName(),
                        own.site(),
                        cycle.getSpec().chain().get(0).site(),
                        null,
                        cycle.getSpec().chain(),
                        cycle.getSpec().groups(),
                        policy == null ? null : policy.onUnreachable(),
                        policy == null ? null : policy.grace(),
                        seen.isEmpty() ? null : seen));
        return recovery;
    }

    /**
     * Whether a site farther down the chain survives and has a DRCycle of the same group. An
     * operator of one site cannot see that; should two recover, the arrays let only one seal.
     */
    boolean fartherSiteLeads(DRCycle cycle, ChainSite own) {
        if (scope == Scope.SITE) {
            return false;
        }
        List<ChainSite> chain = cycle.getSpec().chain();
        return chain.subList(chain.indexOf(own) + 1, chain.size()).stream()
                .anyMatch(site -> hasStandby(site.namespace(), cycle.getSpec().groups().get(0)));
    }

    private boolean hasStandby(String namespace, String group) {
        try {
            Namespace found = client.namespaces().withName(namespace).get();
            return found != null
                    && !found.isMarkedForDeletion()
                    && client
                            .resources(DRCycle.class)
                            .inNamespace(namespace)
                            .list()
                            .getItems()
                            .stream()
                            .anyMatch(c -> c.getSpec().groups().get(0).equals(group));
        } catch (KubernetesClientException e) {
            if (e.getCode() != HttpURLConnection.HTTP_FORBIDDEN) {
                throw e; // who gets no answer does not know, and asks again before it acts
            }
            // Not allowed to look there: should both recover, the arrays let only one seal.
            LOG.warn("namespace {} cannot be looked at: {}", namespace, e.getMessage());
            return false;
        }
    }

    private static Optional<String> uid(String namespace, List<SeenNamespace> seen) {
        return seen.stream()
                .filter(s -> s.name().equals(namespace))
                .map(SeenNamespace::uid)
                .findFirst();
    }
}
