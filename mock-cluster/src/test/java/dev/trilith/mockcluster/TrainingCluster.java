package dev.trilith.mockcluster;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A program for the image build: a Kubernetes API with the example resources, whose arrays are
 * processes that run already. It waits until an operator has carried out a copy cycle, takes
 * production away, and waits until the operator has recovered.
 */
final class TrainingCluster {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final Duration LOOK_AGAIN = Duration.ofMillis(100);
    private static final Pattern LISTENING = Pattern.compile("Listening on: (http://[0-9.:]+)");
    private static final String API_VERSION = "trilith.dev/v1alpha1";

    private final KubernetesClient client;
    private final Path processes;

    private TrainingCluster(KubernetesClient client, Path processes) {
        this.client = client;
        this.processes = processes;
    }

    /**
     * Writes the API's address to the file {@code url}, and {@code done} when all was seen; then
     * runs until it is killed.
     *
     * @param args the repository; the folder that has for each array a folder with its port file,
     *     and one for the operator with its log; where to write, with a key store {@code api.p12}
     */
    public static void main(String... args) throws Exception {
        Logger requests = Logger.getLogger("io.fabric8.mockwebserver");
        requests.setLevel(Level.WARNING);
        Path repository = Path.of(args[0]);
        Path processes = Path.of(args[1]);
        Path out = Path.of(args[2]);
        try (MockCluster cluster = MockCluster.start();
                KubernetesClient client = cluster.newClient()) {
            TrainingCluster training = new TrainingCluster(client, processes);
            training.create(repository.resolve("crds"));
            training.create(repository.resolve("examples/three-sites"));
            URI api = TlsDoor.open(cluster.url(), out.resolve("api.p12"), "training".toCharArray());
            write(out.resolve("url"), api.toString());
            training.awaitCycle();
            training.askHealth();
            client.namespaces().withName("production").delete();
            training.awaitRecovery();
            write(out.resolve("done"), "done");
            Thread.sleep(PATIENCE);
        }
    }

    /** As the kubelet does to a pod. */
    private void askHealth() throws IOException, InterruptedException {
        List<String> targets = new ArrayList<>();
        for (String array : List.of("2a", "2b", "2c")) {
            targets.add(
                    "http://127.0.0.1:" + ports(processes.resolve(array).resolve("ports")).rest());
        }
        Matcher operator = LISTENING.matcher(Files.readString(processes.resolve("operator/log")));
        if (!operator.find()) {
            throw new IllegalStateException("the operator did not say where it listens");
        }
        targets.add(operator.group(1));
        try (HttpClient http = HttpClient.newHttpClient()) {
            for (String target : targets) {
                for (String question : List.of("started", "ready", "live")) {
                    URI uri = URI.create(target + "/q/health/" + question);
                    http.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.discarding());
                }
            }
        }
    }

    private void create(Path folder) throws IOException {
        List<HasMetadata> objects = new ArrayList<>();
        for (Path file : yaml(folder)) {
            try (InputStream in = Files.newInputStream(file)) {
                objects.addAll(client.load(in).items());
            }
        }
        objects.stream().filter(Namespace.class::isInstance).forEach(this::create);
        objects.stream().filter(object -> !(object instanceof Namespace)).forEach(this::create);
    }

    private void create(HasMetadata object) {
        GenericKubernetesResource resource =
                Serialization.unmarshal(
                        Serialization.asYaml(object), GenericKubernetesResource.class);
        if (resource.getKind().equals("StorageSubsystem")) {
            Map<String, Object> spec = resource.get("spec");
            spec.remove("storage");
            spec.put("external", endpoints(resource.getMetadata().getName()));
        }
        client.resource(resource).create();
    }

    private Map<String, Object> endpoints(String array) {
        Ports ports = ports(processes.resolve(array).resolve("ports"));
        return Map.of(
                "endpoint", "http://127.0.0.1:" + ports.rest(),
                "linkEndpoint", "127.0.0.1:" + ports.link());
    }

    private static Ports ports(Path file) {
        try {
            return Serialization.unmarshal(Files.readString(file), Ports.class);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void awaitCycle() throws InterruptedException {
        await(
                "no second copy cycle",
                () ->
                        all("DRCycle", "production").stream()
                                .anyMatch(cycle ->
                                        cycle.get("status", "cycle") instanceof Number number
                                                && number.longValue() >= 2));
    }

    private void awaitRecovery() throws InterruptedException {
        await(
                "no recovery",
                () -> all("Recovery", "remote").stream().anyMatch(TrainingCluster::isReady));
    }

    private void await(String missing, BooleanSupplier seen) throws InterruptedException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!seen.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new IllegalStateException(
                        missing
                                + " within "
                                + PATIENCE.toSeconds()
                                + " s: "
                                + all("DRCycle", "production")
                                + all("DRCycle", "remote")
                                + all("Recovery", "remote"));
            }
            Thread.sleep(LOOK_AGAIN);
        }
    }

    private List<GenericKubernetesResource> all(String kind, String namespace) {
        return client.genericKubernetesResources(API_VERSION, kind)
                .inNamespace(namespace)
                .list()
                .getItems();
    }

    private static boolean isReady(GenericKubernetesResource resource) {
        List<Map<String, Object>> conditions = resource.get("status", "conditions");
        return conditions != null
                && conditions.stream()
                        .anyMatch(condition ->
                                "Ready".equals(condition.get("type"))
                                        && "True".equals(condition.get("status")));
    }

    private static List<Path> yaml(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".yaml"))
                    // A list of the other files, for kubectl.
                    .filter(file -> !file.endsWith("kustomization.yaml"))
                    .sorted()
                    .toList();
        }
    }

    private static void write(Path file, String text) throws IOException {
        Path aside = file.resolveSibling(file.getFileName() + ".new");
        Files.writeString(aside, text);
        Files.move(aside, file);
    }

    /** What of a port file is needed here. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    record Ports(int rest, int link) {}
}
