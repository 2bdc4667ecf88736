package dev.trilith.mockcluster;

import com.fasterxml.jackson.databind.JsonNode;
import dev.trilith.mockcluster.Refusal.Cause;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/**
 * Compares an object with the schema of its definition, in the words of a real server. Rules in CEL
 * are not evaluated.
 */
final class SchemaCheck {
    /** Faults that keep a real server from evaluating its rules; it says so. */
    private static final Set<String> BLOCKING =
            Set.of(
                    "FieldValueNotSupported",
                    "FieldValueRequired",
                    "FieldValueTooLong",
                    "FieldValueTooMany",
                    "FieldValueTypeInvalid");

    private final List<Cause> causes = new ArrayList<>();

    private SchemaCheck() {}

    /** What is wrong with {@code object}. */
    static List<Cause> of(JsonNode object, JsonNode schema) {
        SchemaCheck check = new SchemaCheck();
        check.object(object, schema, "");
        return check.causes;
    }

    /**
     * What is wrong with the status of {@code object}; a real server looks at nothing else then.
     */
    static List<Cause> ofStatus(JsonNode object, JsonNode schema) {
        SchemaCheck check = new SchemaCheck();
        check.object(object.path("status"), schema.path("properties").path("status"), "");
        return check.causes.stream()
                .map(cause ->
                        cause.field().startsWith("<")
                                ? cause
                                : new Cause(
                                        cause.reason(), "status." + cause.field(), cause.message()))
                .collect(Collectors.toCollection(ArrayList::new));
    }

    /** Adds what a real server says when it did not evaluate its rules. */
    static void addUnchecked(List<Cause> causes) {
        if (causes.stream().anyMatch(cause -> BLOCKING.contains(cause.reason()))) {
            causes.add(
                    Cause.invalid(
                            "<nil>",
                            "null",
                            "some validation rules were not checked because the object was"
                                    + " invalid; correct the existing errors to complete"
                                    + " validation"));
        }
    }

    private void value(JsonNode value, JsonNode schema, String path) {
        if (schema.path("x-kubernetes-int-or-string").asBoolean()) {
            intOrString(value, path);
            return;
        }
        String type = schema.path("type").asText();
        if (!type.isEmpty() && !is(value, type)) {
            wrongType(value, type, path);
            return;
        }
        if (value.isTextual()) {
            text(value.textValue(), schema, path);
        } else if (value.isNumber()) {
            number(value, schema, path);
        } else if (value.isArray()) {
            array(value, schema, path);
        } else if (value.isObject()) {
            object(value, schema, path);
        }
        if (schema.has("enum") && !contains(schema.get("enum"), value)) {
            causes.add(
                    Cause.unsupported(
                            path,
                            value.toString(),
                            StreamSupport.stream(schema.get("enum").spliterator(), false)
                                    .map(JsonNode::toString)
                                    .collect(Collectors.joining(", "))));
        }
    }

    private static boolean is(JsonNode value, String type) {
        return switch (type) {
            case "string" -> value.isTextual();
            case "integer" -> value.isIntegralNumber();
            case "number" -> value.isNumber();
            case "boolean" -> value.isBoolean();
            case "array" -> value.isArray();
            case "object" -> value.isObject();
            default -> true;
        };
    }

    private static String typeOf(JsonNode value) {
        return switch (value.getNodeType()) {
            case STRING -> "string";
            case NUMBER -> value.isIntegralNumber() ? "integer" : "number";
            case BOOLEAN -> "boolean";
            case ARRAY -> "array";
            case OBJECT -> "object";
            default -> "null";
        };
    }

    private void wrongType(JsonNode value, String type, String path) {
        String found = Refusal.quote(typeOf(value));
        causes.add(
                new Cause(
                        "FieldValueTypeInvalid",
                        path,
                        "Invalid value: "
                                + found
                                + ": "
                                + path
                                + " in body must be of type "
                                + type
                                + ": "
                                + found));
    }

    private void intOrString(JsonNode value, String path) {
        if (!value.isTextual() && !value.isIntegralNumber()) {
            causes.add(
                    Cause.invalid(
                            "<nil>",
                            "\"\"",
                            Refusal.quote(path) + " must validate at least one schema (anyOf)"));
            wrongType(value, "integer,string", path);
            wrongType(value, "integer", path);
        }
    }

    /** Says the first fault only, as a real server does. */
    private void text(String text, JsonNode schema, String path) {
        String quoted = Refusal.quote(text);
        String pattern = schema.path("pattern").asText();
        int bytes = text.getBytes(StandardCharsets.UTF_8).length;
        if (schema.has("maxLength") && bytes > schema.get("maxLength").asInt()) {
            causes.add(
                    new Cause(
                            "FieldValueTooLong",
                            path,
                            "Too long: may not be more than "
                                    + schema.get("maxLength").asInt()
                                    + " bytes"));
        } else if (schema.has("minLength") && text.length() < schema.get("minLength").asInt()) {
            causes.add(
                    Cause.invalid(
                            path,
                            quoted,
                            path
                                    + " in body should be at least "
                                    + schema.get("minLength").asInt()
                                    + " chars long"));
        } else if (!pattern.isEmpty() && !Pattern.compile(pattern).matcher(text).find()) {
            causes.add(
                    Cause.invalid(path, quoted, path + " in body should match '" + pattern + "'"));
        }
    }

    private void number(JsonNode value, JsonNode schema, String path) {
        if (schema.has("minimum")
                && value.decimalValue().compareTo(schema.get("minimum").decimalValue()) < 0) {
            causes.add(
                    Cause.invalid(
                            path,
                            value.asText(),
                            path
                                    + " in body should be greater than or equal to "
                                    + schema.get("minimum").longValue()));
        }
        if (schema.has("maximum")
                && value.decimalValue().compareTo(schema.get("maximum").decimalValue()) > 0) {
            causes.add(
                    Cause.invalid(
                            path,
                            value.asText(),
                            path
                                    + " in body should be less than or equal to "
                                    + schema.get("maximum").longValue()));
        }
    }

    private void array(JsonNode items, JsonNode schema, String path) {
        if (schema.has("minItems") && items.size() < schema.get("minItems").asInt()) {
            causes.add(
                    Cause.invalid(
                            path,
                            String.valueOf(items.size()),
                            path
                                    + " in body should have at least "
                                    + schema.get("minItems").asInt()
                                    + " items"));
        }
        if (schema.has("maxItems") && items.size() > schema.get("maxItems").asInt()) {
            causes.add(
                    new Cause(
                            "FieldValueTooMany",
                            path,
                            "Too many: "
                                    + items.size()
                                    + ": must have at most "
                                    + schema.get("maxItems").asInt()
                                    + " items"));
        }
        Set<JsonNode> keys = new HashSet<>();
        for (int i = 0; i < items.size(); i++) {
            String inner = path + "[" + i + "]";
            value(items.get(i), schema.path("items"), inner);
            if (schema.path("x-kubernetes-list-type").asText().equals("map")) {
                JsonNode key = FieldPath.key(items.get(i), schema);
                if (!keys.add(key)) {
                    causes.add(new Cause("FieldValueDuplicate", inner, "Duplicate value: " + key));
                }
            }
        }
    }

    private void object(JsonNode object, JsonNode schema, String path) {
        for (JsonNode name : schema.path("required")) {
            if (!object.has(name.asText())) {
                causes.add(Cause.required(join(path, name.asText()), ""));
            }
        }
        for (Map.Entry<String, JsonNode> field : object.properties()) {
            JsonNode property = ObjectSchema.property(schema, field.getKey());
            if (property != null) {
                value(field.getValue(), property, join(path, field.getKey()));
            }
        }
    }

    private static String join(String path, String name) {
        return path.isEmpty() ? name : path + "." + name;
    }

    private static boolean contains(JsonNode values, JsonNode wanted) {
        for (JsonNode value : values) {
            if (value.equals(wanted)) {
                return true;
            }
        }
        return false;
    }
}
