package dev.trilith.operator.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trilith.operator.api.v1alpha1.DRCycle;
import dev.trilith.operator.api.v1alpha1.DRCycleStatus;
import dev.trilith.operator.api.v1alpha1.LegStatus;
import dev.trilith.operator.api.v1alpha1.Recovery;
import dev.trilith.operator.api.v1alpha1.RecoveryPoint;
import dev.trilith.operator.api.v1alpha1.RecoveryStatus;
import dev.trilith.operator.api.v1alpha1.SiteStatus;
import dev.trilith.operator.api.v1alpha1.StatusCondition;
import dev.trilith.operator.status.ShownStatuses;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.prometheus.client.CollectorRegistry;
import io.prometheus.client.exporter.common.TextFormat;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What Prometheus reads of the statuses. */
class StatusMetricsTest {
    private final ShownStatuses shown = new ShownStatuses();

    @Test
    void aCycleShowsWhereItIsAndHowOldEachSitesImageIs() throws IOException {
        shown.put(named(new DRCycle(), "production", "u1"), cycle());

        assertThat(text())
                .contains(
                        "trilith_condition{namespace=\"production\",name=\"g\",kind=\"DRCycle\",type=\"Ready\",status=\"true\",} 1.0",
                        "trilith_condition{namespace=\"production\",name=\"g\",kind=\"DRCycle\",type=\"Ready\",status=\"unknown\",} 0.0",
                        "trilith_drcycle_role{namespace=\"production\",name=\"g\",role=\"active\",} 1.0",
                        "trilith_drcycle_pass{namespace=\"production\",name=\"g\",} 7.0",
                        "trilith_drcycle_step{namespace=\"production\",name=\"g\",} 1130.0",
                        "trilith_drcycle_leg_state{namespace=\"production\",name=\"g\",leg=\"H2\",state=\"SPLIT\",} 0.0",
                        "trilith_drcycle_site_recoverable{namespace=\"production\",name=\"g\",site=\"remote\",} 0.0",
                        "trilith_drcycle_recovery_point_timestamp_seconds{namespace=\"production\",name=\"g\",site=\"local\",} 1.7E9")
                .doesNotContain("trilith_drcycle_term{");
    }

    @Test
    void aRecoveryShowsWhenItBeganAndEnded() throws IOException {
        shown.put(named(new Recovery(), "remote", "u2"), recovery());

        assertThat(text())
                .contains(
                        "trilith_recovery_phase{namespace=\"remote\",name=\"g\",phase=\"Finished\",} 1.0",
                        "trilith_recovery_started_timestamp_seconds{namespace=\"remote\",name=\"g\",} 1.7E9",
                        "trilith_recovery_completed_timestamp_seconds{namespace=\"remote\",name=\"g\",} 1.7000000125E9");
    }

    @Test
    void whatIsGoneIsShownNoLonger() throws IOException {
        DRCycle cycle = named(new DRCycle(), "production", "u1");
        shown.put(cycle, cycle());
        shown.remove(cycle);

        assertThat(text()).isEmpty();
    }

    @Test
    void theReferenceNamesEveryMetricAndNoOther() throws IOException {
        shown.put(named(new DRCycle(), "production", "u1"), cycle());
        shown.put(named(new Recovery(), "remote", "u2"), recovery());

        assertThat(names(Files.readString(Path.of("../docs/reference/metrics.md"))))
                .isEqualTo(names(text() + " trilith_drcycle_term"));
    }

    private static Set<String> names(String text) {
        return Pattern.compile("\\btrilith_[a-z_]+")
                .matcher(text)
                .results()
                .map(MatchResult::group)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private String text() throws IOException {
        CollectorRegistry registry = new CollectorRegistry();
        registry.register(new StatusMetrics(shown));
        StringWriter out = new StringWriter();
        TextFormat.write004(out, registry.metricFamilySamples());
        return out.toString();
    }

    private static <R extends HasMetadata> R named(R resource, String namespace, String uid) {
        resource.getMetadata().setNamespace(namespace);
        resource.getMetadata().setName("g");
        resource.getMetadata().setUid(uid);
        return resource;
    }

    private static DRCycleStatus cycle() {
        return new DRCycleStatus(
                1L,
                DRCycleStatus.Role.ACTIVE,
                null,
                7L,
                90L,
                1130,
                "DONE",
                "2023-11-14T22:13:20Z",
                List.of(new LegStatus("H2", "SPLIT", true)),
                List.of(
                        new SiteStatus("local", "cut 7", 7L, "2023-11-14T22:13:20Z"),
                        new SiteStatus("remote", "INCOMPLETE", null, null)),
                null,
                null,
                null,
                List.of(
                        new StatusCondition(
                                "Ready", "True", "Running", "-", "2023-11-14T22:13:20Z", 1L)));
    }

    private static RecoveryStatus recovery() {
        return new RecoveryStatus(
                1L,
                "Finished",
                "2023-11-14T22:13:20Z",
                "2023-11-14T22:13:32.500Z",
                3L,
                null,
                null,
                List.of(new LegStatus("H1", "SPLIT", null)),
                new RecoveryPoint("cut 7", 7L, 0, "2023-11-14T22:13:10Z"),
                null,
                null,
                null,
                List.of());
    }
}
