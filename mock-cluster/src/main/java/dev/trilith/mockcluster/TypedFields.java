package dev.trilith.mockcluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Objects field by field, as server-side apply sees them: which fields one has, where two differ,
 * and what both together make. A list is one field unless its schema gives it keys.
 */
final class TypedFields {
    private static final JsonNode UNKNOWN = MissingNode.getInstance();

    /** What an object's metadata merges by. */
    private static final JsonNode METADATA = metadata();

    private TypedFields() {}

    private static JsonNode metadata() {
        ObjectNode metadata = Documents.object();
        metadata.putObject("properties")
                .putObject("ownerReferences")
                .put("x-kubernetes-list-type", "map")
                .putArray("x-kubernetes-list-map-keys")
                .add("uid");
        metadata.withObject("/properties")
                .putObject("finalizers")
                .put("x-kubernetes-list-type", "set");
        return metadata;
    }

    /**
     * Where two objects differ.
     *
     * @param added what the second has only
     * @param modified what both have, differently
     * @param removed what the first has only
     */
    record Comparison(
            NavigableSet<FieldPath> added,
            NavigableSet<FieldPath> modified,
            NavigableSet<FieldPath> removed) {}

    /** The fields that {@code object} has. */
    static NavigableSet<FieldPath> of(JsonNode object, JsonNode schema) {
        NavigableSet<FieldPath> fields = new TreeSet<>();
        collect(object, root(schema), FieldPath.ROOT, fields);
        return fields;
    }

    private static JsonNode root(JsonNode schema) {
        ObjectNode root = Documents.object();
        if (schema.path("properties") instanceof ObjectNode properties) {
            root.set("properties", properties.deepCopy());
        }
        root.withObject("/properties").set("metadata", METADATA);
        return root;
    }

    private static JsonNode inner(JsonNode schema, String name) {
        JsonNode property = ObjectSchema.property(schema, name);
        return property == null ? UNKNOWN : property;
    }

    private static boolean keyed(JsonNode schema) {
        return schema.path("x-kubernetes-list-type").asText().equals("map");
    }

    private static boolean set(JsonNode schema) {
        return schema.path("x-kubernetes-list-type").asText().equals("set");
    }

    private static boolean granular(JsonNode value, JsonNode schema) {
        return value.isObject()
                ? !schema.path("x-kubernetes-map-type").asText().equals("atomic")
                : value.isArray() && (keyed(schema) || set(schema));
    }

    private static void collect(
            JsonNode value, JsonNode schema, FieldPath path, Set<FieldPath> fields) {
        if (!granular(value, schema)) {
            fields.add(path);
            return;
        }
        if (value.isObject()) {
            for (Map.Entry<String, JsonNode> field : value.properties()) {
                FieldPath next = path.field(field.getKey());
                JsonNode item = field.getValue();
                collect(item, inner(schema, field.getKey()), next, fields);
                boolean empty = item.isNull() || (item.isObject() && item.isEmpty());
                if (empty || schema.has("additionalProperties")) {
                    fields.add(next);
                }
            }
        } else {
            steps(value, schema)
                    .forEach((step, item) -> {
                        collect(item, schema.path("items"), path.then(step), fields);
                        fields.add(path.then(step));
                    });
        }
    }

    private static Map<String, JsonNode> steps(@Nullable JsonNode list, JsonNode schema) {
        Map<String, JsonNode> steps = new LinkedHashMap<>();
        if (list != null && list.isArray()) {
            for (JsonNode item : list) {
                steps.put(set(schema) ? "v:" + item : FieldPath.step(item, schema), item);
            }
        }
        return steps;
    }

    static Comparison compare(JsonNode before, JsonNode after, JsonNode schema) {
        Comparison comparison = new Comparison(new TreeSet<>(), new TreeSet<>(), new TreeSet<>());
        compare(before, after, root(schema), FieldPath.ROOT, comparison);
        return comparison;
    }

    private static void compare(
            @Nullable JsonNode before,
            @Nullable JsonNode after,
            JsonNode schema,
            FieldPath path,
            Comparison into) {
        if (before == null && after == null) {
            return;
        }
        if (before == null) {
            into.added().add(path);
        } else if (after == null) {
            into.removed().add(path);
        }
        JsonNode some = after != null ? after : before;
        boolean alike =
                before == null || after == null || before.getNodeType() == after.getNodeType();
        if (some == null || !alike || !granular(some, schema)) {
            if (before != null && after != null && !before.equals(after)) {
                into.modified().add(path);
            }
        } else if (some.isObject()) {
            Set<String> names = new TreeSet<>();
            names(before, names);
            names(after, names);
            for (String name : names) {
                compare(
                        before == null ? null : before.get(name),
                        after == null ? null : after.get(name),
                        inner(schema, name),
                        path.field(name),
                        into);
            }
        } else {
            Map<String, JsonNode> old = steps(before, schema);
            Map<String, JsonNode> now = steps(after, schema);
            Set<String> all = new LinkedHashSet<>(old.keySet());
            all.addAll(now.keySet());
            for (String step : all) {
                compare(old.get(step), now.get(step), schema.path("items"), path.then(step), into);
            }
        }
    }

    private static void names(@Nullable JsonNode object, Set<String> names) {
        if (object != null) {
            object.fieldNames().forEachRemaining(names::add);
        }
    }

    /** {@code live} with everything that {@code configuration} says. */
    static ObjectNode merged(ObjectNode live, ObjectNode configuration, JsonNode schema) {
        return (ObjectNode) merged((JsonNode) live, configuration, root(schema));
    }

    private static JsonNode merged(@Nullable JsonNode live, JsonNode wanted, JsonNode schema) {
        if (live == null
                || live.getNodeType() != wanted.getNodeType()
                || !granular(wanted, schema)) {
            return wanted.deepCopy();
        }
        if (wanted.isObject()) {
            ObjectNode merged = live.deepCopy();
            for (Map.Entry<String, JsonNode> field : wanted.properties()) {
                String name = field.getKey();
                merged.set(name, merged(live.get(name), field.getValue(), inner(schema, name)));
            }
            return merged;
        }
        return mergedItems(live, wanted, schema);
    }

    /** Wanted items in their order; those of the live list keep their places among them. */
    private static ArrayNode mergedItems(JsonNode live, JsonNode wanted, JsonNode schema) {
        Map<String, JsonNode> old = steps(live, schema);
        Map<String, JsonNode> now = steps(wanted, schema);
        ArrayNode merged = JsonNodeFactory.instance.arrayNode();
        Deque<Map.Entry<String, JsonNode>> left = new ArrayDeque<>(old.entrySet());
        Set<String> done = new HashSet<>();
        for (Map.Entry<String, JsonNode> item : now.entrySet()) {
            for (Map.Entry<String, JsonNode> next = left.peek();
                    next != null && !item.getKey().equals(next.getKey());
                    next = left.peek()) {
                if (now.containsKey(next.getKey()) && !done.contains(next.getKey())) {
                    break;
                }
                left.remove();
                if (done.add(next.getKey())) {
                    merged.add(next.getValue().deepCopy());
                }
            }
            if (done.add(item.getKey())) {
                merged.add(merged(old.get(item.getKey()), item.getValue(), schema.path("items")));
            }
        }
        for (Map.Entry<String, JsonNode> rest : left) {
            if (done.add(rest.getKey())) {
                merged.add(rest.getValue().deepCopy());
            }
        }
        return merged;
    }

    /** Takes fields out of {@code object}. */
    static void remove(ObjectNode object, Set<FieldPath> fields, JsonNode schema) {
        remove((JsonNode) object, fields, root(schema), FieldPath.ROOT);
    }

    private static void remove(
            JsonNode value, Set<FieldPath> fields, JsonNode schema, FieldPath path) {
        if (value instanceof ObjectNode object) {
            Set<String> names = new TreeSet<>();
            names(object, names);
            for (String name : names) {
                FieldPath next = path.field(name);
                if (fields.contains(next)) {
                    object.remove(name);
                } else {
                    remove(object.get(name), fields, inner(schema, name), next);
                }
            }
        } else if (value instanceof ArrayNode items && granular(items, schema)) {
            Map<String, JsonNode> steps = steps(items, schema);
            items.removeAll();
            steps.forEach((step, item) -> {
                if (!fields.contains(path.then(step))) {
                    remove(item, fields, schema.path("items"), path.then(step));
                    items.add(item);
                }
            });
        }
    }
}
