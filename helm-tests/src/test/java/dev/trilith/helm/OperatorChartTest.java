package dev.trilith.helm;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The operator is started with the settings that the values say. */
class OperatorChartTest {
    private static JsonNode pod(Chart chart, String values) {
        return chart.objectsOf("Deployment", values).get(0).at("/spec/template/spec");
    }

    private static Map<String, String> environment(JsonNode pod) {
        Map<String, String> environment = new HashMap<>();
        for (JsonNode one : pod.at("/containers/0/env")) {
            environment.put(
                    one.path("name").asText(),
                    one.path("value").asText(one.at("/valueFrom/fieldRef/fieldPath").asText()));
        }
        return environment;
    }

    @Test
    void itLooksAfterTheWholeCluster() {
        assertThat(environment(pod(Chart.OPERATOR, "")))
                .containsEntry("TRILITH_OPERATOR_SCOPE", "cluster")
                .containsEntry("TRILITH_OPERATOR_NAMESPACE", "metadata.namespace")
                .containsEntry("TRILITH_OPERATOR_ARRAY_IMAGE", "trilith.dev/array:0.1.0")
                .containsEntry("TRILITH_OPERATOR_ARRAY_TIMEOUT", "2s")
                .containsEntry("TRILITH_OPERATOR_LOOK_AGAIN", "500ms")
                .doesNotContainKey("QUARKUS_OPERATOR_SDK_NAMESPACES");
    }

    @Test
    void orAfterItsOwnNamespace() {
        Chart chart = Chart.OPERATOR.in("remote");
        assertThat(environment(pod(chart, chart.valuesFile("values-site.yaml"))))
                .containsEntry("TRILITH_OPERATOR_SCOPE", "site")
                .containsEntry("QUARKUS_OPERATOR_SDK_NAMESPACES", "metadata.namespace");
    }

    @Test
    void itIsProbedWhereItAnswers() {
        JsonNode container = pod(Chart.OPERATOR, "").at("/containers/0");
        assertThat(container.at("/startupProbe/httpGet/path").asText())
                .isEqualTo("/q/health/started");
        assertThat(container.at("/readinessProbe/httpGet/path").asText())
                .isEqualTo("/q/health/ready");
        assertThat(container.at("/livenessProbe/httpGet/path").asText())
                .isEqualTo("/q/health/live");
    }

    @Test
    void prometheusIsTakenToThePodsByValue() {
        String values =
                "operator: {serviceMonitor: {enabled: true, interval: 15s, labels: {release: mine}}}";
        JsonNode monitor = Chart.OPERATOR.objectsOf("ServiceMonitor", values).get(0);
        JsonNode service = Chart.OPERATOR.objectsOf("Service", values).get(0);
        JsonNode container = pod(Chart.OPERATOR, values).at("/containers/0");

        assertThat(service.at("/metadata/labels").properties())
                .containsAll(monitor.at("/spec/selector/matchLabels").properties());
        assertThat(
                        Chart.OPERATOR
                                .objectsOf("Deployment", values)
                                .get(0)
                                .at("/spec/template/metadata/labels")
                                .properties())
                .containsAll(service.at("/spec/selector").properties());
        assertThat(monitor.at("/metadata/labels/release").asText()).isEqualTo("mine");
        assertThat(monitor.at("/spec/endpoints/0/interval").asText()).isEqualTo("15s");
        assertThat(monitor.at("/spec/endpoints/0/path").asText()).isEqualTo("/q/metrics");
        assertThat(monitor.at("/spec/endpoints/0/port").asText())
                .isEqualTo(service.at("/spec/ports/0/name").asText());
        assertThat(container.at("/ports/0/name").asText())
                .isEqualTo(service.at("/spec/ports/0/targetPort").asText());
        assertThat(Chart.OPERATOR.objectsOf("ServiceMonitor")).isEmpty();
        assertThat(Chart.OPERATOR.objectsOf("Service")).isEmpty();
    }

    @Test
    void thereIsNeverASecondOne() {
        JsonNode spec = Chart.OPERATOR.objectsOf("Deployment").get(0).path("spec");
        assertThat(spec.path("replicas").asInt()).isEqualTo(1);
        assertThat(spec.at("/strategy/type").asText()).isEqualTo("Recreate");
    }

    @Test
    void anUpgradeOfTheChartAloneStartsNoPodAnew() {
        JsonNode template = Chart.OPERATOR.objectsOf("Deployment").get(0).at("/spec/template");
        assertThat(template.path("metadata").toString()).doesNotContain("helm.sh/chart", "0.1.0");
    }

    @Test
    void threeSitesInOneClusterDoNotCollide() {
        List<String> clusterWide = new ArrayList<>();
        for (String site : List.of("production", "local", "remote")) {
            Chart chart = Chart.OPERATOR.in(site);
            for (JsonNode object : chart.objects(chart.valuesFile("values-site.yaml"))) {
                if (!object.at("/metadata").has("namespace")) {
                    clusterWide.add(Chart.identity(object));
                }
            }
        }
        assertThat(clusterWide).hasSize(6).doesNotHaveDuplicates();
    }
}
