package dev.trilith.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.Objects;

/**
 * What the operator's pod takes, as its kubelet counts it.
 *
 * @param at when it was counted
 * @param rssBytes resident memory
 * @param cpuNanos processor time since the pod began
 */
record Usage(Instant at, long rssBytes, long cpuNanos) {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** Asks the kubelet of the operator's node. */
    static Usage ofOperator(Cluster cluster) {
        var pod =
                cluster.client()
                        .pods()
                        .inNamespace(InstalledLab.SYSTEM)
                        .withLabel("app.kubernetes.io/name", "trilith-operator")
                        .list()
                        .getItems()
                        .getFirst();
        String summary =
                cluster.kubectl(
                        "get",
                        "--raw",
                        "/api/v1/nodes/" + pod.getSpec().getNodeName() + "/proxy/stats/summary");
        try {
            for (JsonNode found : JSON.readTree(summary).path("pods")) {
                if (Objects.equals(
                        found.path("podRef").path("name").asText(), pod.getMetadata().getName())) {
                    JsonNode container = found.path("containers").path(0);
                    return new Usage(
                            Instant.parse(container.path("cpu").path("time").asText()),
                            container.path("memory").path("rssBytes").asLong(),
                            container.path("cpu").path("usageCoreNanoSeconds").asLong());
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the kubelet's summary is no JSON", e);
        }
        throw new AssertionError("the kubelet does not know " + pod.getMetadata().getName());
    }
}
