package dev.trilith.mockcluster.conversation;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/**
 * A kind of object that is talked about.
 *
 * @param plural its name in paths
 * @param api the path before the namespace
 * @param object a good one, without metadata
 * @param change a merge patch that is allowed; null where nothing but metadata may change
 * @param status what is written to its status; null if it has none
 * @param refused merge patches that make it bad, by what is bad
 */
record Kind(
        String plural,
        String api,
        ObjectNode object,
        JsonNode change,
        JsonNode status,
        Map<String, JsonNode> refused) {

    /** Kinds that only their users write to. */
    static List<Kind> all(String home) throws IOException {
        return Script.read("kinds.yaml", home, new TypeReference<>() {});
    }

    /** Kinds that controllers write to as well. */
    static List<Kind> workloads(String home) throws IOException {
        return Script.read("workloads.yaml", home, new TypeReference<>() {});
    }

    boolean custom() {
        return api.contains("trilith.dev");
    }

    String path(String namespace) {
        return api + "/namespaces/" + namespace + "/" + plural;
    }

    /** A good one of this name. */
    ObjectNode named(String name) {
        ObjectNode named = object.deepCopy();
        named.putObject("metadata").put("name", name).putObject("labels").put("talk", "life");
        return named;
    }

    /** What {@code patch} makes of {@code target}, as RFC 7396 says. */
    static ObjectNode merged(ObjectNode target, JsonNode patch) {
        ObjectNode merged = target.deepCopy();
        for (Map.Entry<String, JsonNode> field : patch.properties()) {
            JsonNode value = field.getValue();
            if (value.isNull()) {
                merged.remove(field.getKey());
            } else if (value.isObject() && merged.get(field.getKey()) instanceof ObjectNode old) {
                merged.set(field.getKey(), merged(old, value));
            } else {
                merged.set(field.getKey(), value);
            }
        }
        return merged;
    }
}
