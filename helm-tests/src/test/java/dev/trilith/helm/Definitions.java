package dev.trilith.helm;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Says where an object departs from its definition in {@code crds/}, by the rules that need no API
 * server: unknown and missing fields, types, patterns, enumerations.
 */
final class Definitions {
    private static final Map<String, JsonNode> SCHEMAS = schemas();

    private final List<String> faults = new ArrayList<>();

    private Definitions() {}

    static List<String> faults(JsonNode object) {
        Definitions check = new Definitions();
        String kind = object.path("kind").asText();
        JsonNode schema = SCHEMAS.get(kind);
        if (schema == null) {
            return List.of("there is no kind " + kind);
        }
        check.look("spec", object.path("spec"), schema.at("/properties/spec"));
        return check.faults;
    }

    private static Map<String, JsonNode> schemas() {
        Map<String, JsonNode> schemas = new HashMap<>();
        for (Path file : Repository.yamlFiles("crds")) {
            JsonNode definition = Repository.documents(file).get(0);
            schemas.put(
                    definition.at("/spec/names/kind").asText(),
                    definition.at("/spec/versions/0/schema/openAPIV3Schema"));
        }
        return schemas;
    }

    private void look(String path, JsonNode value, JsonNode schema) {
        if (schema.path("x-kubernetes-int-or-string").asBoolean(false)) {
            expect(value.isTextual() || value.isInt(), path, "is no quantity: " + value);
            return;
        }
        switch (schema.path("type").asText()) {
            case "object" -> lookAtObject(path, value, schema);
            case "array" -> {
                expect(value.isArray(), path, "is no list: " + value);
                for (int i = 0; i < value.size(); i++) {
                    look(path + "[" + i + "]", value.get(i), schema.path("items"));
                }
            }
            case "string" -> lookAtText(path, value, schema);
            case "integer" -> expect(value.isIntegralNumber(), path, "is no number: " + value);
            case "boolean" -> expect(value.isBoolean(), path, "is not true or false: " + value);
            default -> expect(false, path, "has a type that is not known here: " + schema);
        }
    }

    private void lookAtObject(String path, JsonNode value, JsonNode schema) {
        expect(value.isObject(), path, "is no object: " + value);
        schema.path("required")
                .forEach(name -> expect(value.has(name.asText()), path, "lacks " + name.asText()));
        for (Map.Entry<String, JsonNode> field : value.properties()) {
            JsonNode known = schema.path("properties").path(field.getKey());
            JsonNode any = schema.path("additionalProperties");
            JsonNode fieldSchema = known.isMissingNode() ? any : known;
            String fieldPath = path + "." + field.getKey();
            if (fieldSchema.isMissingNode()) {
                expect(false, fieldPath, "is not defined");
            } else {
                look(fieldPath, field.getValue(), fieldSchema);
            }
        }
    }

    private void lookAtText(String path, JsonNode value, JsonNode schema) {
        expect(value.isTextual(), path, "is no text: " + value);
        String pattern = schema.path("pattern").asText("");
        expect(
                Pattern.compile(pattern).matcher(value.asText()).find(),
                path,
                "does not match " + pattern + ": " + value);
        List<String> allowed = new ArrayList<>();
        schema.path("enum").forEach(one -> allowed.add(one.asText()));
        expect(
                allowed.isEmpty() || allowed.contains(value.asText()),
                path,
                "is none of " + allowed + ": " + value);
    }

    private void expect(boolean holds, String path, String fault) {
        if (!holds) {
            faults.add(path + " " + fault);
        }
    }
}
