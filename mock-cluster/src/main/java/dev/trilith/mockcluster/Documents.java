package dev.trilith.mockcluster;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;

/** JSON and YAML as the API reads and writes them. */
final class Documents {
    private static final ObjectMapper JSON =
            new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
    private static final YAMLMapper YAML = new YAMLMapper();

    private Documents() {}

    static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    static JsonNode json(String text) throws JsonProcessingException {
        return JSON.readTree(text);
    }

    /** Reads YAML, of which JSON is the most frequent kind. */
    static JsonNode yaml(String text) throws JsonProcessingException {
        return text.startsWith("{\"") ? JSON.readTree(text) : YAML.readTree(text);
    }

    /** The object without fields that are empty, as a server stores metadata. */
    static void dropEmpty(ObjectNode object, String... fields) {
        for (String field : fields) {
            JsonNode value = object.get(field);
            if (value != null
                    && (value.isNull()
                            || (value.isContainerNode() && value.isEmpty())
                            || (value.isTextual() && value.textValue().isEmpty()))) {
                object.remove(field);
            }
        }
    }
}
