package dev.trilith.mockcluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class MockClusterIT {
    private final MockCluster cluster = MockCluster.start();
    private final KubernetesClient client = cluster.newClient();

    @BeforeEach
    void createNamespace() {
        client.namespaces()
                .resource(
                        new NamespaceBuilder()
                                .withNewMetadata()
                                .withName("production")
                                .endMetadata()
                                .build())
                .create();
    }

    @AfterEach
    void stop() {
        client.close();
        cluster.close();
    }

    @Test
    void applyCreatesThenChangesThenDropsWhatIsLeftOut() {
        apply(Map.of("a", "1", "b", "2"));
        ConfigMap changed = apply(Map.of("a", "3"));
        assertThat(changed.getData()).containsExactly(Map.entry("a", "3"));
    }

    @Test
    void applyOfTheSameChangesNothing() {
        ConfigMap first = apply(Map.of("a", "1"));
        ConfigMap second = apply(Map.of("a", "1"));
        assertThat(second.getMetadata().getResourceVersion())
                .isEqualTo(first.getMetadata().getResourceVersion());
    }

    @Test
    void applyToAnotherObjectOfTheSameNameIsRefused() {
        apply(Map.of("a", "1"));
        ConfigMap stale = configMap(Map.of("a", "2"));
        stale.getMetadata().setUid("another");
        assertThatThrownBy(() -> client.resource(stale).patch(applyContext()))
                .isInstanceOfSatisfying(
                        KubernetesClientException.class,
                        e -> assertThat(e.getCode()).isEqualTo(422));
    }

    @Test
    void deletedNamespaceIsEmptiedThenGone() {
        List<String> terminating = new CopyOnWriteArrayList<>();
        cluster.onNamespaceTerminating(terminating::add);
        apply(Map.of("a", "1"));
        client.namespaces().withName("production").delete();
        await().until(() -> client.namespaces().withName("production").get() == null);
        assertThat(terminating).containsExactly("production");
        assertThat(client.configMaps().inAnyNamespace().list().getItems()).isEmpty();
    }

    @Test
    void writesAreTold() {
        List<ApiWrite> writes = new CopyOnWriteArrayList<>();
        cluster.onWrite(writes::add);
        apply(Map.of("a", "1"));
        assertThat(writes)
                .extracting(ApiWrite::method, ApiWrite::path)
                .first()
                .hasToString("(\"PATCH\", \"/api/v1/namespaces/production/configmaps/c\")");
    }

    private ConfigMap apply(Map<String, String> data) {
        return client.resource(configMap(data)).patch(applyContext());
    }

    private static PatchContext applyContext() {
        return new PatchContext.Builder()
                .withPatchType(PatchType.SERVER_SIDE_APPLY)
                .withFieldManager("test")
                .withForce(true)
                .build();
    }

    private static ConfigMap configMap(Map<String, String> data) {
        return new ConfigMapBuilder()
                .withNewMetadata()
                .withName("c")
                .withNamespace("production")
                .endMetadata()
                .withData(data)
                .build();
    }
}
