package dev.trilith.mockcluster;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.zjsonpatch.CompatibilityFlags;
import io.fabric8.zjsonpatch.JsonPatch;
import io.fabric8.zjsonpatch.JsonPatchException;
import java.util.EnumSet;
import java.util.Map;

/** Ways to say a change of an object. */
final class Patches {
    static final String MERGE = "application/merge-patch+json";
    static final String JSON = "application/json-patch+json";
    static final String STRATEGIC = "application/strategic-merge-patch+json";
    static final String APPLY = "application/apply-patch+yaml";

    private static final EnumSet<CompatibilityFlags> STRICT =
            EnumSet.of(CompatibilityFlags.FORBID_REMOVE_MISSING_OBJECT);

    private Patches() {}

    /** What the patch of this type makes of {@code live}. */
    static ObjectNode patched(ObjectNode live, String type, String patch) {
        return switch (type) {
            case JSON -> jsonPatched(live, patch);
            // Lists are replaced whole by both: nobody here merges them strategically.
            case MERGE, STRATEGIC -> merged(live, object(patch));
            default -> throw Refusal.mediaType();
        };
    }

    private static ObjectNode object(String patch) {
        JsonNode read;
        try {
            read = Documents.json(patch);
        } catch (JsonProcessingException e) {
            throw Refusal.badRequest("error decoding patch: " + GoWords.jsonError(patch));
        }
        if (read instanceof ObjectNode object) {
            return object;
        }
        throw Refusal.badRequest(
                "error decoding patch: json: cannot unmarshal "
                        + GoWords.typeOf(read)
                        + " into Go value of type map[string]interface {}");
    }

    private static ObjectNode merged(ObjectNode live, ObjectNode patch) {
        ObjectNode merged = live.deepCopy();
        for (Map.Entry<String, JsonNode> field : patch.properties()) {
            JsonNode value = field.getValue();
            if (value.isNull()) {
                merged.remove(field.getKey());
            } else if (value instanceof ObjectNode inner) {
                ObjectNode old =
                        merged.get(field.getKey()) instanceof ObjectNode found
                                ? found
                                : Documents.object();
                merged.set(field.getKey(), merged(old, inner));
            } else {
                merged.set(field.getKey(), value);
            }
        }
        return merged;
    }

    private static ObjectNode jsonPatched(ObjectNode live, String patch) {
        JsonNode operations;
        try {
            operations = Documents.json(patch);
        } catch (JsonProcessingException e) {
            throw Refusal.badRequest("error decoding patch: " + GoWords.jsonError(patch));
        }
        if (!operations.isArray()) {
            throw Refusal.badRequest(
                    "error decoding patch: json: cannot unmarshal "
                            + GoWords.typeOf(operations)
                            + " into Go value of type []handlers.jsonPatchOp");
        }
        try {
            return (ObjectNode) JsonPatch.apply(operations, live, STRICT);
        } catch (JsonPatchException e) {
            throw Refusal.patchFailed();
        }
    }
}
