package dev.trilith.operator.app;

import dev.trilith.mockcluster.MockCluster;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A mock cluster with our definitions, for the application under test. */
public final class MockClusterResource implements QuarkusTestResourceLifecycleManager {
    private @Nullable MockCluster cluster;

    @Override
    public Map<String, String> start() {
        MockCluster started = MockCluster.start();
        cluster = started;
        try (KubernetesClient client = started.newClient()) {
            Crds.all().forEach(crd -> client.resource(crd).create());
            client.resource(Resources.namespace("production")).create();
        }
        return Map.of(
                "quarkus.kubernetes-client.api-server-url", started.url().toString(),
                "quarkus.kubernetes-client.devservices.enabled", "false",
                "quarkus.http.test-port", "0");
    }

    @Override
    public void stop() {
        if (cluster != null) {
            cluster.close();
        }
    }
}
