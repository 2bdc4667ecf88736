package dev.trilith.cli.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trilith.cli.table.StatusText;
import dev.trilith.operator.api.v1alpha1.ChainSite;
import dev.trilith.operator.api.v1alpha1.DRCycle;
import dev.trilith.operator.api.v1alpha1.DRCycleSpec;
import dev.trilith.operator.api.v1alpha1.DRCycleStatus;
import dev.trilith.operator.api.v1alpha1.LegStatus;
import dev.trilith.operator.api.v1alpha1.PlanStep;
import dev.trilith.operator.api.v1alpha1.Recovery;
import dev.trilith.operator.api.v1alpha1.RecoveryPoint;
import dev.trilith.operator.api.v1alpha1.RecoverySpec;
import dev.trilith.operator.api.v1alpha1.RecoveryStatus;
import dev.trilith.operator.api.v1alpha1.SiteStatus;
import dev.trilith.operator.api.v1alpha1.StatusCondition;
import dev.trilith.operator.api.v1alpha1.StorageSubsystem;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What is said of a lab, and that nothing is claimed which no resource says. */
class LabStatusTest {
    private static final String TIME = "2030-01-02T03:04:05Z";

    private static DRCycle cycle(String namespace, @Nullable DRCycleStatus status) {
        DRCycle cycle = new DRCycle();
        cycle.setMetadata(
                new ObjectMetaBuilder().withName("three-sites").withNamespace(namespace).build());
        cycle.setSpec(
                new DRCycleSpec(
                        List.of(
                                new ChainSite("production", "production", "2a"),
                                new ChainSite("local", "local", "2b"),
                                new ChainSite("remote", "remote", "2c")),
                        List.of("G1", "G11"),
                        "5s",
                        null,
                        null,
                        null,
                        null));
        cycle.setStatus(status);
        return cycle;
    }

    private static DRCycleStatus status(StatusCondition... conditions) {
        return new DRCycleStatus(
                1L,
                null,
                3L,
                12L,
                40L,
                1130,
                "INTENT",
                TIME,
                List.of(new LegStatus("H1", "EXECUTING", null), new LegStatus("I1", "SPLIT", true)),
                List.of(new SiteStatus("remote", "STILL 11", 11L, TIME)),
                null,
                null,
                null,
                List.of(conditions));
    }

    private static StatusCondition condition(String type, String status) {
        return new StatusCondition(type, status, "Because", "so it is", TIME, 1L);
    }

    private static LabStatus lab(DRCycle... cycles) {
        return new LabStatus(List.of(cycles), List.of(), List.of(), List.of());
    }

    @Test
    void only_an_active_cycle_can_promise_protection() {
        DRCycle active = cycle("production", status(condition("Protected", "True")));
        DRCycle standby = cycle("remote", status(condition("Recoverable", "True")));
        assertThat(lab(active, standby).protection()).isEqualTo(Protection.PROTECTED);
        assertThat(lab(standby).protection()).isEqualTo(Protection.UNKNOWN);
        assertThat(lab(cycle("production", null)).protection()).isEqualTo(Protection.UNKNOWN);
        assertThat(lab().protection()).isEqualTo(Protection.UNKNOWN);
    }

    @Test
    void whoever_sees_a_loss_is_believed() {
        DRCycle active = cycle("production", status(condition("Protected", "True")));
        DRCycle standby = cycle("remote", status(condition("Protected", "False")));
        assertThat(lab(active, standby).protection()).isEqualTo(Protection.NOT_PROTECTED);
        assertThat(lab(cycle("production", null), standby).protection())
                .isEqualTo(Protection.NOT_PROTECTED);
    }

    @Test
    void a_cluster_that_is_silent_may_know_of_a_loss() {
        DRCycle active = cycle("production", status(condition("Protected", "True")));
        LabStatus status =
                new LabStatus(List.of(active), List.of(), List.of(), List.of("B is silent"));
        assertThat(status.protection()).isEqualTo(Protection.UNKNOWN);
        assertThat(StatusText.lines(status)).startsWith("B is silent");
    }

    @Test
    void everything_that_is_known_is_shown() {
        DRCycle active =
                cycle(
                        "production",
                        status(condition("Protected", "True"), condition("Ready", "True")));
        assertThat(StatusText.lines(lab(active)))
                .contains(
                        "DRCycle three-sites: production -> local -> remote, groups G1 G11: protected",
                        "Cycle     12, step 1130 INTENT since " + TIME + ", term 3",
                        "Legs      H1 EXECUTING, I1 SPLIT (lost)",
                        "Protected   True    production: Because: so it is")
                .anyMatch(line -> line.startsWith("remote") && line.endsWith("11 of " + TIME));
        assertThat(StatusText.lines(lab())).containsExactly("There is no DRCycle.");
        assertThat(StatusText.lines(lab(cycle("production", null))))
                .contains("Cycle     has not begun");
    }

    @Test
    void a_second_cycle_over_the_same_chain_is_told_apart() {
        DRCycle refused =
                cycle("production", DRCycleStatus.bare(1L, List.of(condition("Ready", "False"))));
        refused.getMetadata().setName("another");
        DRCycle active = cycle("production", status(condition("Ready", "True")));
        assertThat(StatusText.lines(lab(refused, active)))
                .anyMatch(line -> line.startsWith("DRCycle another and three-sites"))
                .anyMatch(line -> line.startsWith("Cycle     12"))
                .anyMatch(line -> line.contains("False   production/another: Because"))
                .anyMatch(line -> line.contains("True    production/three-sites: Because"));
    }

    @Test
    void a_site_that_was_recovered_at_holds_what_was_recovered() {
        DRCycle standby =
                cycle(
                        "remote",
                        status(condition("Ready", "True"), condition("Protected", "False")));
        assertThat(remote(standby, recovery("Finished", 4L))).endsWith("cut 12.1  12 of " + TIME);
        assertThat(remote(standby, recovery("Copying", 4L))).endsWith("11 of " + TIME);
        DRCycle steering = cycle("production", status());
        assertThat(steering.getStatus().term()).isEqualTo(3);
        assertThat(remote(steering, recovery("Finished", 4L))).endsWith("12 of " + TIME);
        assertThat(remote(steering, recovery("Finished", 2L))).endsWith("11 of " + TIME);
    }

    @Test
    void a_site_that_it_was_carried_on_from_holds_it_too_while_it_is_there() {
        DRCycle standby = cycle("remote", status());
        StorageSubsystem array = new StorageSubsystem();
        array.setMetadata(new ObjectMetaBuilder().withName("2b").withNamespace("local").build());
        assertThat(line("local", standby, recovery("Finished", 4L), array))
                .endsWith("cut 12.1  12 of " + TIME);
        assertThat(line("local", standby, recovery("Finished", 4L))).endsWith("-");
    }

    @Test
    void a_site_whose_array_is_gone_holds_nothing_whatever_was_said_of_it() {
        DRCycle active = cycle("production", status());
        StorageSubsystem array = new StorageSubsystem();
        array.setMetadata(
                new ObjectMetaBuilder().withName("2a").withNamespace("production").build());
        assertThat(line("remote", active, recovery("Copying", 4L)))
                .contains(" gone ")
                .endsWith("11 of " + TIME);
        assertThat(line("remote", active, recovery("Copying", 4L), array))
                .contains(" gone ")
                .endsWith("-");
    }

    private static String remote(DRCycle cycle, Recovery recovery) {
        return line("remote", cycle, recovery);
    }

    private static String line(
            String site, DRCycle cycle, Recovery recovery, StorageSubsystem... arrays) {
        LabStatus lab =
                new LabStatus(List.of(cycle), List.of(recovery), List.of(arrays), List.of());
        return StatusText.lines(lab).stream()
                .filter(line -> line.startsWith(site + " "))
                .findFirst()
                .orElseThrow();
    }

    private static PlanStep step(int order, String action) {
        return new PlanStep(order, 1130, action, "because", "cut 12.1", "", "cut 12.1", "Done");
    }

    private static Recovery recovery(String phase, long term) {
        Recovery recovery = new Recovery();
        recovery.setMetadata(
                new ObjectMetaBuilder().withName("lost").withNamespace("remote").build());
        recovery.setSpec(
                new RecoverySpec(
                        "three-sites",
                        "remote",
                        "production",
                        null,
                        cycle("remote", null).getSpec().chain(),
                        List.of("G1", "G11"),
                        null,
                        null,
                        null));
        recovery.setStatus(
                new RecoveryStatus(
                        1L,
                        phase,
                        TIME,
                        TIME,
                        term,
                        null,
                        List.of(step(1, "RESYNC H2"), step(2, "TAKEOVER I2")),
                        null,
                        new RecoveryPoint("cut 12.1", 12L, 1, TIME),
                        null,
                        null,
                        null,
                        List.of()));
        return recovery;
    }

    @Test
    void what_the_steering_site_knows_is_shown_of_each_site() {
        DRCycle standby =
                cycle(
                        "remote",
                        new DRCycleStatus(
                                1L,
                                null,
                                null,
                                null,
                                null,
                                null,
                                null,
                                null,
                                null,
                                List.of(new SiteStatus("remote", "LIVE", null, null)),
                                null,
                                null,
                                null,
                                List.of()));
        DRCycle active = cycle("production", status());
        assertThat(String.join("\n", StatusText.lines(lab(standby, active))))
                .contains("STILL 11")
                .doesNotContain("LIVE");
        assertThat(String.join("\n", StatusText.lines(lab(standby)))).contains("LIVE");
    }
}
