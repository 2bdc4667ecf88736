package dev.trilith.operator.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trilith.operator.api.v1alpha1.ChainSite;
import dev.trilith.operator.api.v1alpha1.CopyPair;
import dev.trilith.operator.api.v1alpha1.DRCycle;
import dev.trilith.operator.api.v1alpha1.GrantedPeer;
import dev.trilith.operator.api.v1alpha1.Recovery;
import dev.trilith.operator.api.v1alpha1.RecoverySpec;
import dev.trilith.operator.api.v1alpha1.SiteGrant;
import dev.trilith.operator.api.v1alpha1.SiteGrantSpec;
import dev.trilith.operator.api.v1alpha1.StorageSubsystem;
import dev.trilith.operator.api.v1alpha1.VolumeReference;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * A site is named by others only with its owner's consent: one test for every known way round it.
 */
class ConsentIT {
    private final OperatorLab lab = new OperatorLab(new Sites(), true);

    @BeforeEach
    void start() {
        lab.apply(
                Resources.namespace("production"),
                Resources.namespace("local"),
                Resources.namespace("intruder"),
                Resources.subsystem("production", "2a", "201b"),
                Resources.subsystem("local", "2b", "201d"),
                Resources.volume("production", "2a", "201b", "LU0", "211a", "64Ki"),
                Resources.volume("local", "2b", "201d", "LU0", "211b", "64Ki"),
                Resources.volume("local", "2b", "201d", "LU1", "211c", "64Ki"));
        lab.startOperator();
    }

    @AfterEach
    void stop() {
        lab.close();
    }

    @Test
    void withoutAGrantThePairIsRefusedAndWithOneItGoesThrough() {
        lab.apply(pair("production", "p1", "G1"));
        refused("production", "p1", "no SiteGrant in namespace local lets namespace production");
        lab.apply(Resources.grant("local", List.of("G1"), "production"));
        granted("production", "p1");
    }

    @Test
    void aGrantForAnotherGroupDoesNotCount() {
        lab.apply(
                Resources.grant("local", List.of("G2"), "production"),
                pair("production", "p1", "G1"));
        refused("production", "p1", "for group G1");
    }

    @Test
    void aGrantForAnotherNamespaceDoesNotCount() {
        lab.apply(
                Resources.grant("local", List.of("G1"), "intruder"),
                pair("production", "p1", "G1"));
        refused("production", "p1", "lets namespace production");
    }

    @Test
    void aGrantMadeInTheAskersOwnNamespaceDoesNotCount() {
        lab.apply(
                Resources.grant("production", List.of("G1"), "production", "local"),
                pair("production", "p1", "G1"));
        refused("production", "p1", "no SiteGrant in namespace local");
    }

    @Test
    void aPairOfAThirdNamespaceThatNamesTwoOthersNeedsTheConsentOfBoth() {
        lab.apply(
                Resources.grant("local", List.of("G1"), "intruder"),
                Resources.pair(
                        "intruder",
                        "px",
                        "G1",
                        new VolumeReference("production", "2a", "201b", "LU0"),
                        new VolumeReference("local", "2b", "201d", "LU0"),
                        null));
        refused("intruder", "px", "no SiteGrant in namespace production");
    }

    @Test
    void aNamespaceMadeAnewUnderTheSameNameIsSomebodyElse() {
        lab.apply(
                Resources.grant("local", List.of("G1"), "production"),
                pair("production", "p1", "G1"));
        granted("production", "p1");
        lab.client.namespaces().withName("production").delete();
        OperatorLab.awaitIt()
                .until(() -> lab.client.namespaces().withName("production").get() == null);
        lab.apply(
                Resources.namespace("production"),
                Resources.subsystem("production", "2a", "201b"),
                pair("production", "p2", "G1"));
        refused("production", "p2", "(UID " + lab.uid("production") + ")");
        lab.await(
                SiteGrant.class,
                "local",
                "consent",
                g -> Resources.reason(g.getStatus()).equals("PeerReplaced"));
    }

    @Test
    void aGrantForACertainUidIsForNoOther() {
        lab.apply(withUid("00000000-0000-0000-0000-0000000000ff"), pair("production", "p1", "G1"));
        refused("production", "p1", "ask the owner of local");
        lab.apply(withUid(lab.uid("production")));
        granted("production", "p1");
    }

    @Test
    void anArrayReachedAtItsAddressStillBelongsToItsOwner() {
        lab.await(StorageSubsystem.class, "local", "2b", s -> Resources.ready(s.getStatus()));
        lab.sites.with(world -> {
            world.array("2b").owner("local/" + lab.uid("local"));
            return world;
        });
        lab.apply(
                Resources.external("production", "2b", "201d", null),
                pair("production", "p1", "G1"));
        refused("production", "p1", "no SiteGrant in namespace local");
    }

    @Test
    void aCycleThatNamesASiteWithoutItsConsentDoesNotStart() {
        Resources.example().stream()
                .filter(o -> !(o instanceof SiteGrant g && isIn(g, "local")))
                .forEach(lab::apply);
        lab.await(
                DRCycle.class,
                "production",
                "three-sites",
                c -> Resources.reason(c.getStatus()).equals("NotGranted"));
        assertThat(lab.sites.changes()).noneMatch(c -> c.startsWith("order"));
    }

    @Test
    void aConsentThatIsWithdrawnStopsTheCycle() {
        lab.applyExample();
        lab.await(
                DRCycle.class,
                "production",
                "three-sites",
                c ->
                        c.getStatus() != null
                                && Objects.requireNonNullElse(c.getStatus().cycle(), 0L) >= 2);
        lab.client.resources(SiteGrant.class).inNamespace("remote").delete();
        lab.await(
                DRCycle.class,
                "production",
                "three-sites",
                c -> Resources.reason(c.getStatus()).equals("NotGranted"));
        lab.apply(Resources.grant("remote", List.of("G1", "G11", "G12"), "production", "local"));
        granted("local", "p2");
        lab.await(DRCycle.class, "production", "three-sites", c -> Resources.ready(c.getStatus()));
    }

    @Test
    void aRecoveryMadeByHandElsewhereTakesNobodysArray() {
        lab.applyExample();
        lab.await(
                DRCycle.class,
                "production",
                "three-sites",
                c ->
                        c.getStatus() != null
                                && Objects.requireNonNullElse(c.getStatus().cycle(), 0L) >= 2);
        Recovery recovery = new Recovery();
        recovery.setMetadata(Resources.metadata("intruder", "mine"));
        recovery.setSpec(
                new RecoverySpec(
                        "three-sites",
                        "mine",
                        "production",
                        null,
                        List.of(
                                new ChainSite("production", "production", "2a"),
                                new ChainSite("local", "local", "2b"),
                                new ChainSite("mine", "intruder", "2c")),
                        List.of("G1", "G11", "G12"),
                        null,
                        null,
                        null));
        lab.apply(Resources.external("intruder", "2c", "201f", null), recovery);
        lab.sites.with(world -> {
            world.array("2c").owner("remote/" + lab.uid("remote"));
            return world;
        });
        lab.await(
                Recovery.class,
                "intruder",
                "mine",
                r -> Resources.reason(r.getStatus()).equals("NotGranted"));
        assertThat(lab.sites.changes()).noneMatch(c -> c.contains("R121"));
    }

    private static boolean isIn(SiteGrant grant, String namespace) {
        return grant.getMetadata().getNamespace().equals(namespace);
    }

    private static SiteGrant withUid(String uid) {
        SiteGrant grant = Resources.grant("local", List.of("G1"), "production");
        grant.setSpec(
                new SiteGrantSpec(
                        List.of("G1"), List.of(new GrantedPeer("production", uid, null))));
        return grant;
    }

    private static CopyPair pair(String namespace, String name, String group) {
        return Resources.pair(
                namespace,
                name,
                group,
                new VolumeReference(null, "2a", "201b", "LU0"),
                new VolumeReference("local", "2b", "201d", "LU0"),
                null);
    }

    private void refused(String namespace, String name, String words) {
        CopyPair pair =
                lab.await(
                        CopyPair.class,
                        namespace,
                        name,
                        p -> Resources.reason(p.getStatus()).equals("NotGranted"));
        assertThat(Resources.condition(pair.getStatus(), "Ready").orElseThrow().message())
                .contains(words);
        assertThat(lab.sites.changes()).noneMatch(c -> c.startsWith("register " + name + " "));
    }

    private void granted(String namespace, String name) {
        lab.await(CopyPair.class, namespace, name, p -> Resources.ready(p.getStatus()));
    }
}
