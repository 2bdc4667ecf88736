package dev.trilith.operator.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trilith.mockcluster.ApiWrite;
import dev.trilith.operator.api.v1alpha1.DRCycle;
import dev.trilith.operator.api.v1alpha1.DRCycleSpec;
import dev.trilith.operator.api.v1alpha1.DRCycleStatus;
import dev.trilith.operator.api.v1alpha1.LegStatus;
import dev.trilith.operator.api.v1alpha1.Recovery;
import dev.trilith.operator.api.v1alpha1.StorageSubsystem;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DRCycleIT {
    private final OperatorLab lab = new OperatorLab();

    @AfterEach
    void stop() {
        lab.close();
    }

    @Test
    void anOlderDefinitionIsNamedByTheCycleItself() {
        lab.client
                .apiextensions()
                .v1()
                .customResourceDefinitions()
                .withName("drcycles.trilith.dev")
                .edit(crd -> {
                    JSONSchemaProps root =
                            crd.getSpec().getVersions().get(0).getSchema().getOpenAPIV3Schema();
                    Objects.requireNonNull(root.getProperties().get("spec"))
                            .getProperties()
                            .remove("runToken");
                    return crd;
                });
        lab.startOperator();
        lab.applyExample();
        DRCycle cycle =
                lab.await(
                        DRCycle.class,
                        "production",
                        "three-sites",
                        c -> Resources.reason(c.getStatus()).equals("CrdOutdated"));
        assertThat(Resources.condition(cycle.getStatus(), "Ready").orElseThrow().message())
                .contains("drcycles.trilith.dev")
                .contains("runToken");
    }

    @Test
    void runsPassAfterPassWithAtMostTwoStatusWritesEach() {
        lab.startOperator();
        lab.applyExample();
        await("remote", c -> Resources.reason(c.getStatus()).equals("Watching"));
        // The first passes find out what there is to say, and say it at once.
        await("production", c -> cycle(c) >= 3);
        lab.forgetWrites();
        long before = cycle(await("production", this::cycling));
        DRCycle later = await("production", c -> cycle(c) >= before + 5);
        // What nobody had time to say is overtaken by what comes next.
        assertThat(writesByCycle("production")).hasSizeGreaterThanOrEqualTo(2);
        assertThat(writesByCycle("remote")).isNotEmpty();
        assertThat(writesByCycle("[a-z]+").values()).allMatch(writes -> writes <= 2);
        assertThat(later.getStatus().role()).isEqualTo(DRCycleStatus.Role.ACTIVE);
        assertThat(later.getStatus().legs())
                .extracting(LegStatus::id)
                .containsExactly("H1", "I1", "H2", "I2");
        for (String type : List.of("Ready", "Protected", "Recoverable", "RecordsInAgreement")) {
            assertThat(Resources.condition(later.getStatus(), type).orElseThrow().status())
                    .as(type)
                    .isEqualTo("True");
        }
        assertThat(Resources.condition(later.getStatus(), "Fenced").orElseThrow().status())
                .isEqualTo("False");
        assertThat(lab.client.resources(Recovery.class).inAnyNamespace().list().getItems())
                .isEmpty();
    }

    @Test
    void anApiServerThatDoesNotAnswerHoldsUpNoPass() throws InterruptedException {
        lab.startOperator();
        lab.applyExample();
        await("production", this::cycling);
        CountDownLatch silent = new CountDownLatch(1);
        CountDownLatch answers = new CountDownLatch(1);
        lab.cluster.onWrite(write -> {
            if (write.status()) {
                silent.countDown();
                wait(answers);
            }
        });
        assertThat(silent.await(15, TimeUnit.SECONDS)).isTrue();
        lab.sites.changes().clear();
        OperatorLab.awaitIt()
                .until(() ->
                        lab.sites.changes().stream().filter(c -> c.contains("FREEZE")).count()
                                >= 4);
        answers.countDown();
        long before = cycle(await("production", this::cycling));
        await("production", c -> cycle(c) > before);
    }

    private static void wait(CountDownLatch latch) {
        try {
            assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void aStandbyLooksWithoutAskingTheApiServer() {
        lab.startOperator();
        lab.applyExample();
        await("production", this::cycling);
        pause(true, null);
        await("remote", c -> Resources.reason(c.getStatus()).equals("Watching"));
        settle();
        lab.forgetReads();
        int before = lab.sites.dialled();
        OperatorLab.awaitIt().until(() -> lab.sites.dialled() > before + 60);
        int dialled = lab.sites.dialled() - before;
        assertThat(lab.reads())
                .noneMatch(path -> path.contains("/storagesubsystems"))
                .noneMatch(path -> path.contains("/sitegrants"));
        // The grants look at the peers' namespaces now and then; the Standby would do so each time.
        assertThat(lab.reads())
                .filteredOn(path -> path.matches("/api/v1/namespaces/[a-z]+"))
                .hasSizeLessThan(dialled / 2);
    }

    @Test
    void aPausedCycleWritesNothing() {
        lab.startOperator();
        lab.applyExample();
        await("production", this::cycling);
        pause(true, null);
        await("production", c -> Resources.reason(c.getStatus()).equals("Paused"));
        await("remote", c -> Resources.reason(c.getStatus()).equals("Watching"));
        long settled = settle();
        assertThat(settled).isPositive();
        lab.forgetWrites();
        lab.sites.changes().clear();
        // A paused cycle is looked at by its program and by the Standby: none of them writes.
        lab.apply(Resources.volume("remote", "2c", "201f", "LU9", "211z", "64Ki"));
        OperatorLab.awaitIt().until(() -> lab.sites.changes().contains("define 2c:201f/LU9"));
        assertThat(lab.writes()).noneMatch(w -> w.path().contains("drcycles"));
        assertThat(lab.sites.changes()).containsExactly("define 2c:201f/LU9");
    }

    @Test
    void isPausedOnceThePassUnderWayIsFinished() {
        lab.startOperator();
        lab.applyExample();
        await("production", this::cycling);
        lab.sites.copying(false);
        lab.sites.changes().clear();
        OperatorLab.awaitIt()
                .until(() -> lab.sites.changes().stream().anyMatch(c -> c.contains("RESYNC")));
        pause(true, null);
        await("production", c -> Resources.reason(c.getStatus()).equals("Pausing"));
        lab.sites.copying(true);
        DRCycle paused = await("production", c -> Resources.reason(c.getStatus()).equals("Paused"));
        assertThat(paused.getStatus().step()).isEqualTo(1135);
        assertThat(paused.getStatus().phase()).isEqualTo("DONE");
        assertThat(settle()).as("no pass came after it").isEqualTo(cycle(paused));
    }

    @Test
    void isPausedAlsoIfItIsMadeSo() {
        lab.startOperator();
        for (HasMetadata object : Resources.example()) {
            lab.apply(object instanceof DRCycle cycle ? every(cycle, "200ms", true) : object);
        }
        await("production", c -> Resources.reason(c.getStatus()).equals("Paused"));
    }

    @Test
    void aTroubleThatIsOverIsTakenBackBetweenPasses() {
        lab.startOperator();
        lab.applyExample();
        await("production", this::cycling);
        lab.apply(every(exampleCycle(), "1h", null));
        settle();
        lab.sites.kill("2c");
        await("production", c -> Resources.reason(c.getStatus()).equals("SiteSilent"));
        lab.sites.revive("2c");
        await("production", c -> Resources.reason(c.getStatus()).equals("Cycling"));
    }

    @Test
    void isPausedAlsoWhileAnArraysAddressIsNotKnown() {
        lab.startOperator();
        lab.applyExample();
        await("production", this::cycling);
        lab.client.resources(EndpointSlice.class).inNamespace("local").delete();
        lab.await(
                StorageSubsystem.class,
                "local",
                "2b",
                s -> s.getStatus() != null && s.getStatus().endpoints() == null);
        pause(true, null);
        await("production", c -> Resources.reason(c.getStatus()).equals("Paused"));
    }

    private static DRCycle every(DRCycle cycle, String interval, @Nullable Boolean paused) {
        DRCycleSpec spec = cycle.getSpec();
        cycle.setSpec(
                new DRCycleSpec(
                        spec.chain(),
                        spec.groups(),
                        interval,
                        spec.freeze(),
                        paused,
                        spec.runToken(),
                        spec.recovery()));
        return cycle;
    }

    @Test
    void aRunTokenStartsOnePassOfAPausedCycle() {
        lab.startOperator();
        lab.applyExample();
        await("production", this::cycling);
        pause(true, null);
        long settled = settle();
        pause(true, "now-1");
        DRCycle ran =
                await(
                        "production",
                        c ->
                                "now-1".equals(c.getStatus().runToken())
                                        && cycle(c) == settled + 1
                                        && Integer.valueOf(1135).equals(c.getStatus().step()));
        assertThat(ran.getSpec().runToken()).isEqualTo("now-1");
    }

    @Test
    void goesOnAfterTheOperatorWasRestarted() {
        TrilithOperator first = lab.startOperator();
        lab.applyExample();
        DRCycle started = await("production", this::cycling);
        lab.stop(first);
        long before = cycle(started);
        lab.startOperator();
        await("production", c -> cycle(c) >= before + 2);
    }

    @Test
    void missingPairsAreNamed() {
        lab.startOperator();
        for (HasMetadata object : Resources.example()) {
            if (!object.getMetadata().getName().equals("p2")) {
                lab.apply(object);
            }
        }
        DRCycle stalled = await("production", c -> has(c, "Stalled"));
        assertThat(message(stalled)).isNotBlank();
        assertThat(lab.sites.changes()).noneMatch(c -> c.startsWith("FREEZE"));
    }

    @Test
    void aMissingManagementVolumeIsNamed() {
        lab.startOperator();
        for (HasMetadata object : Resources.example()) {
            boolean management =
                    List.of("2c-201f-lu2", "2c-201f-lu3", "p3", "p4", "p11", "p13")
                            .contains(object.getMetadata().getName());
            if (!management) {
                lab.apply(object);
            }
        }
        DRCycle stalled = await("production", c -> has(c, "Stalled"));
        assertThat(message(stalled)).contains("management");
    }

    @Test
    void aCycleOutsideItsChainIsRefused() {
        lab.startOperator();
        lab.apply(Resources.namespace("elsewhere"));
        DRCycle cycle = exampleCycle();
        cycle.getMetadata().setNamespace("elsewhere");
        lab.apply(cycle);
        await("elsewhere", c -> Resources.reason(c.getStatus()).equals("NotInChain"));
    }

    @Test
    void aSilentSiteDegradesTheCycleAndIsNoLoss() {
        lab.startOperator();
        lab.applyExample();
        await("production", this::cycling);
        lab.sites.kill("2b");
        DRCycle degraded = await("production", c -> has(c, "Reconciling"));
        assertThat(Resources.condition(degraded.getStatus(), "Protected").orElseThrow().status())
                .isEqualTo("False");
        assertThat(lab.client.resources(Recovery.class).inAnyNamespace().list().getItems())
                .isEmpty();
    }

    @Test
    void anyOrderOfInstallationStartsNoRecovery() {
        lab.startOperator();
        List<HasMetadata> backwards = new java.util.ArrayList<>(Resources.example());
        java.util.Collections.reverse(backwards);
        // An API server takes nothing for a namespace that is not there.
        backwards.sort(Comparator.comparing(object -> !(object instanceof Namespace)));
        backwards.forEach(lab::apply);
        await("production", this::cycling);
        await("remote", c -> Resources.reason(c.getStatus()).equals("Watching"));
        assertThat(lab.client.resources(Recovery.class).inAnyNamespace().list().getItems())
                .isEmpty();
    }

    private Map<Long, Long> writesByCycle(String namespace) {
        return lab.writes().stream()
                .filter(w -> isStatusOf(w, namespace))
                .map(w -> Serialization.unmarshal(w.body(), DRCycle.class))
                .collect(Collectors.groupingBy(DRCycleIT::cycle, Collectors.counting()));
    }

    private boolean cycling(DRCycle cycle) {
        return Resources.ready(cycle.getStatus()) && cycle(cycle) >= 1;
    }

    /** Waits until no pass is under way; returns the number of the last. */
    private long settle() {
        AtomicInteger before = new AtomicInteger(-1);
        OperatorLab.awaitIt()
                .during(java.time.Duration.ofMillis(600))
                .until(() -> {
                    int now = lab.sites.changes().size();
                    return before.getAndSet(now) == now;
                });
        return cycle(lab.get(DRCycle.class, "production", "three-sites"));
    }

    private void pause(boolean paused, @Nullable String runToken) {
        DRCycle cycle = exampleCycle();
        DRCycleSpec spec = cycle.getSpec();
        cycle.setSpec(
                new DRCycleSpec(
                        spec.chain(),
                        spec.groups(),
                        spec.interval(),
                        spec.freeze(),
                        paused,
                        runToken,
                        spec.recovery()));
        lab.apply(cycle);
    }

    private static DRCycle exampleCycle() {
        return Resources.example().stream()
                .filter(DRCycle.class::isInstance)
                .map(DRCycle.class::cast)
                .filter(c -> c.getMetadata().getNamespace().equals("production"))
                .findFirst()
                .orElseThrow();
    }

    private static boolean isStatusOf(ApiWrite write, String namespace) {
        return write.status()
                && write.path().matches(".*/namespaces/" + namespace + "/drcycles/.*");
    }

    private static boolean has(DRCycle cycle, String type) {
        return Resources.condition(cycle.getStatus(), type)
                .filter(c -> c.status().equals("True"))
                .isPresent();
    }

    private static String message(DRCycle cycle) {
        return Resources.condition(cycle.getStatus(), "Ready").orElseThrow().message();
    }

    private static long cycle(DRCycle cycle) {
        Long number = cycle.getStatus() == null ? null : cycle.getStatus().cycle();
        return number == null ? -1 : number;
    }

    private DRCycle await(String namespace, Predicate<DRCycle> wanted) {
        return lab.await(DRCycle.class, namespace, "three-sites", wanted);
    }
}
