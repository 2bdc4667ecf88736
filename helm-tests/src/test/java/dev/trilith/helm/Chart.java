package dev.trilith.helm;

import com.fasterxml.jackson.databind.JsonNode;
import com.marcnuri.helm.Helm;
import com.marcnuri.helm.TemplateCommand;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/** One chart of {@code helm/}, rendered as {@code helm template} does. */
final class Chart {
    /** The operator's chart. */
    static final Chart OPERATOR = new Chart("trilith", "trilith-system");

    /** The lab's chart. */
    static final Chart LAB = new Chart("trilith-lab", "trilith-lab");

    private static final String KUBERNETES = "1.34.0";

    private final String name;
    private final String namespace;

    private Chart(String name, String namespace) {
        this.name = name;
        this.namespace = namespace;
    }

    /** The same chart, installed into another namespace. */
    Chart in(String otherNamespace) {
        return new Chart(name, otherNamespace);
    }

    /** Where the chart's files are. */
    Path folder() {
        return Repository.path("helm").resolve(name);
    }

    /** A values file that comes with the chart. */
    String valuesFile(String file) {
        return Repository.read(folder().resolve(file));
    }

    /**
     * The objects that the chart makes.
     *
     * @param values texts in YAML, a later one before an earlier one
     * @throws IllegalStateException with Helm's message if it refuses the values
     */
    List<JsonNode> objects(String... values) {
        Path target = Repository.path("helm-tests/target/charts");
        try {
            TemplateCommand template =
                    new Helm(withoutHooks(target))
                            .template()
                            .withName("trilith")
                            .withNamespace(namespace)
                            .withKubeVersion(KUBERNETES);
            for (int i = 0; i < values.length; i++) {
                Path file = target.resolve("values-" + i + ".yaml");
                template.withValuesFile(Files.writeString(file, values[i]));
            }
            return Repository.documents(template.call());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A copy of the chart whose hooks are plain objects: the library leaves hooks out. */
    private Path withoutHooks(Path target) throws IOException {
        Path copy = target.resolve(name);
        try (Stream<Path> files = Files.walk(folder())) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Path to = copy.resolve(folder().relativize(file).toString());
                Files.createDirectories(Objects.requireNonNull(to.getParent()));
                Files.writeString(
                        to, Files.readString(file).replace("helm.sh/hook: test\n", "#\n"));
            }
        }
        return copy;
    }

    /** The objects of one kind that the chart makes. */
    List<JsonNode> objectsOf(String kind, String... values) {
        return objects(values).stream()
                .filter(object -> object.path("kind").asText().equals(kind))
                .toList();
    }

    /** Kind, namespace and name of an object. */
    static String identity(JsonNode object) {
        return object.path("kind").asText()
                + " "
                + object.at("/metadata/namespace").asText()
                + "/"
                + object.at("/metadata/name").asText();
    }
}
