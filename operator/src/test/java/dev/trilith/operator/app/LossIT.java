package dev.trilith.operator.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trilith.core.array.VolumeAddress;
import dev.trilith.operator.api.v1alpha1.DRCycle;
import dev.trilith.operator.api.v1alpha1.DRCycleSpec;
import dev.trilith.operator.api.v1alpha1.Recovery;
import dev.trilith.operator.api.v1alpha1.RecoveryPolicy;
import dev.trilith.operator.api.v1alpha1.RecoveryPolicy.Approval;
import dev.trilith.operator.api.v1alpha1.RecoveryPolicy.OnUnreachable;
import dev.trilith.operator.api.v1alpha1.SiteGrant;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LossIT {
    private final OperatorLab lab = new OperatorLab();

    @AfterEach
    void stop() {
        lab.close();
    }

    @Test
    void aDeletedProductionNamespaceIsRecoveredOnce() {
        lab.startOperator();
        lab.applyExample();
        await("production", c -> cycle(c) >= 2);
        await("remote", c -> Resources.reason(c.getStatus()).equals("Watching"));
        lab.cluster.onNamespaceTerminating(namespace -> lab.sites.kill("2a"));
        lab.client.namespaces().withName("production").delete();
        Recovery recovered = awaitRecovery();
        assertThat(recovered.getSpec().lostSite()).isEqualTo("production");
        assertThat(recovered.getMetadata().getName()).startsWith("three-sites-production-lost-");
        assertThat(Objects.requireNonNull(recovered.getStatus().plan()))
                .isNotEmpty()
                .allMatch(s -> s.state().equals("Done") && !s.reason().isBlank());
        assertThat(recovered.getStatus().volumes())
                .contains("2c:201f/LU0", "2c:201f/LU2", "2c:201f/LU4");
        assertThat(Objects.requireNonNull(recovered.getStatus().record()).site()).isNotBlank();
        assertThat(hostWritable("2c", "LU0")).isTrue();
        await("remote", c -> Resources.reason(c.getStatus()).equals("Recovered"));
        lab.forgetWrites();
        lab.sites.changes().clear();
        lab.startOperator();
        lab.apply(Resources.volume("remote", "2c", "201f", "LU9", "211z", "64Ki"));
        OperatorLab.awaitIt().until(() -> lab.sites.changes().contains("define 2c:201f/LU9"));
        assertThat(recoveries()).hasSize(1);
        assertThat(lab.sites.changes())
                .as("a second operator registers once more, and orders nothing")
                .allMatch(c -> c.startsWith("register") || c.equals("define 2c:201f/LU9"));
        assertThat(lab.client.resources(DRCycle.class).inNamespace("production").list().getItems())
                .isEmpty();
    }

    @Test
    void aLostNamespaceThatTakesLongToGoIsNotWaitedFor() {
        lab.startOperator();
        lab.applyExample();
        await("production", c -> cycle(c) >= 2);
        await("remote", c -> Resources.reason(c.getStatus()).equals("Watching"));
        List.of("production/2a", "local/2b", "remote/2c").forEach(this::namesItsOwner);
        CountDownLatch recovered = new CountDownLatch(1);
        lab.cluster.onNamespaceTerminating(namespace -> {
            lab.sites.kill("2a");
            lab.client.resources(SiteGrant.class).inNamespace(namespace).delete();
            until(recovered);
        });
        lab.client.namespaces().withName("production").delete();
        awaitRecovery();
        assertThat(lab.client.namespaces().withName("production").get()).isNotNull();
        recovered.countDown();
        assertThat(hostWritable("2c", "LU0")).isTrue();
    }

    @Test
    void aNamespaceThatIsGoingIsWaitedForAsLongAsItsHostsWritesAreSentOn() {
        lab.startOperator();
        lab.applyExample();
        await("production", c -> cycle(c) >= 2);
        await("remote", c -> Resources.reason(c.getStatus()).equals("Watching"));
        CountDownLatch seen = new CountDownLatch(1);
        lab.cluster.onNamespaceTerminating(namespace -> until(seen));
        lab.client.namespaces().withName("production").delete();
        await(
                "remote",
                c ->
                        Resources.condition(c.getStatus(), "Ready")
                                .filter(r -> r.message().contains("still sent what hosts write"))
                                .isPresent());
        assertThat(recoveries()).isEmpty();
        lab.sites.kill("2a");
        awaitRecovery();
        seen.countDown();
        assertThat(hostWritable("2c", "LU0")).isTrue();
    }

    @Test
    void aSilentArrayThatIsReachedAtItsAddressIsSuspectedToo() {
        lab.startOperator();
        lab.applyExample();
        lab.apply(Resources.external("remote", "2a", "201b", null));
        await("production", c -> cycle(c) >= 2);
        lab.sites.kill("2a");
        await("remote", c -> Resources.reason(c.getStatus()).equals("RecoverySuggested"));
    }

    private void namesItsOwner(String array) {
        String namespace = array.substring(0, array.indexOf('/'));
        String uid = lab.uid(namespace);
        lab.sites.with(world -> {
            world.array(array.substring(namespace.length() + 1)).owner(namespace + "/" + uid);
            return world;
        });
    }

    private static void until(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void productionAndLocalLostIsRecoveredFromRemoteAlone() {
        lab.startOperator();
        lab.applyExample();
        await("production", c -> cycle(c) >= 2);
        await("remote", c -> Resources.reason(c.getStatus()).equals("Watching"));
        lab.cluster.onNamespaceTerminating(
                namespace -> lab.sites.kill(namespace.equals("local") ? "2b" : "2a"));
        lab.client.namespaces().withName("local").delete();
        lab.client.namespaces().withName("production").delete();
        Recovery recovered = awaitRecovery();
        assertThat(Objects.requireNonNull(recovered.getStatus().recoveryPoint()).cycle())
                .isNotNull();
        assertThat(hostWritable("2c", "LU0")).isTrue();
    }

    @Test
    void aFreshOperatorOnAFreshClusterRecoversByTheRecordsAlone() {
        TrilithOperator first = lab.startOperator();
        lab.applyExample();
        await("production", c -> cycle(c) >= 2);
        lab.stop(first);
        lab.sites.kill("2a");
        try (OperatorLab fresh = new OperatorLab(lab.sites, false)) {
            for (HasMetadata object : Resources.example()) {
                if (inRemote(object)) {
                    fresh.apply(object instanceof DRCycle cycle ? impatient(cycle) : object);
                }
            }
            fresh.startOperator();
            Recovery recovered =
                    fresh.await(
                            Recovery.class,
                            "remote",
                            "three-sites-production-lost-unseen",
                            r -> Resources.ready(r.getStatus()));
            assertThat(recovered.getStatus().phase()).isEqualTo("Finished");
            assertThat(fresh.client.namespaces().withName("local").get()).isNull();
            assertThat(recovered.getStatus().plan())
                    .as("local's array is found by the record, though its namespace is unknown")
                    .anyMatch(s -> s.action().contains("H2"));
        }
        assertThat(hostWritable("2c", "LU0")).isTrue();
    }

    @Test
    void aNamespaceNeverSeenIsNoLossWhileTheArrayAnswers() {
        TrilithOperator first = lab.startOperator();
        lab.applyExample();
        await("production", c -> cycle(c) >= 2);
        lab.stop(first);
        try (OperatorLab fresh = new OperatorLab(lab.sites, false)) {
            for (HasMetadata object : Resources.example()) {
                if (inRemote(object)) {
                    fresh.apply(object instanceof DRCycle cycle ? impatient(cycle) : object);
                }
            }
            fresh.startOperator();
            fresh.await(
                    DRCycle.class,
                    "remote",
                    "three-sites",
                    c -> Resources.reason(c.getStatus()).equals("Watching"));
            assertThat(fresh.client.resources(Recovery.class).inAnyNamespace().list().getItems())
                    .isEmpty();
        }
    }

    @Test
    void anArrayThatItsSiteMayStartAgainIsNoLoss() {
        TrilithOperator first = lab.startOperator();
        lab.applyExample();
        await("production", c -> cycle(c) >= 2);
        lab.stop(first);
        lab.sites.turnAway("2a");
        try (OperatorLab fresh = new OperatorLab(lab.sites, false)) {
            for (HasMetadata object : Resources.example()) {
                if (inRemote(object)) {
                    fresh.apply(object instanceof DRCycle cycle ? impatient(cycle) : object);
                }
            }
            fresh.startOperator();
            fresh.await(
                    DRCycle.class,
                    "remote",
                    "three-sites",
                    c ->
                            Resources.condition(c.getStatus(), "Ready")
                                    .filter(r -> r.message().contains("may start it again"))
                                    .isPresent());
            assertThat(fresh.client.resources(Recovery.class).inAnyNamespace().list().getItems())
                    .isEmpty();
        }
    }

    @Test
    void aSilentProductionWhoseNamespaceStandsIsOnlySuspected() {
        lab.startOperator();
        lab.applyExample();
        await("production", c -> cycle(c) >= 2);
        lab.sites.kill("2a");
        await("remote", c -> Resources.reason(c.getStatus()).equals("RecoverySuggested"));
        assertThat(recoveries()).isEmpty();
    }

    @Test
    void withManualApprovalThePersonCreatesTheRecovery() {
        lab.startOperator();
        Resources.example().stream().map(o -> policy(o, Approval.MANUAL)).forEach(lab::apply);
        await("production", c -> cycle(c) >= 2);
        await("remote", c -> Resources.reason(c.getStatus()).equals("Watching"));
        lab.cluster.onNamespaceTerminating(namespace -> lab.sites.kill("2a"));
        lab.client.namespaces().withName("production").delete();
        DRCycle asking =
                await("remote", c -> Resources.reason(c.getStatus()).equals("ApprovalNeeded"));
        assertThat(recoveries()).isEmpty();
        assertThat(Resources.condition(asking.getStatus(), "Ready").orElseThrow().message())
                .contains("create Recovery " + asking.getStatus().recovery());
    }

    @Test
    void aRecoveryThatTheApiServerRefusesIsSaidOnceAndTriedAgain() {
        lab.startOperator();
        lab.applyExample();
        await("production", c -> cycle(c) >= 2);
        await("remote", c -> Resources.reason(c.getStatus()).equals("Watching"));
        lab.cluster.refuse(write -> write.path().endsWith("/recoveries"));
        lab.cluster.onNamespaceTerminating(namespace -> lab.sites.kill("2a"));
        lab.client.namespaces().withName("production").delete();
        DRCycle refused =
                await("remote", c -> Resources.reason(c.getStatus()).equals("RecoveryRefused"));
        assertThat(Resources.condition(refused.getStatus(), "Ready").orElseThrow().message())
                .contains("three-sites-production-lost-", "exceeded quota");
        lab.forgetWrites();
        OperatorLab.awaitIt()
                .until(() ->
                        lab.writes().stream().filter(w -> w.path().endsWith("/recoveries")).count()
                                >= 3);
        assertThat(lab.writes())
                .as("no more than that the namespace is gone at last")
                .filteredOn(w -> w.status() && w.path().contains("/namespaces/remote/"))
                .hasSizeLessThanOrEqualTo(1);
        assertThat(lab.client.v1().events().inNamespace("remote").list().getItems())
                .filteredOn(e -> e.getReason().equals("SiteLost"))
                .hasSize(1);
        lab.cluster.refuse(write -> false);
        awaitRecovery();
    }

    /** Its pod came back elsewhere while the recovery was waiting for it. */
    @Test
    void anArrayThatMovesIsFoundByARecoveryUnderWay() {
        lab.startOperator();
        lab.applyExample();
        await("production", c -> cycle(c) >= 2);
        await("remote", c -> Resources.reason(c.getStatus()).equals("Watching"));
        lab.cluster.onNamespaceTerminating(namespace -> lab.sites.kill("2a"));
        lab.sites.moveTo("2b", "10.0.0.2");
        lab.client.namespaces().withName("production").delete();
        OperatorLab.awaitIt()
                .until(() ->
                        recoveries().stream()
                                .anyMatch(
                                        r -> Resources.reason(r.getStatus()).equals("SiteSilent")));
        lab.apply(Resources.slice("local", "2b", "10.0.0.2", "201c", "201d"));
        Recovery recovered = awaitRecovery();
        assertThat(Objects.requireNonNull(recovered.getStatus().plan()))
                .anyMatch(s -> s.action().contains("H2"));
    }

    @Test
    void aRecoveryThatFailedIsNotCalledRecovered() {
        lab.startOperator();
        lab.sites.copying(false); // there is no image at remote when all else is lost
        lab.applyExample();
        await("remote", c -> Resources.reason(c.getStatus()).equals("Watching"));
        lab.cluster.onNamespaceTerminating(
                namespace -> lab.sites.kill(namespace.equals("local") ? "2b" : "2a"));
        lab.client.namespaces().withName("local").delete();
        lab.client.namespaces().withName("production").delete();
        DRCycle failed =
                await("remote", c -> Resources.reason(c.getStatus()).equals("RecoveryFailed"));
        assertThat(Resources.condition(failed.getStatus(), "Stalled").orElseThrow().status())
                .isEqualTo("True");
        assertThat(recoveries()).hasSize(1);
    }

    /** What an earlier installation left is still going while remote is installed again. */
    @Test
    void aNamespaceThatIsGoingWhenItIsFirstSeenWasNotLost() {
        CountDownLatch installed = new CountDownLatch(1);
        lab.cluster.onNamespaceTerminating(namespace -> until(installed));
        lab.apply(Resources.namespace("production"));
        lab.client.namespaces().withName("production").delete();
        lab.startOperator();
        Resources.example().stream()
                .filter(o -> inRemote(o) && !(o instanceof SiteGrant))
                .forEach(lab::apply);
        await("remote", c -> Resources.reason(c.getStatus()).equals("NoRecord"));
        OperatorLab.awaitIt().during(Duration.ofSeconds(1)).until(() -> recoveries().isEmpty());
        installed.countDown(); // what remote is told of by a grant is the production to come
        OperatorLab.awaitIt()
                .until(() -> lab.client.namespaces().withName("production").get() == null);
        lab.applyExample();
        await("production", c -> cycle(c) >= 2);
        assertThat(recoveries()).isEmpty();
    }

    private static boolean inRemote(HasMetadata object) {
        return "remote".equals(object.getMetadata().getNamespace())
                || "remote".equals(object.getMetadata().getName());
    }

    private static DRCycle impatient(DRCycle cycle) {
        return with(cycle, new RecoveryPolicy(Approval.AUTOMATIC, OnUnreachable.WAIT, "300ms"));
    }

    private static HasMetadata policy(HasMetadata object, Approval approval) {
        return object instanceof DRCycle cycle
                ? with(cycle, new RecoveryPolicy(approval, OnUnreachable.WAIT, "300ms"))
                : object;
    }

    private static DRCycle with(DRCycle cycle, RecoveryPolicy policy) {
        DRCycleSpec spec = cycle.getSpec();
        cycle.setSpec(
                new DRCycleSpec(
                        spec.chain(),
                        spec.groups(),
                        spec.interval(),
                        spec.freeze(),
                        spec.paused(),
                        spec.runToken(),
                        policy));
        return cycle;
    }

    private boolean hostWritable(String array, String lu) {
        return lab.sites.with(world ->
                world.array(array)
                        .snapshot()
                        .volume(new VolumeAddress(array, "201f", lu))
                        .orElseThrow()
                        .hostWritable());
    }

    private List<Recovery> recoveries() {
        return lab.client.resources(Recovery.class).inAnyNamespace().list().getItems();
    }

    private Recovery awaitRecovery() {
        return OperatorLab.awaitIt()
                .until(
                        () ->
                                recoveries().stream()
                                        .filter(r -> Resources.ready(r.getStatus()))
                                        .findFirst()
                                        .orElse(null),
                        Objects::nonNull);
    }

    private static long cycle(DRCycle cycle) {
        Long number = cycle.getStatus() == null ? null : cycle.getStatus().cycle();
        return number == null ? -1 : number;
    }

    private DRCycle await(String namespace, Predicate<DRCycle> wanted) {
        return lab.await(DRCycle.class, namespace, "three-sites", wanted);
    }
}
