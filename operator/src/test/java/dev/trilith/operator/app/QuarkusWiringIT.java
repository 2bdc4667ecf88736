package dev.trilith.operator.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trilith.operator.api.v1alpha1.StorageSubsystem;
import io.javaoperatorsdk.operator.Operator;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The application that the image ships: the same reconcilers, found and started by Quarkus. */
@QuarkusTest
@QuarkusTestResource(MockClusterResource.class)
class QuarkusWiringIT {
    @Inject @Nullable Operator operator;

    @TestHTTPResource("q/health/ready")
    @Nullable URI ready;

    @TestHTTPResource("q/metrics")
    @Nullable URI metrics;

    @Test
    void theReconcilersRunAndTheApplicationIsReady() throws Exception {
        Operator running = java.util.Objects.requireNonNull(operator);
        for (String name :
                List.of(
                        "storagesubsystem",
                        "volumedefinition",
                        "copypair",
                        "drcycle",
                        "recovery")) {
            assertThat(running.getRegisteredController(name)).as(name).isPresent();
        }
        running.getKubernetesClient()
                .resource(Resources.subsystem("production", "2a", "201b"))
                .create();
        OperatorLab.awaitIt()
                .until(() ->
                        Resources.reason(
                                        running.getKubernetesClient()
                                                .resources(StorageSubsystem.class)
                                                .inNamespace("production")
                                                .withName("2a")
                                                .get()
                                                .getStatus())
                                .equals("ArrayNotReady"));
        assertThat(get(ready)).contains("UP");
        assertThat(get(metrics))
                .containsPattern(
                        "trilith_condition\\{namespace=\"production\",name=\"2a\","
                                + "kind=\"StorageSubsystem\",type=\"Ready\",status=\"false\",?\\} 1")
                .contains("process_cpu_usage", "jvm_memory_used_bytes");
    }

    private static String get(@Nullable URI what) throws IOException, InterruptedException {
        try (HttpClient http = HttpClient.newHttpClient()) {
            HttpResponse<String> answer =
                    http.send(
                            HttpRequest.newBuilder(java.util.Objects.requireNonNull(what)).build(),
                            HttpResponse.BodyHandlers.ofString());
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
            return answer.body();
        }
    }
}
