package dev.trilith.mockcluster.conversation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Puts names in the place of what no two servers choose alike. Identities and versions are numbered
 * in the order in which they appear, so that what was equal stays equal, and what differed differs.
 */
final class Normaliser {
    private static final Pattern UUID =
            Pattern.compile("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}");
    private static final Pattern GENERATED = Pattern.compile("\\bgen-[a-z0-9]{5}\\b");
    private static final Pattern VERSION_IN_WORDS =
            Pattern.compile("(?i)(version in [a-z ]+: |resource version: |\\((?=\\d+\\)))\\d+");
    private static final Pattern WHOLE_OBJECT =
            Pattern.compile("Invalid value: \"\\{.*\\}\\s*\"", Pattern.DOTALL);
    private static final Pattern IP = Pattern.compile("\\b\\d+\\.\\d+\\.\\d+\\.\\d+\\b");

    /** Which networks a cluster has. */
    private static final Set<String> NETWORK = Set.of("ipFamilies", "ipFamilyPolicy");

    /** What controllers write, sooner or later. */
    private static final Set<String> CONTROLLED = Set.of("deployment.kubernetes.io/revision");

    private final String prefix;
    private final boolean keepsManagers;
    private final boolean controlled;
    private boolean fleeting;
    private final Map<String, String> identities = new HashMap<>();
    private final Map<String, String> versions = new HashMap<>();

    /**
     * @param prefix what the names of this run's namespaces begin with
     * @param keepsManagers whether managedFields are compared
     * @param controlled whether controllers write to these objects too
     */
    Normaliser(String prefix, boolean keepsManagers, boolean controlled) {
        this.prefix = prefix;
        this.keepsManagers = keepsManagers;
        this.controlled = controlled;
    }

    String text(String text) {
        return GENERATED
                .matcher(UUID.matcher(text.replace(prefix, "run-")).replaceAll("<uid>"))
                .replaceAll("gen-<generated>");
    }

    /** The answer to a dry run: what is new in it is never seen again. */
    JsonNode ofDryRun(JsonNode body) {
        fleeting = true;
        try {
            return of(body);
        } finally {
            fleeting = false;
        }
    }

    JsonNode of(JsonNode body) {
        if (body.has("items")) {
            ObjectNode list = (ObjectNode) object(body);
            list.withObject("/metadata").put("resourceVersion", "<rv>");
            return list;
        }
        JsonNode answer = node("", body);
        if (answer.at("/details/causes").size() > 1) {
            // The server says several causes in no order, and some of them twice.
            ObjectNode status = (ObjectNode) answer;
            ArrayNode causes = sorted(answer.withArray("/details/causes"), "field", "message");
            Set<JsonNode> once = new LinkedHashSet<>();
            causes.forEach(once::add);
            status.withObject("/details").set("causes", causes.removeAll().addAll(once));
            status.put(
                    "message",
                    status.path("message")
                            .asText()
                            .replaceAll("(?s) is invalid: \\[.*", " is invalid: [..."));
        }
        return answer;
    }

    /** Of each object of a list or an event only which it is, and in which version. */
    JsonNode brief(JsonNode body) {
        JsonNode whole = of(body);
        if (whole.path("items") instanceof ArrayNode items) {
            for (int i = 0; i < items.size(); i++) {
                items.set(i, identity(items.get(i)));
            }
        } else if (whole.has("object")) {
            ((ObjectNode) whole).set("object", identity(whole.get("object")));
        }
        return whole;
    }

    private static JsonNode identity(JsonNode object) {
        return TextNode.valueOf(
                object.at("/metadata/name").asText()
                        + " "
                        + object.at("/metadata/resourceVersion").asText());
    }

    private JsonNode node(String key, JsonNode node) {
        if (node.isObject()) {
            return object(node);
        }
        if (node.isArray()) {
            ArrayNode items = JsonNodeFactory.instance.arrayNode();
            node.forEach(item -> items.add(node(key, item)));
            return key.equals("managedFields")
                    ? sorted(items, "manager", "operation", "subresource")
                    : items;
        }
        return node.isTextual() ? scalar(key, node.textValue()) : node;
    }

    private JsonNode object(JsonNode node) {
        Map<String, JsonNode> fields = new TreeMap<>();
        node.properties()
                .forEach(field -> {
                    String key = field.getKey();
                    boolean noise =
                            (key.equals("managedFields") && !keepsManagers)
                                    || NETWORK.contains(key)
                                    || (controlled && CONTROLLED.contains(key))
                                    || (key.equals("time") && node.has("fieldsV1"))
                                    || (key.equals("status") && controlled && node.has("spec"));
                    JsonNode value = noise ? null : node(key, field.getValue());
                    if (value != null && !(key.equals("annotations") && value.isEmpty())) {
                        fields.put(text(key), value);
                    }
                });
        return JsonNodeFactory.instance.objectNode().setAll(fields);
    }

    private JsonNode scalar(String key, String value) {
        return TextNode.valueOf(
                switch (key) {
                    case "uid" -> UUID.matcher(value).matches() ? identity(value) : value;
                    case "resourceVersion" -> version(value);
                    case "creationTimestamp", "deletionTimestamp" -> "<time>";
                    case "continue" -> "<continue>";
                    case "clusterIP", "clusterIPs" -> IP.matcher(value).replaceAll("<ip>");
                    case "message" -> words(text(value));
                    default -> text(value);
                });
    }

    private String identity(String value) {
        return fleeting
                ? identities.getOrDefault(value, "<uid new>")
                : identities.computeIfAbsent(value, u -> "<uid " + (identities.size() + 1) + ">");
    }

    private static String words(String message) {
        String plain = VERSION_IN_WORDS.matcher(message).replaceAll("$1<rv>");
        return WHOLE_OBJECT.matcher(plain).replaceAll("Invalid value: <object>");
    }

    private String version(String value) {
        if (controlled) {
            return "<rv>";
        }
        return value.isEmpty()
                ? value
                : versions.computeIfAbsent(value, v -> "<rv " + (versions.size() + 1) + ">");
    }

    private static ArrayNode sorted(ArrayNode items, String... keys) {
        ArrayNode sorted = JsonNodeFactory.instance.arrayNode();
        items.valueStream()
                .sorted(
                        Comparator.comparing((JsonNode item) ->
                                Stream.of(keys)
                                        .map(key -> item.path(key).asText())
                                        .toList()
                                        .toString()))
                .forEach(sorted::add);
        return sorted;
    }
}
