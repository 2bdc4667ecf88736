package dev.trilith.mockcluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What the schema of a kind does to its objects: fields are filled in, and unknown ones dropped.
 */
final class ObjectSchema {
    private static final Set<String> HEAD = Set.of("apiVersion", "kind", "metadata");

    private ObjectSchema() {}

    /** Fills in what is left out and has a default. */
    static void fillIn(JsonNode value, JsonNode schema) {
        if (value instanceof ObjectNode object) {
            for (Map.Entry<String, JsonNode> property : schema.path("properties").properties()) {
                fillIn(object, property.getKey(), property.getValue());
            }
            JsonNode additional = schema.path("additionalProperties");
            if (additional.isObject()) {
                object.forEach(item -> fillIn(item, additional));
            }
        } else if (value instanceof ArrayNode items && schema.has("items")) {
            items.forEach(item -> fillIn(item, schema.get("items")));
        }
    }

    private static void fillIn(ObjectNode object, String name, JsonNode schema) {
        JsonNode found = object.get(name);
        boolean nothing = found == null || (found.isNull() && !nullable(schema));
        if (nothing && schema.has("default")) {
            object.set(name, schema.get("default").deepCopy());
        } else if (nothing && found != null) {
            object.remove(name);
        }
        if (object.has(name)) {
            fillIn(object.get(name), schema);
        }
    }

    private static boolean nullable(JsonNode schema) {
        return schema.path("nullable").asBoolean();
    }

    /** Drops fields that the schema does not know, and returns their paths in order. */
    static List<String> prune(ObjectNode object, JsonNode schema) {
        List<String> unknown = new ArrayList<>();
        prune(object, schema, "", unknown);
        return unknown;
    }

    private static void prune(JsonNode value, JsonNode schema, String path, List<String> unknown) {
        if (value instanceof ArrayNode items && schema.has("items")) {
            for (int i = 0; i < items.size(); i++) {
                prune(items.get(i), schema.get("items"), path + "[" + i + "]", unknown);
            }
        }
        if (!(value instanceof ObjectNode object)
                || schema.path("x-kubernetes-preserve-unknown-fields").asBoolean()) {
            return;
        }
        Set<String> names = new TreeSet<>();
        object.fieldNames().forEachRemaining(names::add);
        for (String name : names) {
            String inner = path.isEmpty() ? name : path + "." + name;
            JsonNode property = property(schema, name);
            if (path.isEmpty() && HEAD.contains(name)) {
                continue;
            }
            if (property == null) {
                unknown.add(inner);
                object.remove(name);
            } else {
                prune(object.get(name), property, inner, unknown);
            }
        }
    }

    /** The schema of a field; null if there is none. */
    static @Nullable JsonNode property(JsonNode schema, String name) {
        JsonNode property = schema.path("properties").get(name);
        if (property != null) {
            return property;
        }
        JsonNode additional = schema.get("additionalProperties");
        return additional != null && additional.isObject() ? additional : null;
    }
}
