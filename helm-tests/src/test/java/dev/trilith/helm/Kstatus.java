package dev.trilith.helm;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * How a resource stands by the rules of kstatus, which Helm's {@code --wait} and Flux go by, in
 * Argo CD's words.
 */
final class Kstatus {
    private Kstatus() {}

    static String of(JsonNode object) {
        JsonNode observed = object.at("/status/observedGeneration");
        if (observed.isNumber() && observed.asInt() != object.at("/metadata/generation").asInt()) {
            return "Progressing";
        }
        if (condition(object, "Stalled").equals("True")) {
            return "Degraded";
        }
        if (condition(object, "Reconciling").equals("True")) {
            return "Progressing";
        }
        return condition(object, "Ready").equals("True") ? "Healthy" : "Progressing";
    }

    private static String condition(JsonNode object, String type) {
        for (JsonNode condition : object.at("/status/conditions")) {
            if (condition.path("type").asText().equals(type)) {
                return condition.path("status").asText();
            }
        }
        return "";
    }
}
