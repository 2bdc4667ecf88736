package dev.trilith.cli.lab;

import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.apps.StatefulSetStatusBuilder;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointPort;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointPortBuilder;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSliceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Probes the arrays that the stand-in runs and says in the API where each is reached and whether it
 * is ready, as kubelet and endpoint controller do. Safe for use by many threads.
 */
final class ArrayEndpoints implements AutoCloseable {
    private static final String READY_PATH = "/q/health/ready";
    private static final Duration STARTING_PERIOD = Duration.ofMillis(50);
    private static final Duration PERIOD = Duration.ofMillis(500);
    private static final Duration PROBE_LIMIT = Duration.ofSeconds(2);

    private final KubernetesClient client;
    private final LabLog log;
    private final HttpClient http;
    private final Map<ArrayProcess, Boolean> published = new ConcurrentHashMap<>();

    ArrayEndpoints(KubernetesClient client, LabLog log) {
        this.client = client;
        this.log = log;
        this.http =
                HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_1_1)
                        .connectTimeout(PROBE_LIMIT)
                        .build();
    }

    /** Begins to probe an array. */
    void watch(ArrayProcess array) {
        publish(array, false);
        Thread.ofPlatform()
                .daemon()
                .name("array-probe-" + array.pod().key())
                .start(() -> probe(array));
    }

    /** Says no more of an array. */
    void forget(ArrayProcess array) {
        published.remove(array);
    }

    @Override
    public void close() {
        published.clear();
        http.shutdownNow();
    }

    private void probe(ArrayProcess array) {
        try {
            Boolean before = published.get(array);
            while (before != null) {
                boolean ready = ready(array);
                if (ready != before && published.containsKey(array)) {
                    publish(array, ready);
                }
                Thread.sleep(ready ? PERIOD : STARTING_PERIOD);
                before = published.get(array);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean ready(ArrayProcess array) throws InterruptedException {
        URI uri = URI.create("http://" + host() + ":" + array.hostPorts().get("rest") + READY_PATH);
        try {
            HttpRequest request = HttpRequest.newBuilder(uri).timeout(PROBE_LIMIT).build();
            return http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException e) {
            // Not there yet, or there no more: that is the answer.
            return false;
        }
    }

    private void publish(ArrayProcess array, boolean ready) {
        published.put(array, ready);
        ArrayPod pod = array.pod();
        try {
            client.resource(slice(array, ready)).createOr(existing -> existing.update());
            client.apps()
                    .statefulSets()
                    .inNamespace(pod.namespace())
                    .withName(pod.name())
                    .editStatus(set -> withStatus(set, ready));
        } catch (KubernetesClientException e) {
            log.note("the API did not take the state of " + pod.key() + ": " + e.getMessage());
        }
    }

    private static StatefulSet withStatus(StatefulSet set, boolean ready) {
        int replicas = ready ? 1 : 0;
        set.setStatus(
                new StatefulSetStatusBuilder()
                        .withObservedGeneration(set.getMetadata().getGeneration())
                        .withReplicas(1)
                        .withReadyReplicas(replicas)
                        .withAvailableReplicas(replicas)
                        .withCurrentReplicas(1)
                        .withUpdatedReplicas(1)
                        .build());
        return set;
    }

    private static EndpointSlice slice(ArrayProcess array, boolean ready) {
        ArrayPod pod = array.pod();
        List<EndpointPort> ports =
                array.hostPorts().entrySet().stream()
                        .map(port ->
                                new EndpointPortBuilder()
                                        .withName(port.getKey())
                                        .withPort(port.getValue())
                                        .withProtocol("TCP")
                                        .build())
                        .toList();
        return new EndpointSliceBuilder()
                .withNewMetadata()
                .withName(pod.name())
                .withNamespace(pod.namespace())
                .addToLabels("kubernetes.io/service-name", pod.name())
                .endMetadata()
                .withAddressType("IPv4")
                .addNewEndpoint()
                .withAddresses(host())
                .withNewConditions()
                .withReady(ready)
                .withServing(ready)
                .withTerminating(false)
                .endConditions()
                .endEndpoint()
                .withPorts(ports)
                .build();
    }

    private static String host() {
        return InetAddress.getLoopbackAddress().getHostAddress();
    }
}
