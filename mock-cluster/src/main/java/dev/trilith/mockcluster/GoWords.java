package dev.trilith.mockcluster;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.stream.Collectors;

/** How a real server, which is written in Go, complains about JSON. */
final class GoWords {
    private GoWords() {}

    static String typeOf(JsonNode node) {
        return switch (node.getNodeType()) {
            case ARRAY -> "array";
            case OBJECT -> "object";
            case STRING -> "string";
            case NUMBER -> "number";
            case BOOLEAN -> "bool";
            default -> "null";
        };
    }

    /** What is wrong with a text that is not JSON. */
    static String jsonError(String text) {
        String rest = text.stripLeading();
        if (rest.startsWith("{") && rest.length() > 1) {
            char next = rest.substring(1).stripLeading().charAt(0);
            if (next != '"' && next != '}') {
                return "invalid character '"
                        + next
                        + "' looking for beginning of object key string";
            }
        }
        return "unexpected end of JSON input";
    }

    /** A value as Go prints it. */
    static String print(JsonNode value) {
        if (value.isTextual()) {
            return "&{" + value.textValue() + "}";
        }
        String content =
                value.isArray()
                        ? "[]interface {}{"
                                + value.valueStream()
                                        .map(JsonNode::toString)
                                        .collect(Collectors.joining(", "))
                                + "}"
                        : value.toString();
        return "&value.valueUnstructured{Value:" + content + "}";
    }
}
