package dev.trilith.operator.reconcile;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Quantity;
import java.util.Map;

/**
 * Tells whether an object in the cluster already has every field that is wanted of it, so that
 * nothing is sent when nothing would change. Fields that others added do not matter.
 */
final class DesiredState {
    private static final ObjectMapper JSON = new ObjectMapper();

    private DesiredState() {}

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
