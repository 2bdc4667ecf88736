package dev.trilith.operator.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trilith.operator.api.v1alpha1.ChainSite;
import dev.trilith.operator.api.v1alpha1.ConditionedStatus;
import dev.trilith.operator.api.v1alpha1.CopyPair;
import dev.trilith.operator.api.v1alpha1.DRCycle;
import dev.trilith.operator.api.v1alpha1.Recovery;
import dev.trilith.operator.api.v1alpha1.RecoverySpec;
import dev.trilith.operator.api.v1alpha1.SiteGrant;
import dev.trilith.operator.api.v1alpha1.StatusCondition;
import dev.trilith.operator.api.v1alpha1.StorageSubsystem;
import dev.trilith.operator.api.v1alpha1.VolumeDefinition;
import dev.trilith.operator.api.v1alpha1.VolumeReference;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A consent is for its groups only, whatever the resources that use it say. */
class GrantedGroupsIT {
    private final OperatorLab lab = new OperatorLab(new Sites(), true);
    private final CountDownLatch gone = new CountDownLatch(1);

    @AfterEach
    void stop() {
        gone.countDown();
        lab.close();
    }

    /** Production may name local for G1; local's LU0 and LU1 are a pair of G2. */
    private void start() {
        lab.apply(
                Resources.namespace("production"),
                Resources.namespace("local"),
                Resources.subsystem("production", "2a", "201b"),
                Resources.subsystem("local", "2b", "201d"),
                Resources.grant("local", List.of("G1"), "production"),
                Resources.volume("production", "2a", "201b", "LU0", "211a", "64Ki"),
                Resources.volume("local", "2b", "201d", "LU0", "211b", "64Ki"),
                Resources.volume("local", "2b", "201d", "LU1", "211c", "64Ki"),
                Resources.volume("local", "2b", "201d", "LU2", "211d", "64Ki"),
                Resources.pair(
                        "local", "p10", "G2", atLocal(null, "LU0"), atLocal(null, "LU1"), null));
        lab.startOperator();
        lab.await(CopyPair.class, "local", "p10", p -> Resources.ready(p.getStatus()));
    }

    @Test
    void aPairOfAGrantedGroupDoesNotReadAnotherGroupsVolume() {
        start();
        lab.apply(own("thief", atLocal("local", "LU0"), atProduction()));
        refused("thief");
    }

    @Test
    void aPairOfAGrantedGroupDoesNotOverwriteAnotherGroupsVolume() {
        start();
        lab.apply(own("vandal", atProduction(), atLocal("local", "LU0")));
        refused("vandal");
    }

    @Test
    void anArrayReachedAtItsAddressIsNoWayRoundTheGroups() {
        start();
        namesItsOwner();
        lab.apply(
                Resources.external("production", "2b", "201d", null),
                own("thief", atLocal(null, "LU0"), atProduction()));
        refused("thief");
    }

    @Test
    void aFreeVolumeMayBePairedForAGrantedGroup() {
        start();
        lab.apply(own("p1", atProduction(), atLocal("local", "LU2")));
        lab.await(CopyPair.class, "production", "p1", p -> Resources.ready(p.getStatus()));
    }

    @Test
    void nobodyDefinesVolumesOnSomebodyElsesArray() {
        start();
        namesItsOwner();
        lab.apply(
                Resources.external("production", "2b", "201d", null),
                Resources.volume("production", "2b", "201d", "LU7", "mine", "64Ki"));
        VolumeDefinition refused =
                lab.await(
                        VolumeDefinition.class,
                        "production",
                        "2b-mine",
                        v -> Resources.reason(v.getStatus()).equals("ArrayOfAnother"));
        assertThat(message(refused.getStatus()))
                .contains("namespace local (UID " + lab.uid("local"))
                .contains("not namespace production");
        assertThat(lab.sites.changes()).doesNotContain("define 2b:201d/LU7");
    }

    @Test
    void aNamespaceThatIsStillGoingIsStillAsked() {
        start();
        lab.client.resources(SiteGrant.class).inNamespace("local").delete();
        lab.cluster.onNamespaceTerminating(namespace -> untilGone());
        lab.client.namespaces().withName("local").delete();
        lab.apply(own("p1", atProduction(), atLocal("local", "LU2")));
        refused("p1");
    }

    @Test
    void anArrayThatDoesNotSayWhoseItIsIsWaitedFor() {
        start();
        lab.sites.hideOwner("2b");
        lab.apply(
                Resources.external("production", "2b", "201d", null),
                own("p1", atProduction(), atLocal(null, "LU2")));
        lab.await(
                CopyPair.class,
                "production",
                "p1",
                p -> Resources.reason(p.getStatus()).equals("ArrayUnreachable"));
        assertThat(lab.sites.changes()).noneMatch(c -> c.startsWith("register p1 "));
    }

    /** What a record tells was written by its own site: the arrays' owners never saw it. */
    @Test
    void aRecoveryTakesNoGroupThatOnlyItsRecordNames() {
        lab.startOperator();
        Resources.example().forEach(this::withoutConsentOfLocal);
        lab.apply(Resources.grant("local", List.of("G1", "G11", "G12"), "production"));
        SiteGrant narrow = Resources.grant("local", List.of("G1"), "remote");
        narrow.getMetadata().setName("narrow");
        lab.apply(narrow);
        lab.await(
                DRCycle.class,
                "production",
                "three-sites",
                c ->
                        c.getStatus() != null
                                && Objects.requireNonNullElse(c.getStatus().cycle(), 0L) >= 2);
        Recovery recovery = new Recovery();
        recovery.setMetadata(Resources.metadata("remote", "mine"));
        recovery.setSpec(
                new RecoverySpec(
                        "three-sites",
                        "remote",
                        "production",
                        null,
                        List.of(
                                new ChainSite("production", "production", "2a"),
                                new ChainSite("local", "local", "2b"),
                                new ChainSite("remote", "remote", "2c")),
                        List.of("G1"),
                        null,
                        null,
                        null));
        lab.apply(recovery);
        Recovery refused =
                lab.await(
                        Recovery.class,
                        "remote",
                        "mine",
                        r -> Resources.reason(r.getStatus()).equals("NotGranted"));
        assertThat(message(refused.getStatus())).contains("G11");
        assertThat(lab.sites.changes())
                .as("the cycle has term 1")
                .noneMatch(c -> c.matches("seal \\w+ [2-9] at 2b"));
    }

    private void withoutConsentOfLocal(HasMetadata object) {
        if (!(object instanceof SiteGrant && object.getMetadata().getNamespace().equals("local"))) {
            lab.apply(object);
        }
    }

    private void untilGone() {
        try {
            gone.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void namesItsOwner() {
        lab.await(StorageSubsystem.class, "local", "2b", s -> Resources.ready(s.getStatus()));
        lab.sites.with(world -> {
            world.array("2b").owner("local/" + lab.uid("local"));
            return world;
        });
    }

    private void refused(String name) {
        CopyPair pair =
                lab.await(
                        CopyPair.class,
                        "production",
                        name,
                        p -> Resources.reason(p.getStatus()).equals("NotGranted"));
        assertThat(message(pair.getStatus()))
                .contains("in namespace local")
                .contains("lets namespace production");
        assertThat(lab.sites.changes()).noneMatch(c -> c.startsWith("register " + name + " "));
    }

    private static String message(@Nullable ConditionedStatus status) {
        return Resources.condition(status, "Ready").map(StatusCondition::message).orElse("");
    }

    private static CopyPair own(String name, VolumeReference primary, VolumeReference secondary) {
        return Resources.pair("production", name, "G1", primary, secondary, null);
    }

    private static VolumeReference atProduction() {
        return new VolumeReference(null, "2a", "201b", "LU0");
    }

    private static VolumeReference atLocal(@Nullable String namespace, String lu) {
        return new VolumeReference(namespace, "2b", "201d", lu);
    }
}
