package dev.trilith.houserules;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/** Writes the reference page of the resources from their definitions in {@code crds/}. */
final class ResourceReference {
    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());
    private static final String HEAD =
            """
            # Resources

            Generated from `crds/` by `make reference`; a test keeps it equal. Group `trilith.dev`, version `v1alpha1`; all
            resources live in a namespace. `*` marks a required field.
            """;

    private final StringBuilder page = new StringBuilder(HEAD);

    private ResourceReference() {}

    /** The whole page as Markdown. */
    static String page() {
        ResourceReference reference = new ResourceReference();
        for (Path file : Repository.files(".yaml")) {
            Path folder = file.getParent();
            if (Repository.root().resolve("crds").equals(folder)) {
                reference.add(read(file));
            }
        }
        return reference.page.toString();
    }

    private static JsonNode read(Path file) {
        try {
            return YAML.readTree(file.toFile());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void add(JsonNode definition) {
        JsonNode names = definition.at("/spec/names");
        JsonNode version = definition.at("/spec/versions/0");
        JsonNode schema = version.at("/schema/openAPIV3Schema");
        page.append("\n## ").append(names.get("kind").asText()).append("\n\n");
        page.append("`kubectl get ").append(names.get("plural").asText()).append('`');
        for (JsonNode shortName : names.path("shortNames")) {
            page.append(" or `").append(shortName.asText()).append('`');
        }
        page.append(". ").append(schema.path("description").asText("")).append("\n\n");
        rules(schema, "metadata.name");
        rules(schema.at("/properties/spec"), "spec");
        page.append("| field | type | meaning |\n|---|---|---|\n");
        fields(schema.at("/properties/spec"), "spec");
        page.append("\nStatus:\n\n| field | type | meaning |\n|---|---|---|\n");
        fields(schema.at("/properties/status"), "status");
        columns(version);
    }

    private void columns(JsonNode version) {
        List<String> shown = new ArrayList<>();
        for (JsonNode column : version.path("additionalPrinterColumns")) {
            shown.add(column.get("name").asText());
        }
        page.append("\nColumns: ").append(String.join(", ", shown)).append(".\n");
    }

    private void fields(JsonNode owner, String path) {
        TreeSet<String> required = new TreeSet<>();
        owner.path("required").forEach(name -> required.add(name.asText()));
        for (Map.Entry<String, JsonNode> property : owner.path("properties").properties()) {
            field(
                    property.getValue(),
                    path + "." + property.getKey(),
                    required.contains(property.getKey()));
        }
    }

    private void field(JsonNode field, String path, boolean required) {
        JsonNode items = field.path("items");
        boolean list = !items.isMissingNode();
        JsonNode shape = list ? items : field;
        page.append("| `")
                .append(path)
                .append(list ? "[]" : "")
                .append('`')
                .append(required ? " *" : "");
        page.append(" | ")
                .append(type(shape))
                .append(" | ")
                .append(meaning(field, shape))
                .append(" |\n");
        fields(shape, path + (list ? "[]" : ""));
    }

    private static String type(JsonNode shape) {
        if (shape.path("x-kubernetes-int-or-string").asBoolean(false)) {
            return "quantity";
        }
        List<String> allowed = new ArrayList<>();
        shape.path("enum").forEach(value -> allowed.add("`" + value.asText() + "`"));
        return allowed.isEmpty() ? shape.path("type").asText("object") : String.join(", ", allowed);
    }

    private String meaning(JsonNode field, JsonNode shape) {
        List<String> parts = new ArrayList<>();
        parts.add(field.path("description").asText(""));
        if (field.has("default")) {
            parts.add(
                    "Default `"
                            + field.get("default").asText(field.get("default").toString())
                            + "`.");
        }
        if (shape.has("pattern")) {
            parts.add("Pattern `" + shape.get("pattern").asText().replace("|", "\\|") + "`.");
        }
        if (shape.has("minimum") || shape.has("maximum")) {
            parts.add(
                    "From "
                            + shape.path("minimum").asText("any")
                            + " to "
                            + shape.path("maximum").asText("any")
                            + ".");
        }
        for (JsonNode holder : field.equals(shape) ? List.of(field) : List.of(field, shape)) {
            for (JsonNode rule : holder.path("x-kubernetes-validations")) {
                parts.add("Refused: " + rule.path("message").asText() + ".");
            }
        }
        return String.join(" ", parts).replace('\n', ' ').strip();
    }

    private void rules(JsonNode owner, String path) {
        for (JsonNode rule : owner.path("x-kubernetes-validations")) {
            page.append("* `")
                    .append(path)
                    .append("` refused: ")
                    .append(rule.path("message").asText())
                    .append("\n");
        }
        if (owner.has("x-kubernetes-validations")) {
            page.append('\n');
        }
    }
}
