package dev.trilith.operator.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.trilith.mockcluster.ApiWrite;
import dev.trilith.operator.api.v1alpha1.ArrayEndpoints;
import dev.trilith.operator.api.v1alpha1.ExternalArray;
import dev.trilith.operator.api.v1alpha1.HostTls;
import dev.trilith.operator.api.v1alpha1.NbdEndpoint;
import dev.trilith.operator.api.v1alpha1.StorageSubsystem;
import dev.trilith.operator.api.v1alpha1.StorageSubsystemSpec;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.KeyToPath;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class StorageSubsystemIT {
    private final OperatorLab lab = new OperatorLab();

    @BeforeEach
    void start() {
        lab.apply(Resources.namespace("production"));
        lab.startOperator();
    }

    @AfterEach
    void stop() {
        lab.close();
    }

    @Test
    void runsTheArrayAndNamesItsEndpoints() {
        lab.apply(Resources.subsystem("production", "2a", "201b", "201c"));
        StorageSubsystem ready = awaitReady();
        assertThat(ready.getStatus().endpoints())
                .isEqualTo(
                        new ArrayEndpoints(
                                "http://10.0.0.1:8080",
                                "10.0.0.1:10800",
                                List.of(
                                        new NbdEndpoint("201b", "10.0.0.1:10809"),
                                        new NbdEndpoint("201c", "10.0.0.1:10810"))));
        StatefulSet set =
                lab.client
                        .apps()
                        .statefulSets()
                        .inNamespace("production")
                        .withName("array-2a")
                        .get();
        assertThat(set.getSpec().getPodManagementPolicy())
                .as("a pod that never started is replaced when its image is corrected")
                .isEqualTo("Parallel");
        Container container = set.getSpec().getTemplate().getSpec().getContainers().get(0);
        assertThat(String.join(" ", container.getArgs()))
                .isEqualTo(
                        "--name 2a --data /data --rest-port 8080 --nbd 201b=10809 --nbd 201c=10810"
                                + " --link-port 10800 --bind 0.0.0.0 --owner production/"
                                + lab.uid("production"));
        assertThat(container.getPorts())
                .extracting(ContainerPort::getName)
                .containsExactly("rest", "link", "nbd-201b", "nbd-201c");
        assertThat(set.getMetadata().getOwnerReferences().get(0).getUid())
                .isEqualTo(ready.getMetadata().getUid());
        assertThat(ready.getFinalizers()).isEmpty();
        assertThat(
                        lab.client
                                .services()
                                .inNamespace("production")
                                .withName("array-2a")
                                .get()
                                .getSpec()
                                .getClusterIP())
                .isEqualTo("None");
    }

    @Test
    void readsWhatTlsNeedsFromASecretAndSaysWhatThatLacks() {
        HostTls tls = new HostTls(null, "host-keys", null, true);
        lab.apply(Resources.withHostTls(Resources.subsystem("production", "2a", "201b"), tls));
        lab.client.resource(Resources.slice("production", "2a", "10.0.0.1", "201b")).delete();
        awaitTrouble("Secret host-keys of namespace production does not exist");
        lab.apply(
                new SecretBuilder()
                        .withNewMetadata()
                        .withNamespace("production")
                        .withName("host-keys")
                        .endMetadata()
                        .addToData("tls.crt", "")
                        .addToData("ca.crt", "")
                        .build());
        awaitTrouble("Secret host-keys of namespace production lacks [tls.key]");
        StatefulSet set =
                lab.client
                        .apps()
                        .statefulSets()
                        .inNamespace("production")
                        .withName("array-2a")
                        .get();
        PodSpec pod = set.getSpec().getTemplate().getSpec();
        assertThat(String.join(" ", pod.getContainers().get(0).getArgs()))
                .endsWith(
                        "--nbd-tls=forced --nbd-tls-certificates /host-tls"
                                + " --nbd-tls-verify-clients");
        assertThat(pod.getVolumes().get(0).getSecret().getItems())
                .extracting(KeyToPath::getKey, KeyToPath::getPath)
                .containsExactlyInAnyOrder(
                        tuple("tls.crt", "server-cert.pem"),
                        tuple("tls.key", "server-key.pem"),
                        tuple("ca.crt", "ca-cert.pem"));
    }

    private void awaitTrouble(String words) {
        lab.await(
                StorageSubsystem.class,
                "production",
                "2a",
                s ->
                        s.getStatus() != null
                                && String.valueOf(s.getStatus().conditions())
                                        .contains("HostTlsMissing")
                                && String.valueOf(s.getStatus().conditions()).contains(words));
    }

    @Test
    void takesEndpointsAwayWhileNoPodIsReady() {
        lab.apply(Resources.subsystem("production", "2a", "201b"));
        awaitReady();
        lab.client.resource(Resources.slice("production", "2a", "10.0.0.1", "201b")).delete();
        StorageSubsystem waiting =
                lab.await(
                        StorageSubsystem.class,
                        "production",
                        "2a",
                        s -> Resources.reason(s.getStatus()).equals("ArrayNotReady"));
        assertThat(waiting.getStatus().endpoints()).isNull();
        lab.run(waiting);
        awaitReady();
    }

    @Test
    void whatIsTakenOutOfTheResourceIsTakenOutOfTheArraysPod() {
        StorageSubsystem bare = Resources.subsystem("production", "2a", "201b");
        StorageSubsystemSpec spec = bare.getSpec();
        StorageSubsystem picky = Resources.subsystem("production", "2a", "201b");
        picky.setSpec(
                new StorageSubsystemSpec(
                        spec.ports(),
                        spec.storage(),
                        null,
                        null,
                        null,
                        null,
                        Map.of("disk", "nowhere"),
                        null,
                        null));
        lab.apply(picky);
        OperatorLab.awaitIt().until(() -> Map.of("disk", "nowhere").equals(nodeSelector()));
        lab.apply(bare);
        OperatorLab.awaitIt().until(() -> nodeSelector() == null || nodeSelector().isEmpty());
    }

    private @Nullable Map<String, String> nodeSelector() {
        StatefulSet set =
                lab.client
                        .apps()
                        .statefulSets()
                        .inNamespace("production")
                        .withName("array-2a")
                        .get();
        return set == null ? null : set.getSpec().getTemplate().getSpec().getNodeSelector();
    }

    @Test
    void aRepeatWritesNothing() {
        lab.apply(Resources.subsystem("production", "2a", "201b"));
        StorageSubsystem ready = awaitReady();
        lab.forgetWrites();
        ready.getMetadata().setLabels(java.util.Map.of("touched", "yes"));
        lab.client.resource(ready).patch();
        lab.apply(Resources.slice("production", "2a", "10.0.0.2", "201b"));
        lab.await(
                StorageSubsystem.class,
                "production",
                "2a",
                s ->
                        s.getStatus().endpoints() != null
                                && s.getStatus().endpoints().rest().contains("10.0.0.2"));
        assertThat(lab.writes())
                .filteredOn(w -> w.path().contains("statefulsets") || w.path().contains("services"))
                .isEmpty();
        assertThat(lab.writes()).filteredOn(ApiWrite::status).hasSize(1);
    }

    @Test
    void anExternalArrayIsOnlyDialled() {
        StorageSubsystem external = Resources.subsystem("production", "2a", "201b");
        external.setSpec(
                new StorageSubsystemSpec(
                        List.of("201b"),
                        null,
                        null,
                        new ExternalArray("http://192.0.2.1:8080", "192.0.2.1:10800", null, null),
                        null,
                        null,
                        null,
                        null,
                        null));
        lab.client.resource(external).create();
        StorageSubsystem ready = awaitReady();
        assertThat(ready.getStatus().endpoints())
                .extracting(e -> e == null ? "" : e.rest())
                .isEqualTo("http://192.0.2.1:8080");
        assertThat(lab.client.apps().statefulSets().inAnyNamespace().list().getItems()).isEmpty();
    }

    @Test
    void aSilentArrayIsNotReady() {
        lab.sites.kill("2a");
        lab.apply(Resources.subsystem("production", "2a", "201b"));
        lab.await(
                StorageSubsystem.class,
                "production",
                "2a",
                s -> Resources.reason(s.getStatus()).equals("ArrayUnreachable"));
    }

    private StorageSubsystem awaitReady() {
        return lab.await(
                StorageSubsystem.class, "production", "2a", s -> Resources.ready(s.getStatus()));
    }
}
