package dev.trilith.operator.reconcile;

import dev.trilith.core.array.ArrayFault;
import dev.trilith.core.definition.Site;
import dev.trilith.core.record.CopyManagementRecord;
import dev.trilith.operator.api.v1alpha1.ChainSite;
import dev.trilith.operator.api.v1alpha1.DRCycle;
import dev.trilith.operator.api.v1alpha1.RecoveryPolicy;
import dev.trilith.operator.api.v1alpha1.RecoveryPolicy.OnUnreachable;
import dev.trilith.operator.api.v1alpha1.SeenNamespace;
import dev.trilith.operator.translate.Durations;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A Standby's watch over the chain's first site. A namespace that was seen and is gone is a loss.
 * One that was never seen proves nothing: then the first site counts as lost only if a record of it
 * lies here, the array that the record names is silent, and the grace is over.
 */
final class StandbyWatch {
    private static final Duration GRACE = Duration.ofSeconds(5);

    private final Namespaces namespaces;
    private final SurvivorRecords records;
    private final SiteDirectory directory;
    private final Silence silence;

    /**
     * One look at the chain.
     *
     * @param seen the namespaces seen so far
     * @param record the newest record on the own array, or null
     * @param obstacle why there is none, or null
     * @param loss why the first site is lost, or null
     * @param suspicion why it may be lost, or null
     */
    record Sighting(
            List<SeenNamespace> seen,
            @Nullable CopyManagementRecord record,
            @Nullable RuntimeException obstacle,
            @Nullable String loss,
            @Nullable String suspicion) {}

    StandbyWatch(ReconcilerWorld world, ArrayAccess arrays) {
        this.namespaces = new Namespaces(world.client());
        this.records = new SurvivorRecords(arrays);
        this.directory = new SiteDirectory(world.dialer());
        this.silence = new Silence(world.clock());
    }

    /** Looks once. */
    Sighting look(DRCycle cycle, ChainSite own, Collection<SeenNamespace> seenBefore) {
        List<SeenNamespace> seen = new ArrayList<>(seenBefore);
        ChainSite first = cycle.getSpec().chain().get(0);
        Namespaces.Look firstLook = namespaces.look(first.namespace(), seenBefore);
        for (ChainSite site : cycle.getSpec().chain()) {
            Namespaces.Look look =
                    site.equals(first) ? firstLook : namespaces.look(site.namespace(), seenBefore);
            String uid = look.uid();
            boolean known = seen.stream().anyMatch(s -> s.name().equals(site.namespace()));
            if (!known && uid != null) {
                seen.add(new SeenNamespace(site.namespace(), uid));
            }
        }
        CopyManagementRecord record = null;
        RuntimeException obstacle = null;
        try {
            record = records.newest(own, cycle.getSpec().groups().get(0)).orElse(null);
        } catch (Obstacle | ArrayFault e) {
            obstacle = e;
        }
        return judged(cycle, List.copyOf(seen), record, obstacle, firstLook);
    }

    private Sighting judged(
            DRCycle cycle,
            List<SeenNamespace> seen,
            @Nullable CopyManagementRecord record,
            @Nullable RuntimeException obstacle,
            Namespaces.Look first) {
        if (first.sign() == Namespaces.Sign.LOST) {
            return new Sighting(seen, record, obstacle, first.words(), null);
        }
        Optional<Duration> silent = record == null ? Optional.empty() : silence(record);
        if (silent.isEmpty() || silent.get().isZero()) {
            return new Sighting(seen, record, obstacle, null, null);
        }
        RecoveryPolicy policy = cycle.getSpec().recovery();
        Duration grace = Durations.parse(policy == null ? null : policy.grace(), GRACE);
        boolean counts =
                first.sign() == Namespaces.Sign.NONE
                        || (policy != null && policy.onUnreachable() == OnUnreachable.RECOVER);
        String words =
                first.words()
                        + ", and its array does not answer at the endpoint that the record names";
        return counts && silent.get().compareTo(grace) >= 0
                ? new Sighting(seen, record, obstacle, words, null)
                : new Sighting(seen, record, obstacle, null, words);
    }

    private Optional<Duration> silence(CopyManagementRecord record) {
        Site first = record.chain().sites().get(0);
        return first.endpoint().isEmpty()
                ? Optional.empty()
                : Optional.of(silence.ask(first.array(), () -> directory.array(first)));
    }
}
