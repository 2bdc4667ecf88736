package dev.trilith.cli.cluster;

import dev.trilith.cli.fault.CliFailure;
import dev.trilith.operator.api.v1alpha1.DRCycle;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Finds the one DRCycle that a rehearsal is about, wherever its chain begins. */
final class CycleFinder {
    private CycleFinder() {}

    /**
     * The DRCycle in the namespace of its chain's first site.
     *
     * @param clusters where to look
     * @param wanted its {@code NAMESPACE/NAME}, or null if there is but one
     * @throws CliFailure if there is none, or more than one
     */
    static DRCycle find(ClusterAccess clusters, @Nullable String wanted) {
        List<DRCycle> found = new ArrayList<>();
        for (KubernetesClient client : clusters.all()) {
            for (DRCycle cycle : list(clusters, client, wanted)) {
                String first = cycle.getSpec().chain().getFirst().namespace();
                boolean active = first.equals(cycle.getMetadata().getNamespace());
                if (active && (wanted == null || wanted.equals(key(cycle)))) {
                    found.add(cycle);
                }
            }
        }
        if (found.isEmpty()) {
            throw new CliFailure(
                    (wanted == null ? "no DRCycle begins" : "there is no DRCycle " + wanted)
                            + " in "
                            + clusters.words()
                            + ": install the lab with helm install lab helm/trilith-lab.");
        }
        if (found.size() > 1) {
            throw new CliFailure(
                    "there is more than one DRCycle in "
                            + clusters.words()
                            + ": name one with --cycle, "
                            + found.stream()
                                    .map(CycleFinder::key)
                                    .collect(Collectors.joining(" or "))
                            + ".");
        }
        return found.getFirst();
    }

    private static List<DRCycle> list(
            ClusterAccess clusters, KubernetesClient client, @Nullable String wanted) {
        try {
            // Who may not look everywhere may still look where the cycle is said to be.
            return wanted == null
                    ? client.resources(DRCycle.class).inAnyNamespace().list().getItems()
                    : client.resources(DRCycle.class)
                            .inNamespace(wanted.substring(0, wanted.indexOf('/')))
                            .list()
                            .getItems();
        } catch (KubernetesClientException e) {
            throw ClusterFailure.of(clusters.words(), e);
        }
    }

    private static String key(DRCycle cycle) {
        return cycle.getMetadata().getNamespace() + "/" + cycle.getMetadata().getName();
    }
}
