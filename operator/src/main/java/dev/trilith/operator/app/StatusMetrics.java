package dev.trilith.operator.app;

import dev.trilith.operator.api.v1alpha1.DRCycleStatus;
import dev.trilith.operator.api.v1alpha1.LegStatus;
import dev.trilith.operator.api.v1alpha1.RecoveryStatus;
import dev.trilith.operator.api.v1alpha1.SiteStatus;
import dev.trilith.operator.api.v1alpha1.StatusCondition;
import dev.trilith.operator.app.Gauges.Labels;
import dev.trilith.operator.status.ShownStatuses;
import dev.trilith.operator.status.ShownStatuses.Shown;
import io.prometheus.client.Collector;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What resources show in their status, as metrics for Prometheus. Nothing is counted or kept here:
 * all of it is read from the statuses when somebody asks. Instants are metrics, not ages, so that
 * they stay right while this operator is stopped. Safe for use by many threads.
 */
final class StatusMetrics extends Collector {
    private static final List<String> VERDICTS = List.of("true", "false", "unknown");

    private final ShownStatuses shown;

    /**
     * @param shown where the statuses are
     */
    StatusMetrics(ShownStatuses shown) {
        this.shown = shown;
    }

    @Override
    public List<MetricFamilySamples> collect() {
        Gauges gauges = new Gauges();
        for (Shown one : shown.all()) {
            Labels labels = new Labels(one.namespace(), one.name());
            conditions(gauges, labels.and("kind", one.kind()), one.status().conditions());
            switch (one.status()) {
                case DRCycleStatus cycle -> cycle(gauges, labels, cycle);
                case RecoveryStatus recovery -> recovery(gauges, labels, recovery);
                default -> {
                    // The other kinds show nothing but conditions.
                }
            }
        }
        return gauges.families();
    }

    private static void conditions(
            Gauges gauges, Labels labels, @Nullable List<StatusCondition> conditions) {
        for (StatusCondition condition : listed(conditions)) {
            for (String verdict : VERDICTS) {
                gauges.add(
                        "trilith_condition",
                        "1 for what a condition of a resource says, 0 for what it does not say.",
                        labels.and("type", condition.type()).and("status", verdict),
                        condition.status().toLowerCase(Locale.ROOT).equals(verdict) ? 1 : 0);
            }
        }
    }

    private static void cycle(Gauges gauges, Labels labels, DRCycleStatus cycle) {
        if (cycle.role() != null) {
            gauges.add(
                    "trilith_drcycle_role",
                    "1 for what the DRCycle does in its namespace: active or standby.",
                    labels.and("role", cycle.role().name().toLowerCase(Locale.ROOT)),
                    1);
        }
        gauges.add(
                "trilith_drcycle_term",
                "The fencing number, raised at every takeover.",
                labels,
                cycle.term());
        gauges.add(
                "trilith_drcycle_pass",
                "The pass under way or last finished.",
                labels,
                cycle.cycle());
        gauges.add(
                "trilith_drcycle_record_sequence",
                "Number of the newest copy-management record.",
                labels,
                cycle.sequence());
        gauges.add(
                "trilith_drcycle_step",
                "The step of Fig. 11 under way or last closed.",
                labels,
                cycle.step());
        gauges.add(
                "trilith_drcycle_step_since_timestamp_seconds",
                "When the step was reached.",
                labels,
                seconds(cycle.since()));
        legs(gauges, "trilith_drcycle_leg_state", labels, cycle.legs());
        for (SiteStatus site : listed(cycle.sites())) {
            Labels here = labels.and("site", site.site());
            gauges.add(
                    "trilith_drcycle_site_recoverable",
                    "1 if the site holds a whole image, 0 if it holds none.",
                    here,
                    site.recoveryPoint().equals("INCOMPLETE") ? 0 : 1);
            gauges.add(
                    "trilith_drcycle_recovery_point_timestamp_seconds",
                    "The instant of the newest whole cut that the site holds.",
                    here,
                    seconds(site.consistencyTime()));
        }
    }

    private static void recovery(Gauges gauges, Labels labels, RecoveryStatus recovery) {
        if (recovery.phase() != null) {
            gauges.add(
                    "trilith_recovery_phase",
                    "1 for the phase that the recovery is in.",
                    labels.and("phase", recovery.phase()),
                    1);
        }
        gauges.add(
                "trilith_recovery_started_timestamp_seconds",
                "When it began.",
                labels,
                seconds(recovery.startedAt()));
        gauges.add(
                "trilith_recovery_completed_timestamp_seconds",
                "When it ended.",
                labels,
                seconds(recovery.completedAt()));
        if (recovery.recoveryPoint() != null) {
            gauges.add(
                    "trilith_recovery_recovery_point_timestamp_seconds",
                    "The instant of the image that hosts find.",
                    labels,
                    seconds(recovery.recoveryPoint().consistencyTime()));
        }
        legs(gauges, "trilith_recovery_leg_state", labels, recovery.legs());
    }

    private static void legs(
            Gauges gauges, String name, Labels labels, @Nullable List<LegStatus> legs) {
        for (LegStatus leg : listed(legs)) {
            gauges.add(
                    name,
                    "1 for the state of table 600 that the leg is in, 0 if its array was lost.",
                    labels.and("leg", leg.id()).and("state", leg.state()),
                    Boolean.TRUE.equals(leg.lost()) ? 0 : 1);
        }
    }

    private static <T> List<T> listed(@Nullable List<T> list) {
        return list == null ? List.of() : list;
    }

    private static @Nullable Double seconds(@Nullable String instant) {
        return instant == null ? null : Instant.parse(instant).toEpochMilli() / 1000.0;
    }
}
