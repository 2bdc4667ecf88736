package dev.trilith.mockcluster;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.trilith.mockcluster.ResourceType.Trait;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** The objects that requests bring, and whether they are of the kind that is meant. */
final class Bodies {
    private static final Set<String> READABLE =
            Set.of(
                    "",
                    "application/json",
                    "application/yaml",
                    "application/vnd.kubernetes.protobuf");
    private static final int SHOWN = 30;

    /** The object of a POST or PUT. */
    ObjectNode object(ApiRequest request, ResourceType type) {
        if (!READABLE.contains(request.contentType())) {
            throw Refusal.mediaType(
                    "application/json, application/yaml, application/vnd.kubernetes.protobuf");
        }
        JsonNode read = read(request, type);
        if (!(read instanceof ObjectNode object)) {
            throw unrecognized(
                    type,
                    "couldn't get version/kind; json parse error: json: cannot unmarshal "
                            + GoWords.typeOf(read)
                            + " into Go value of type struct { APIVersion string"
                            + " \"json:\\\"apiVersion,omitempty\\\"\"; Kind string"
                            + " \"json:\\\"kind,omitempty\\\"\" } (5b5d)");
        }
        requireKind(object, request.body(), type);
        requireTexts(object, type);
        List<String> unknown = prune(object, type);
        if (!unknown.isEmpty() && request.parameter("fieldValidation").equals("Strict")) {
            throw Refusal.badRequest(
                    type.kind()
                            + " in version \""
                            + type.version()
                            + "\" cannot be handled as a "
                            + type.kind()
                            + ": "
                            + strict(unknown));
        }
        return object;
    }

    private static JsonNode read(ApiRequest request, ResourceType type) {
        String body = request.body();
        try {
            if (request.contentType().equals("application/yaml")) {
                return Documents.yaml(body);
            }
            JsonNode read = Documents.json(body);
            if (!read.isMissingNode()) {
                return read;
            }
        } catch (JsonProcessingException e) {
            // Said below, as for an empty body.
        }
        throw unrecognized(
                type,
                "couldn't get version/kind; json parse error: "
                        + GoWords.jsonError(body)
                        + " ("
                        + (body.isEmpty() ? "<empty>" : shown(body))
                        + ")");
    }

    private static String shown(String body) {
        return body.length() > SHOWN ? body.substring(0, SHOWN) + " ..." : body;
    }

    private static Refusal unrecognized(ResourceType type, String why) {
        return Refusal.badRequest(
                "the object provided is unrecognized (must be of type "
                        + type.kind()
                        + "): "
                        + why);
    }

    private static void requireKind(ObjectNode object, String body, ResourceType type) {
        String kind = object.path("kind").asText();
        String version = object.path("apiVersion").asText();
        if (type.is(Trait.CUSTOM)) {
            if (kind.isEmpty()) {
                throw unrecognized(
                        type, "Object 'Kind' is missing in '" + body + "' (" + shown(body) + ")");
            }
            if (!version.equals(type.apiVersion())) {
                throw Refusal.badRequest(
                        "the API version in the data ("
                                + version
                                + ") does not match the expected API version ("
                                + type.apiVersion()
                                + ")");
            }
            return;
        }
        if (kind.isEmpty()) {
            object.put("kind", type.kind());
        }
        if (version.isEmpty()) {
            object.put("apiVersion", type.apiVersion());
        }
        boolean wrong =
                (!kind.isEmpty() && !kind.equals(type.kind()))
                        || (!version.isEmpty() && !version.equals(type.apiVersion()));
        if (wrong) {
            String shortVersion = version.substring(version.indexOf('/') + 1);
            throw Refusal.badRequest(
                    kind
                            + " in version \""
                            + shortVersion
                            + "\" cannot be handled as a "
                            + type.kind()
                            + ": "
                            + noKind(kind, version));
        }
    }

    private static String noKind(String kind, String version) {
        return "no kind \""
                + kind
                + "\" is registered for version \""
                + version
                + "\" in scheme \"pkg/runtime/scheme.go:110\"";
    }

    private static void requireTexts(ObjectNode object, ResourceType type) {
        for (JsonNode label : object.at("/metadata/labels")) {
            if (label.isNumber()) {
                throw Refusal.badRequest(
                        type.kind()
                                + " in version \""
                                + type.version()
                                + "\" cannot be handled as a "
                                + type.kind()
                                + ": json: cannot unmarshal number into Go struct field ObjectMeta."
                                + (type.is(Trait.CUSTOM) ? "" : "metadata.")
                                + "labels of type string");
            }
        }
    }

    private static List<String> prune(ObjectNode object, ResourceType type) {
        return ObjectSchema.prune(object, type.schema());
    }

    private static String strict(List<String> unknown) {
        return "strict decoding error: "
                + unknown.stream()
                        .map(field -> "unknown field \"" + field + "\"")
                        .collect(Collectors.joining(", "));
    }

    /** What a patch made of an object, without what is unknown. */
    void checkPatched(ApiRequest request, ObjectNode patched, ResourceType type) {
        String kind = patched.path("kind").asText();
        if (!type.is(Trait.CUSTOM) && !kind.equals(type.kind())) {
            throw Refusal.badResult(patched.toString(), noKind(kind, type.apiVersion()));
        }
        List<String> unknown = prune(patched, type);
        if (!unknown.isEmpty() && request.parameter("fieldValidation").equals("Strict")) {
            throw Refusal.badResult(patched.toString(), strict(unknown));
        }
    }

    /** The configuration of an apply. */
    ObjectNode applied(ApiRequest request, ResourceType type) {
        JsonNode read;
        try {
            read = Documents.yaml(request.body());
        } catch (JsonProcessingException e) {
            throw Refusal.badRequest(
                    "error decoding YAML: error converting YAML to JSON: yaml: did not find"
                            + " expected node content");
        }
        if (!(read instanceof ObjectNode configuration)) {
            throw Refusal.badRequest(
                    "error decoding YAML: json: cannot unmarshal "
                            + GoWords.typeOf(read)
                            + " into Go value of type map[string]interface {}");
        }
        String version = configuration.path("apiVersion").asText();
        String kind = configuration.path("kind").asText();
        if (!version.equals(type.apiVersion()) || !kind.equals(type.kind())) {
            throw Refusal.badRequest(
                    "invalid object type: "
                            + (version.contains("/") ? version : "/" + version)
                            + ", Kind="
                            + kind);
        }
        if (!configuration.at("/metadata/managedFields").isEmpty()) {
            throw Refusal.badRequest("metadata.managedFields must be nil");
        }
        configuration.withObject("/metadata").remove(List.of("managedFields", "creationTimestamp"));
        TypedCheck.of(configuration, type);
        return configuration;
    }
}
