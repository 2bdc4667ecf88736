package dev.trilith.operator.reconcile;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.Quantity;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;

/**
 * Tells whether an object in the cluster already has every field that is wanted of it, so that
 * nothing is sent when nothing would change. Fields that others added do not matter.
 */
final class DesiredState {
    /** The annotation that stands for everything that this operator said of an object. */
    static final String MARK = "trilith.dev/applied";

    private static final int MARK_BYTES = 16;
    private static final ObjectMapper JSON =
            new ObjectMapper().configure(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS, true);

    private DesiredState() {}

    /**
     * Marks an object with all that is said of it. Of what is not said any more nothing would be
     * left to be compared; the mark is then another one.
     */
    static void mark(HasMetadata desired) {
        ObjectMeta metadata = desired.getMetadata();
        Map<String, String> annotations = new TreeMap<>();
        if (metadata.getAnnotations() != null) {
            annotations.putAll(metadata.getAnnotations());
        }
        annotations.put(MARK, digest(JSON.valueToTree(desired)));
        metadata.setAnnotations(annotations);
    }

    private static String digest(JsonNode all) {
        try {
            byte[] text = JSON.writeValueAsBytes(JSON.treeToValue(all, Object.class));
            byte[] whole = MessageDigest.getInstance("SHA-256").digest(text);
            return HexFormat.of().formatHex(whole, 0, MARK_BYTES);
        } catch (JsonProcessingException | NoSuchAlgorithmException e) {
            throw new IllegalStateException("an object cannot be marked", e);
        }
    }

    /** Whether {@code actual} has all that {@code desired} says. */
    static boolean holds(HasMetadata desired, HasMetadata actual) {
        return contains(JSON.valueToTree(actual), JSON.valueToTree(desired));
    }

    private static boolean contains(JsonNode actual, JsonNode desired) {
        if (desired.isObject()) {
            for (Map.Entry<String, JsonNode> field : desired.properties()) {
                if (!contains(actual.path(field.getKey()), field.getValue())) {
                    return false;
                }
            }
            return true;
        }
        if (desired.isArray()) {
            if (actual.size() != desired.size()) {
                return desired.isEmpty() && actual.isMissingNode();
            }
            for (int i = 0; i < desired.size(); i++) {
                if (!contains(actual.get(i), desired.get(i))) {
                    return false;
                }
            }
            return true;
        }
        return desired.isNull() || desired.equals(actual) || sameQuantity(actual, desired);
    }

    private static boolean sameQuantity(JsonNode actual, JsonNode desired) {
        try {
            return new Quantity(desired.asText()).equals(new Quantity(actual.asText()));
        } catch (IllegalArgumentException e) {
            return false; // no quantities, so the texts differ
        }
    }
}
