package dev.trilith.operator.reconcile;

import dev.trilith.core.record.CopyManagementRecord;
import dev.trilith.core.recovery.RecoveryPlan;
import dev.trilith.operator.api.v1alpha1.ChainSite;
import dev.trilith.operator.api.v1alpha1.DRCycle;
import dev.trilith.operator.api.v1alpha1.DRCycleStatus;
import dev.trilith.operator.api.v1alpha1.Recovery;
import dev.trilith.operator.api.v1alpha1.RecoveryPolicy;
import dev.trilith.operator.api.v1alpha1.RecoveryStatus;
import dev.trilith.operator.api.v1alpha1.SeenNamespace;
import dev.trilith.operator.reconcile.StandbyWatch.Sighting;
import dev.trilith.operator.status.EventReason;
import dev.trilith.operator.status.EventSender;
import dev.trilith.operator.status.RecoveryReporter;
import dev.trilith.operator.status.StandbyReporter;
import dev.trilith.operator.status.StandbyReporter.View;
import dev.trilith.operator.status.StatusDoor;
import dev.trilith.operator.status.Verdict;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * What a DRCycle does in every namespace but the first site's: watch, and on a loss see to a
 * Recovery.
 */
final class StandbyCycle {
    private final ReconcilerWorld world;
    private final ClusterView cluster;
    private final SurvivorRecords records;
    private final RecoveryStarter starter;
    private final StatusDoor<DRCycle, DRCycleStatus> door;
    private final EventSender events;
    private final Map<String, Watch> watches = new ConcurrentHashMap<>();

    private record Watch(StandbyWatch over, Foresight foresight) {}

    StandbyCycle(
            ReconcilerWorld world,
            ClusterView cluster,
            ArrayAccess arrays,
            StatusDoor<DRCycle, DRCycleStatus> door) {
        this.world = world;
        this.cluster = cluster;
        this.records = new SurvivorRecords(arrays);
        this.starter = new RecoveryStarter(world);
        this.door = door;
        this.events = new EventSender(world.client(), world.clock());
    }

    /**
     * Looks, acts and reports once.
     *
     * @return whether all is as it should be, so that the next look may wait a little
     */
    boolean look(DRCycle cycle, ChainSite own) {
        DRCycleStatus before = door.current(cycle);
        List<SeenNamespace> seen =
                before == null || before.namespaces() == null ? List.of() : before.namespaces();
        Watch watch =
                watches.computeIfAbsent(
                        cycle.getMetadata().getUid(),
                        u ->
                                new Watch(
                                        new StandbyWatch(world, cluster, records),
                                        new Foresight(world)));
        Sighting sighting = watch.over().look(cycle, own, seen);
        Answer answer = sighting.loss() == null ? Answer.NONE : lost(cycle, own, sighting);
        Optional<Recovery> recovery = answer.recovery();
        Verdict verdict = verdict(cycle, sighting, answer);
        StandbyReporter.report(
                door, cycle, verdict, view(watch.foresight(), sighting, own, recovery));
        tell(cycle, answer, sighting, before);
        return sighting.record() != null
                && sighting.obstacle() == null
                && sighting.loss() == null
                && sighting.suspicion() == null;
    }

    /** Forgets a resource that is gone. */
    void forget(DRCycle cycle) {
        watches.remove(cycle.getMetadata().getUid());
    }

    /**
     * What came of a loss.
     *
     * @param recovery the recovery that there is, or that should be created
     * @param refused the API server's words if it did not let this operator create it
     * @param news what there is to tell
     */
    private record Answer(
            Optional<Recovery> recovery, @Nullable String refused, List<EventReason> news) {
        static final Answer NONE = new Answer(Optional.empty(), null, List.of());
    }

    private Answer lost(DRCycle cycle, ChainSite own, Sighting sighting) {
        Optional<Recovery> existing = starter.find(cycle, sighting.seen());
        boolean automatic =
                cycle.getSpec().recovery() == null
                        || cycle.getSpec().recovery().approval() != RecoveryPolicy.Approval.MANUAL;
        if (existing.isPresent() || starter.fartherSiteLeads(cycle, own)) {
            return new Answer(existing, null, List.of());
        }
        Recovery wanted = starter.recovery(cycle, own, sighting.seen());
        if (!automatic) {
            return new Answer(Optional.of(wanted), null, List.of(EventReason.RECOVERY_SUGGESTED));
        }
        try {
            return new Answer(
                    Optional.of(starter.create(wanted)),
                    null,
                    List.of(EventReason.SITE_LOST, EventReason.RECOVERY_CREATED));
        } catch (KubernetesClientException e) {
            return new Answer(
                    Optional.of(wanted),
                    e.getMessage(),
                    List.of(EventReason.SITE_LOST, EventReason.RECOVERY_SUGGESTED));
        }
    }

    /** Once for each loss, and after the status that remembers it. */
    private void tell(
            DRCycle cycle, Answer answer, Sighting sighting, @Nullable DRCycleStatus before) {
        String name = RecoveryStarter.name(cycle, sighting.seen());
        if (before == null || !name.equals(before.recovery())) {
            answer.news()
                    .forEach(reason ->
                            events.send(
                                    cycle, reason, "Recovery " + name + ": " + sighting.loss()));
        }
    }

    private static Verdict verdict(DRCycle cycle, Sighting sighting, Answer answer) {
        String first = cycle.getSpec().chain().get(0).site();
        if (sighting.loss() != null) {
            return lossVerdict(first, sighting.loss(), answer);
        }
        if (sighting.suspicion() != null) {
            return Verdict.ready(
                            "RecoverySuggested",
                            "site " + first + " may be lost: " + sighting.suspicion())
                    .with("Protected", false, "SiteSilent", sighting.suspicion());
        }
        RuntimeException obstacle = sighting.obstacle();
        if (obstacle != null) {
            return Verdicts.attempt(() -> {
                throw obstacle;
            });
        }
        return sighting.record() == null
                ? Verdict.progressing(
                        "NoRecord",
                        "no record has reached this site yet: the cycle of site "
                                + first
                                + " has not begun")
                : Verdict.ready("Watching", "site " + first + " is there");
    }

    private static Verdict lossVerdict(String first, String loss, Answer answer) {
        String lost = "site " + first + " is lost: " + loss;
        Optional<Recovery> recovery = answer.recovery();
        if (recovery.isEmpty()) {
            return Verdict.ready("FartherSiteLeads", lost + "; a farther site recovers")
                    .with("Protected", false, "SiteLost", lost);
        }
        Recovery found = recovery.get();
        String name = found.getMetadata().getName();
        if (answer.refused() != null) {
            return Verdict.progressing(
                            "RecoveryRefused",
                            lost
                                    + "; the API server does not let this operator create Recovery "
                                    + name
                                    + ": "
                                    + answer.refused()
                                    + ": put that right, it is tried again; or create it yourself")
                    .with("Protected", false, "SiteLost", lost);
        }
        RecoveryStatus status = found.getStatus();
        if (status != null && status.ended()) {
            return ended(lost + "; Recovery " + name, status)
                    .with("Protected", false, "SiteLost", lost);
        }
        return (found.getMetadata().getUid() == null
                        ? Verdict.progressing(
                                "ApprovalNeeded", lost + "; to recover, create Recovery " + name)
                        : Verdict.progressing("Recovering", lost + "; see Recovery " + name))
                .with("Protected", false, "SiteLost", lost);
    }

    private static Verdict ended(String recovery, RecoveryStatus status) {
        return RecoveryReporter.failed(status)
                ? Verdict.stalled(
                        "RecoveryFailed",
                        recovery
                                + " failed: "
                                + status.outcome()
                                + "; put that right and delete it, and it is tried again, or create"
                                + " another")
                : Verdict.ready("Recovered", recovery + " has ended well");
    }

    private static View view(
            Foresight foresight, Sighting sighting, ChainSite own, Optional<Recovery> recovery) {
        CopyManagementRecord record = sighting.record();
        KnownChain known = sighting.known();
        RecoveryPlan plan =
                known == null || record == null || sighting.loss() != null
                        ? null
                        : foresight.plan(known, record);
        return new View(
                own.site(),
                sighting.seen(),
                record,
                plan,
                recovery.map(r -> r.getMetadata().getName()).orElse(null));
    }
}
