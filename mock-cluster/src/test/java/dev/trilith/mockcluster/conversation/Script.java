package dev.trilith.mockcluster.conversation;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/** The whole conversation, from the definitions to the end of its namespaces. */
final class Script {
    private static final Path CRDS = Path.of(System.getProperty("trilith.root"), "crds");
    private static final String DEFINITIONS =
            "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";
    private static final String NAMESPACES = "/api/v1/namespaces";

    /** One kind that is built in, one that is defined: what is asked of them is alike for all. */
    private static final Set<String> WATCHED = Set.of("configmaps", "sitegrants");

    /** Says each request otherwise; held here so that its level is. */
    private static final Logger REQUESTS = Logger.getLogger("io.fabric8.mockwebserver");

    private Script() {}

    /** Holds the conversation with {@code api}, and returns it normalised. */
    static List<Exchange> speak(Api api) throws IOException {
        REQUESTS.setLevel(Level.WARNING);
        String prefix = "talk-" + UUID.randomUUID().toString().substring(0, 8) + "-";
        Conversation talk = new Conversation(api, prefix);
        String home = talk.namespace("home");
        define(talk);
        open(talk, home);
        try {
            for (Kind kind : Kind.all(home)) {
                new CreateScript(talk, kind, home).run();
                new ChangeScript(talk, kind, home).run();
                new ApplyScript(talk, kind, home).run();
                if (WATCHED.contains(kind.plural())) {
                    new WatchScript(talk, kind, home).run();
                    NamespaceScript namespaces = new NamespaceScript(talk, kind);
                    namespaces.run();
                    namespaces.owned(home);
                }
            }
            for (Kind kind : Kind.workloads(home)) {
                new WorkloadScript(talk, kind, home).run();
            }
            NamespaceScript.nowhere(talk, home);
        } finally {
            talk.quietly("DELETE", NAMESPACES + "/" + home, null);
        }
        return talk.exchanges();
    }

    private static void define(Conversation talk) throws IOException {
        try (Stream<Path> files = Files.list(CRDS)) {
            for (Path file : files.filter(f -> f.toString().endsWith(".yaml")).sorted().toList()) {
                JsonNode definition = new YAMLMapper().readTree(file.toFile());
                String path = DEFINITIONS + "/" + definition.at("/metadata/name").asText();
                if (talk.quietly("GET", path, null).status() == 404) {
                    talk.quietly("POST", DEFINITIONS, definition);
                }
                Awaitility.await("the definition " + path)
                        .until(() ->
                                talk.quietly("GET", path, null)
                                        .body()
                                        .at("/status/conditions")
                                        .toString()
                                        .contains("Established"));
                String objects =
                        "/apis/trilith.dev/v1alpha1/"
                                + definition.at("/spec/names/plural").asText();
                Awaitility.await(objects)
                        .until(() -> talk.quietly("GET", objects, null).status() == 200);
            }
        }
    }

    private static void open(Conversation talk, String name) {
        ObjectNode namespace = Api.JSON.createObjectNode();
        namespace.put("apiVersion", "v1").put("kind", "Namespace");
        namespace.putObject("metadata").put("name", name);
        talk.quietly("POST", NAMESPACES, namespace);
    }

    /** Reads YAML of this conversation, in which HOME stands for {@code home}. */
    static <T> T read(String resource, String home, TypeReference<T> type) throws IOException {
        try (InputStream in = Script.class.getResourceAsStream("/conversation/" + resource)) {
            String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            return new YAMLMapper().readValue(text.replace("HOME", home), type);
        }
    }
}
