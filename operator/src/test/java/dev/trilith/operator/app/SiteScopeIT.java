package dev.trilith.operator.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trilith.operator.api.v1alpha1.CopyPair;
import dev.trilith.operator.api.v1alpha1.CredentialsReference;
import dev.trilith.operator.api.v1alpha1.DRCycle;
import dev.trilith.operator.api.v1alpha1.GrantedPeer;
import dev.trilith.operator.api.v1alpha1.Recovery;
import dev.trilith.operator.api.v1alpha1.SiteGrant;
import dev.trilith.operator.api.v1alpha1.SiteGrantSpec;
import dev.trilith.operator.api.v1alpha1.StorageSubsystem;
import dev.trilith.operator.api.v1alpha1.VolumeDefinition;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Secret;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** One operator for each site: it sees its own namespace, and reaches the others by endpoint. */
class SiteScopeIT {
    private static final Map<String, String> ARRAYS =
            Map.of("production", "2a", "local", "2b", "remote", "2c");
    private static final Map<String, String> PORTS =
            Map.of("production", "201b", "local", "201d", "remote", "201f");

    private final OperatorLab lab = new OperatorLab(new Sites(), true);

    @AfterEach
    void stop() {
        lab.close();
    }

    @Test
    void theCycleRunsOverPeersAndRemoteRecoversWithItsOwnOperator() {
        TrilithOperator production = lab.startSiteOperator("production");
        lab.startSiteOperator("local");
        lab.startSiteOperator("remote");
        Resources.example().forEach(this::withPeers);
        lab.await(
                DRCycle.class,
                "production",
                "three-sites",
                c ->
                        c.getStatus() != null
                                && c.getStatus().cycle() != null
                                && c.getStatus().cycle() >= 2);
        lab.await(
                DRCycle.class,
                "remote",
                "three-sites",
                c -> Resources.reason(c.getStatus()).equals("Watching"));
        String uid = lab.uid("production");
        lab.stop(production);
        lab.cluster.onNamespaceTerminating(namespace -> lab.sites.kill("2a"));
        lab.client.namespaces().withName("production").delete();
        lab.await(
                Recovery.class,
                "remote",
                "three-sites-production-lost-" + uid.substring(0, 8),
                r -> Resources.ready(r.getStatus()));
    }

    @Test
    void aPeerThatIsNotDefinedHereIsAskedFor() {
        lab.startSiteOperator("production");
        lab.startSiteOperator("local");
        lab.startSiteOperator("remote");
        Resources.example().forEach(lab::apply);
        CopyPair pair =
                lab.await(
                        CopyPair.class,
                        "production",
                        "p1",
                        p -> Resources.reason(p.getStatus()).equals("PeerNotDefined"));
        assertThat(Resources.condition(pair.getStatus(), "Ready").orElseThrow().message())
                .contains("create StorageSubsystem production/2b with external.endpoint");
    }

    @Test
    void grantsAreFiledOnTheArrayWithTheirTokensAndWithdrawnWithThem() {
        grantedToProduction(grantWithToken("production", "for-production"));
        assertThat(lab.sites.access("2b").token("production")).isEqualTo("peer-token");
        lab.client.resources(SiteGrant.class).inNamespace("local").delete();
        OperatorLab.awaitIt().until(() -> lab.sites.access("2b").granted().isEmpty());
    }

    @Test
    void aPeerWhoseNamespaceIsGoneIsLetInNoMore() {
        grantedToProduction(grantWithToken("production", "for-production"));
        lab.client.namespaces().withName("production").delete();
        OperatorLab.awaitIt().until(() -> lab.sites.access("2b").granted().isEmpty());
        lab.await(
                SiteGrant.class,
                "local",
                "consent",
                g -> Resources.reason(g.getStatus()).equals("PeerGone"));
    }

    @Test
    void aUidThatNobodyCanCheckFromHereIsToldToBeUnchecked() {
        SiteGrant grant = Resources.grant("local", List.of("G1"), "elsewhere");
        grant.setSpec(
                new SiteGrantSpec(
                        List.of("G1"),
                        List.of(
                                new GrantedPeer(
                                        "elsewhere",
                                        "00000000-0000-0000-0000-0000000000ff",
                                        new CredentialsReference("for-production")))));
        lab.startSiteOperator("local");
        lab.apply(
                Resources.namespace("local"),
                Resources.secret("local", "for-production", "peer-token"),
                grant);
        SiteGrant unchecked =
                lab.await(
                        SiteGrant.class,
                        "local",
                        "consent",
                        g -> !Resources.reason(g.getStatus()).isEmpty());
        assertThat(Resources.reason(unchecked.getStatus())).isEqualTo("UidNotChecked");
        assertThat(Resources.ready(unchecked.getStatus())).isTrue();
    }

    @Test
    void aTokenThatWasGivenForOneGroupOpensNoOther() {
        grantedToProduction(grantWithToken("production", "for-production"));
        SiteGrant second = grantWithToken("production", "second");
        second.getMetadata().setName("later");
        second.setSpec(new SiteGrantSpec(List.of("G2"), second.getSpec().peers()));
        lab.apply(Resources.secret("local", "second", "another-token"), second);
        SiteGrant rival =
                lab.await(
                        SiteGrant.class,
                        "local",
                        "later",
                        g -> !Resources.reason(g.getStatus()).isEmpty());
        assertThat(Resources.reason(rival.getStatus())).isEqualTo("PeerHasAnotherToken");
        assertThat(Resources.condition(rival.getStatus(), "Ready").orElseThrow().message())
                .contains("SiteGrant consent", "namespace production");
        lab.apply(Resources.secret("local", "second", "peer-token"));
        lab.await(SiteGrant.class, "local", "later", g -> Resources.ready(g.getStatus()));
        OperatorLab.awaitIt()
                .until(() ->
                        lab.sites
                                .access("2b")
                                .granted()
                                .equals(Map.of("production", Set.of("G1", "G2"))));
        assertThat(lab.sites.access("2b").token("production")).isEqualTo("peer-token");
    }

    @Test
    void nobodyDefinesVolumesOnSomebodyElsesArray() {
        lab.startSiteOperator("production");
        lab.sites.with(world -> {
            world.array("2b").owner("local/00000000-0000-0000-0000-0000000000ff");
            return world;
        });
        lab.apply(
                Resources.namespace("production"),
                Resources.external("production", "2b", "201d", null),
                Resources.volume("production", "2b", "201d", "LU7", "mine", "64Ki"));
        lab.await(
                VolumeDefinition.class,
                "production",
                "2b-mine",
                v -> Resources.reason(v.getStatus()).equals("ArrayOfAnother"));
        assertThat(lab.sites.changes()).isEmpty();
    }

    @Test
    void aMissingSecretIsNamed() {
        lab.startSiteOperator("local");
        lab.apply(Resources.namespace("local"), guarded("local", "2b", "201d", "own"));
        StorageSubsystem waiting =
                lab.await(
                        StorageSubsystem.class,
                        "local",
                        "2b",
                        s -> Resources.reason(s.getStatus()).equals("SecretMissing"));
        assertThat(Resources.condition(waiting.getStatus(), "Ready").orElseThrow().message())
                .contains("Secret local/own", "does not exist");
        lab.apply(Resources.secret("local", "own", "token"));
        lab.await(StorageSubsystem.class, "local", "2b", s -> Resources.ready(s.getStatus()));
    }

    @Test
    void aSecretThatIsTakenAwayLaterIsNoticedToo() {
        lab.startSiteOperator("local");
        lab.apply(
                Resources.namespace("local"),
                Resources.secret("local", "own", "token"),
                guarded("local", "2b", "201d", "own"));
        lab.await(StorageSubsystem.class, "local", "2b", s -> Resources.ready(s.getStatus()));
        lab.client.secrets().inNamespace("local").withName("own").delete();
        lab.await(
                StorageSubsystem.class,
                "local",
                "2b",
                s -> Resources.reason(s.getStatus()).equals("SecretMissing"));
    }

    @Test
    void aSecretThatIsNoTokenIsShownToNobody() {
        lab.startSiteOperator("local");
        Secret other = Resources.secret("local", "own", "account-token");
        other.setType("kubernetes.io/service-account-token");
        lab.apply(Resources.namespace("local"), other, guarded("local", "2b", "201d", "own"));
        lab.await(
                StorageSubsystem.class,
                "local",
                "2b",
                s -> Resources.reason(s.getStatus()).equals("SecretOfAnotherType"));
    }

    /** Local's array lets production in by this grant. */
    private void grantedToProduction(SiteGrant grant) {
        lab.startSiteOperator("local");
        lab.apply(
                Resources.namespace("local"),
                Resources.namespace("production"),
                Resources.secret("local", "own", "owner-token"),
                Resources.secret("local", "for-production", "peer-token"),
                guarded("local", "2b", "201d", "own"),
                grant);
        OperatorLab.awaitIt()
                .until(() ->
                        lab.sites
                                .access("2b")
                                .granted()
                                .equals(Map.of("production", Set.of("G1"))));
        lab.await(
                SiteGrant.class,
                "local",
                "consent",
                g -> Resources.reason(g.getStatus()).equals("Granted"));
    }

    /** Applies the object, and beside a site's own array the two others as external ones. */
    private void withPeers(HasMetadata object) {
        lab.apply(object);
        if (object instanceof StorageSubsystem own) {
            ARRAYS.forEach((namespace, array) -> {
                if (!array.equals(own.getMetadata().getName())) {
                    lab.apply(
                            Resources.external(
                                    own.getMetadata().getNamespace(),
                                    array,
                                    PORTS.getOrDefault(namespace, ""),
                                    null));
                }
            });
        }
    }

    private static StorageSubsystem guarded(
            String namespace, String name, String port, String secret) {
        return Resources.guarded(Resources.subsystem(namespace, name, port), secret);
    }

    private static SiteGrant grantWithToken(String peer, String secret) {
        SiteGrant grant = Resources.grant("local", List.of("G1"), peer);
        grant.setSpec(
                new SiteGrantSpec(
                        List.of("G1"),
                        List.of(new GrantedPeer(peer, null, new CredentialsReference(secret)))));
        return grant;
    }
}
