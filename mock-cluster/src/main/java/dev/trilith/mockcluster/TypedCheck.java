package dev.trilith.mockcluster;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** Whether an applied configuration is of its kind's types; a real server merges it by them. */
final class TypedCheck {
    private final String head;

    private TypedCheck(String head) {
        this.head = head;
    }

    /** Refuses a configuration that cannot be merged. */
    static void of(JsonNode configuration, ResourceType type) {
        TypedCheck check =
                new TypedCheck(
                        "failed to create typed patch object ("
                                + configuration.at("/metadata/namespace").asText()
                                + "/"
                                + configuration.at("/metadata/name").asText()
                                + "; "
                                + type.groupVersionKind()
                                + "): ");
        for (Map.Entry<String, JsonNode> field : configuration.properties()) {
            JsonNode property = ObjectSchema.property(type.schema(), field.getKey());
            if (property != null && !field.getKey().equals("metadata")) {
                check.value(field.getValue(), property, "." + field.getKey());
            } else if (!Set.of("apiVersion", "kind", "metadata").contains(field.getKey())) {
                throw check.failed("." + field.getKey() + ": field not declared in schema");
            }
        }
    }

    private void value(JsonNode value, JsonNode schema, String path) {
        if (value.isNull() || schema.path("x-kubernetes-int-or-string").asBoolean()) {
            return;
        }
        switch (schema.path("type").asText()) {
            case "string" -> expect(value.isTextual(), "string", value, path);
            case "boolean" -> expect(value.isBoolean(), "boolean", value, path);
            case "integer", "number" -> {
                if (!value.isNumber()) {
                    throw failed(
                            path
                                    + ": expected numeric (int or float), got "
                                    + GoWords.typeOf(value));
                }
            }
            case "array" -> {
                expect(value.isArray(), "list", value, path);
                list(value, schema, path);
            }
            case "object" -> {
                expect(value.isObject(), "map", value, path);
                map(value, schema, path);
            }
            default -> {
                // Anything goes.
            }
        }
    }

    private void list(JsonNode list, JsonNode schema, String path) {
        boolean keyed = schema.path("x-kubernetes-list-type").asText().equals("map");
        Set<String> keys = new HashSet<>();
        int i = 0;
        for (JsonNode item : list) {
            String step = "[" + i + "]";
            if (keyed) {
                String key = FieldPath.step(item, schema);
                if (key.equals("k:{}")) {
                    throw failed(
                            path
                                    + ": element "
                                    + i
                                    + ": associative list with keys has an element that omits all"
                                    + " key fields "
                                    + schema.get("x-kubernetes-list-map-keys")
                                    + " (and doesn't have default values for any key fields)");
                }
                step = FieldPath.ROOT.then(key).toString();
                if (!keys.add(key)) {
                    throw failed(path + ": duplicate entries for key " + step);
                }
            }
            value(item, schema.path("items"), path + step);
            i++;
        }
    }

    private void map(JsonNode map, JsonNode schema, String path) {
        for (Map.Entry<String, JsonNode> field : map.properties()) {
            String inner = path + "." + field.getKey();
            JsonNode property = ObjectSchema.property(schema, field.getKey());
            if (property == null) {
                throw failed(inner + ": field not declared in schema");
            }
            value(field.getValue(), property, inner);
        }
    }

    private void expect(boolean holds, String wanted, JsonNode value, String path) {
        if (!holds) {
            throw failed(path + ": expected " + wanted + ", got " + GoWords.print(value));
        }
    }

    private Refusal failed(String why) {
        return Refusal.unforeseen(head + why);
    }
}
