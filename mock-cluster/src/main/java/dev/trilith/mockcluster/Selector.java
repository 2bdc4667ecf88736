package dev.trilith.mockcluster;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Which objects a list or a watch is about. */
final class Selector {
    private static final String KEY = "([-A-Za-z0-9_./]+)";
    private static final Pattern SET =
            Pattern.compile("\\s*" + KEY + "\\s+(in|notin)\\s*\\(([^)]*)\\)\\s*");
    private static final Pattern EQUALITY =
            Pattern.compile("\\s*" + KEY + "\\s*(=|==|!=)\\s*([-A-Za-z0-9_.]*)\\s*");
    private static final Pattern EXISTENCE = Pattern.compile("\\s*(!?)\\s*" + KEY + "\\s*");
    private static final Pattern FIELD = Pattern.compile("([-A-Za-z0-9_.\\[\\]]+)(==|=|!=)(.*)");
    private static final Set<String> COMMON = Set.of("metadata.name", "metadata.namespace");

    private Selector() {}

    static Predicate<JsonNode> of(ApiRequest request, ResourceType type) {
        return labels(request.parameter("labelSelector"))
                .and(fields(request.parameter("fieldSelector"), type));
    }

    private static Predicate<JsonNode> labels(String selector) {
        Predicate<JsonNode> all = object -> true;
        for (String part : parts(selector)) {
            all = all.and(label(part));
        }
        return all;
    }

    /** The parts between commas that are not in brackets. */
    private static List<String> parts(String selector) {
        List<String> parts = new ArrayList<>();
        if (selector.isBlank()) {
            return parts;
        }
        StringBuilder part = new StringBuilder();
        int depth = 0;
        for (int i = 0; i < selector.length(); i++) {
            char c = selector.charAt(i);
            depth += c == '(' ? 1 : c == ')' ? -1 : 0;
            if (c == ',' && depth == 0) {
                parts.add(part.toString());
                part.setLength(0);
            } else {
                part.append(c);
            }
        }
        parts.add(part.toString());
        return parts;
    }

    private static Predicate<JsonNode> label(String part) {
        Matcher set = SET.matcher(part);
        if (set.matches()) {
            Set<String> values = Set.of(set.group(3).replace(" ", "").split(",", -1));
            boolean in = set.group(2).equals("in");
            return object -> values.contains(label(object, set.group(1))) == in;
        }
        Matcher equality = EQUALITY.matcher(part);
        if (equality.matches()) {
            boolean same = !equality.group(2).equals("!=");
            return object -> equality.group(3).equals(label(object, equality.group(1))) == same;
        }
        Matcher existence = EXISTENCE.matcher(part);
        if (existence.matches()) {
            return object ->
                    object.at("/metadata/labels").has(existence.group(2))
                            == existence.group(1).isEmpty();
        }
        String found = part.startsWith("==") ? "==" : part;
        throw Refusal.badRequest(
                "found '" + found + "', expected: !, identifier, or 'end of string'");
    }

    /** A label's value; no value that a label can have where there is none. */
    private static String label(JsonNode object, String key) {
        JsonNode value = object.at("/metadata/labels").get(key);
        return value == null ? "\n" : value.asText();
    }

    private static Predicate<JsonNode> fields(String selector, ResourceType type) {
        Predicate<JsonNode> all = object -> true;
        for (String part : selector.isBlank() ? new String[0] : selector.split(",", -1)) {
            Matcher field = FIELD.matcher(part);
            if (!field.matches()) {
                throw Refusal.badRequest(
                        "invalid selector: '" + selector + "'; can't understand '" + part + "'");
            }
            String name = field.group(1);
            if (!COMMON.contains(name) && !selectable(name, type)) {
                throw Refusal.badRequest(unknownField(name, type));
            }
            boolean same = !field.group(2).equals("!=");
            all =
                    all.and(object ->
                            object.at("/" + name.replace('.', '/')).asText().equals(field.group(3))
                                    == same);
        }
        return all;
    }

    private static boolean selectable(String name, ResourceType type) {
        return switch (type.kind()) {
            case "Event" -> name.startsWith("involvedObject.") || name.matches("type|reason");
            case "Pod" -> name.matches("spec.nodeName|status.phase|spec.restartPolicy");
            case "Namespace" -> name.equals("status.phase");
            case "Secret" -> name.equals("type");
            case "Service" -> name.matches("spec.clusterIP|spec.type");
            default -> false;
        };
    }

    private static String unknownField(String name, ResourceType type) {
        if (type.is(ResourceType.Trait.CUSTOM)) {
            return "field label not supported: " + name;
        }
        return switch (type.kind()) {
            case "Secret", "Service", "Pod", "Event", "Namespace" ->
                    "field label not supported: " + name;
            default ->
                    "\""
                            + name
                            + "\" is not a known field selector: only \"metadata.name\","
                            + " \"metadata.namespace\"";
        };
    }
}
