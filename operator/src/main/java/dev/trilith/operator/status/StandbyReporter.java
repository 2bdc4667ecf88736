package dev.trilith.operator.status;

import dev.trilith.core.array.Cut;
import dev.trilith.core.record.CopyManagementRecord;
import dev.trilith.core.recovery.RecoveryPlan;
import dev.trilith.operator.api.v1alpha1.DRCycle;
import dev.trilith.operator.api.v1alpha1.DRCycleStatus;
import dev.trilith.operator.api.v1alpha1.SeenNamespace;
import dev.trilith.operator.api.v1alpha1.SiteStatus;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Shows what a Standby sees; the steps within a pass are the Active's to show. */
public final class StandbyReporter {
    private StandbyReporter() {}

    /**
     * What a Standby sees.
     *
     * @param site the own site
     * @param seen the namespaces seen so far
     * @param record the newest record on the own array, or null
     * @param plan what would be done if the first site died now, or null if it has
     * @param recovery the name of the Recovery created or asked for, or null
     */
    public record View(
            String site,
            List<SeenNamespace> seen,
            @Nullable CopyManagementRecord record,
            @Nullable RecoveryPlan plan,
            @Nullable String recovery) {}

    /** Brings a Standby's status up to date. */
    public static void report(
            StatusDoor<DRCycle, DRCycleStatus> door, DRCycle resource, Verdict verdict, View view) {
        CopyManagementRecord record = view.record();
        DRCycleStatus before = door.current(resource);
        Verdict whole = recoverable(verdict, view);
        List<SiteStatus> sites = sites(view, before);
        door.report(
                resource,
                whole,
                conditions ->
                        new DRCycleStatus(
                                resource.getMetadata().getGeneration(),
                                DRCycleStatus.Role.STANDBY,
                                record == null ? null : Long.valueOf(record.number().term()),
                                record == null ? null : Long.valueOf(record.number().cycle()),
                                null,
                                null,
                                null,
                                null,
                                null,
                                sites,
                                null,
                                view.seen().isEmpty() ? null : view.seen(),
                                view.recovery(),
                                conditions));
    }

    /** Within one pass the recovery point comes and goes; it is shown once for each. */
    private static boolean shownAlready(View view, @Nullable DRCycleStatus before) {
        CopyManagementRecord record = view.record();
        return record != null
                && before != null
                && before.sites() != null
                && Objects.equals(before.term(), record.number().term())
                && Objects.equals(before.cycle(), record.number().cycle());
    }

    private static @Nullable List<SiteStatus> sites(View view, @Nullable DRCycleStatus before) {
        RecoveryPlan plan = view.plan();
        if (plan == null || shownAlready(view, before)) {
            return before == null ? null : before.sites();
        }
        Cut cut = plan.recoveryPoint().cut();
        return List.of(
                new SiteStatus(
                        view.site(),
                        plan.recoveryPoint().toString(),
                        cut == null ? null : Long.valueOf(cut.cycle()),
                        cut == null
                                ? null
                                : cut.consistencyTime().truncatedTo(ChronoUnit.MILLIS).toString()));
    }

    private static Verdict recoverable(Verdict verdict, View view) {
        RecoveryPlan plan = view.plan();
        if (plan == null) {
            return verdict;
        }
        boolean whole = plan.possible() && plan.recoveryPoint().complete();
        return verdict.with(
                "Recoverable",
                whole,
                whole ? "PlanPossible" : "NoPlan",
                whole
                        ? "were the first site lost now, hosts would find a whole image here"
                        : plan.obstacles().isEmpty()
                                ? "no whole image could be reached from here"
                                : plan.obstacles().get(0).message());
    }
}
