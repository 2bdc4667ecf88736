package dev.trilith.cli.cluster;

import dev.trilith.cli.fault.CliFailure;
import dev.trilith.operator.api.v1alpha1.ChainSite;
import dev.trilith.operator.api.v1alpha1.ConditionedStatus;
import dev.trilith.operator.api.v1alpha1.DRCycle;
import dev.trilith.operator.api.v1alpha1.Recovery;
import dev.trilith.operator.api.v1alpha1.StatusCondition;
import dev.trilith.operator.api.v1alpha1.StorageSubsystem;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the resources of all sites say, as they were read at one time.
 *
 * @param cycles every DRCycle, Active and Standby
 * @param recoveries every Recovery
 * @param subsystems every StorageSubsystem
 * @param silent of each cluster that did not answer, why
 */
public record LabStatus(
        List<DRCycle> cycles,
        List<Recovery> recoveries,
        List<StorageSubsystem> subsystems,
        List<String> silent) {
    public LabStatus {
        cycles = List.copyOf(cycles);
        recoveries = List.copyOf(recoveries);
        subsystems = List.copyOf(subsystems);
        silent = List.copyOf(silent);
    }

    /**
     * Reads everything that answers: a cluster may be the one that was lost.
     *
     * @param clients one for each cluster
     * @throws CliFailure if none of them answers
     */
    public static LabStatus read(Collection<KubernetesClient> clients) {
        List<DRCycle> cycles = new ArrayList<>();
        List<Recovery> recoveries = new ArrayList<>();
        List<StorageSubsystem> subsystems = new ArrayList<>();
        List<CliFailure> failures = new ArrayList<>();
        for (KubernetesClient client : clients) {
            try {
                cycles.addAll(all(client, DRCycle.class));
                recoveries.addAll(all(client, Recovery.class));
                subsystems.addAll(all(client, StorageSubsystem.class));
            } catch (KubernetesClientException e) {
                String where = "the cluster at " + client.getConfiguration().getMasterUrl();
                failures.add(ClusterFailure.of(where, e));
            }
        }
        if (failures.size() == clients.size()) {
            throw failures.getFirst();
        }
        return new LabStatus(
                cycles,
                recoveries,
                subsystems,
                failures.stream().map(CliFailure::getMessage).toList());
    }

    private static <R extends HasMetadata> List<R> all(KubernetesClient client, Class<R> type) {
        return client.resources(type).inAnyNamespace().list().getItems();
    }

    /** The cycles by their chain: one Active, and a Standby for each further site with a host. */
    public Map<List<ChainSite>, List<DRCycle>> byChain() {
        Map<List<ChainSite>, List<DRCycle>> chains = new LinkedHashMap<>();
        for (DRCycle cycle : cycles) {
            chains.computeIfAbsent(cycle.getSpec().chain(), chain -> new ArrayList<>()).add(cycle);
        }
        return chains;
    }

    /** Whether the data of all chains is protected; that of none is unknown. */
    public Protection protection() {
        Protection worst =
                cycles.isEmpty() || !silent.isEmpty() ? Protection.UNKNOWN : Protection.PROTECTED;
        for (List<DRCycle> chain : byChain().values()) {
            Protection one = protection(chain);
            if (one == Protection.NOT_PROTECTED || worst == Protection.PROTECTED) {
                worst = one;
            }
        }
        return worst;
    }

    /** Whether one chain's data is protected, as its cycles say. */
    public static Protection protection(List<DRCycle> chain) {
        boolean claimed = false;
        for (DRCycle cycle : chain) {
            Optional<StatusCondition> claim = condition(cycle.getStatus(), "Protected");
            if (claim.isPresent() && claim.get().status().equals("False")) {
                return Protection.NOT_PROTECTED;
            }
            claimed |= active(cycle) && claim.isPresent() && claim.get().status().equals("True");
        }
        return claimed ? Protection.PROTECTED : Protection.UNKNOWN;
    }

    /** Whether the cycle is in the namespace of its chain's first site. */
    public static boolean active(DRCycle cycle) {
        return cycle.getSpec()
                .chain()
                .getFirst()
                .namespace()
                .equals(cycle.getMetadata().getNamespace());
    }

    /** The condition of one type, if anybody has written it. */
    public static Optional<StatusCondition> condition(
            @Nullable ConditionedStatus status, String type) {
        List<StatusCondition> conditions = status == null ? null : status.conditions();
        return conditions == null
                ? Optional.empty()
                : conditions.stream().filter(c -> c.type().equals(type)).findFirst();
    }

    /** The site's own array, if its resource is there. */
    public Optional<StorageSubsystem> array(ChainSite site) {
        return subsystems.stream()
                .filter(s -> site.namespace().equals(s.getMetadata().getNamespace()))
                .filter(s -> site.subsystemRef().equals(s.getMetadata().getName()))
                .findFirst();
    }
}
