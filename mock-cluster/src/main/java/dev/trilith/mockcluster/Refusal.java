package dev.trilith.mockcluster;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A request that the API answers with an error. */
final class Refusal extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int code;
    private final String reason;
    private final transient @Nullable ObjectNode details;

    private Refusal(int code, String reason, String message, @Nullable ObjectNode details) {
        super(message);
        this.code = code;
        this.reason = reason;
        this.details = details;
    }

    /**
     * What is wrong with one field.
     *
     * @param reason one word for programs
     * @param field the field's path
     * @param message what is wrong
     */
    record Cause(String reason, String field, String message) {
        static Cause invalid(String field, String value, String why) {
            return new Cause("FieldValueInvalid", field, "Invalid value: " + value + ": " + why);
        }

        static Cause required(String field, String why) {
            return new Cause("FieldValueRequired", field, "Required value" + why);
        }

        static Cause unsupported(String field, String value, String supported) {
            return new Cause(
                    "FieldValueNotSupported",
                    field,
                    "Unsupported value: " + value + ": supported values: " + supported);
        }

        static Cause forbidden(String field, String why) {
            return new Cause("FieldValueForbidden", field, "Forbidden: " + why);
        }
    }

    int code() {
        return code;
    }

    static Refusal notFound(ResourceType type, String name) {
        return about(404, "NotFound", type, name, quoted(type, name) + " not found");
    }

    static Refusal alreadyExists(ResourceType type, String name, boolean terminating) {
        String prefix = terminating ? "object is being deleted: " : "";
        return about(
                409, "AlreadyExists", type, name, prefix + quoted(type, name) + " already exists");
    }

    static Refusal conflict(ResourceType type, String name, String why) {
        return about(
                409,
                "Conflict",
                type,
                name,
                "Operation cannot be fulfilled on " + quoted(type, name) + ": " + why);
    }

    static Refusal stale(ResourceType type, String name) {
        return conflict(
                type,
                name,
                "the object has been modified; please apply your changes to the latest version and"
                        + " try again");
    }

    /** A deletion whose preconditions do not hold: said of the kind, not of the resource. */
    static Refusal precondition(ResourceType type, String name, String why) {
        return new Refusal(
                409,
                "Conflict",
                "Operation cannot be fulfilled on "
                        + type.qualifiedKind()
                        + " \""
                        + name
                        + "\": "
                        + why,
                details(type.group(), type.kind(), name));
    }

    static Refusal terminating(ResourceType type, String name, String namespace) {
        Refusal refusal =
                about(
                        403,
                        "Forbidden",
                        type,
                        name,
                        quoted(type, name)
                                + " is forbidden: unable to create new content in namespace "
                                + namespace
                                + " because it is being terminated");
        causes(
                refusal.details,
                List.of(
                        new Cause(
                                "NamespaceTerminating",
                                "metadata.namespace",
                                "namespace " + namespace + " is being terminated")));
        return refusal;
    }

    static Refusal invalid(ResourceType type, String name, List<Cause> causes) {
        return invalid(type.group(), type.kind(), name, causes);
    }

    static Refusal invalid(String group, String kind, String name, List<Cause> causes) {
        List<String> each =
                causes.stream()
                        .map(cause -> cause.field() + ": " + cause.message())
                        .distinct()
                        .toList();
        String all = String.join(", ", each);
        ObjectNode details = details(group, kind, name);
        causes(details, causes);
        return new Refusal(
                422,
                "Invalid",
                (group.isEmpty() ? kind : kind + "." + group)
                        + " \""
                        + name
                        + "\" is invalid: "
                        + (each.size() == 1 ? all : "[" + all + "]"),
                details);
    }

    /** A patch whose result is no object of the kind. */
    static Refusal badResult(String result, String why) {
        return invalid("", "", "", List.of(Cause.invalid("patch", quote(result), why)));
    }

    static Refusal managers(List<Cause> causes) {
        ObjectNode details = Documents.object();
        causes(details, causes);
        return new Refusal(409, "Conflict", managersInWords(causes), details);
    }

    private static String managersInWords(List<Cause> causes) {
        String head =
                "Apply failed with "
                        + causes.size()
                        + (causes.size() == 1 ? " conflict: " : " conflicts: ");
        boolean alike = causes.stream().map(Cause::message).distinct().count() == 1;
        if (causes.size() == 1) {
            return head + causes.getFirst().message() + ": " + causes.getFirst().field();
        }
        if (alike) {
            return head
                    + causes.getFirst().message().replace("conflict with", "conflicts with")
                    + ":\n"
                    + causes.stream()
                            .map(cause -> "- " + cause.field())
                            .collect(Collectors.joining("\n"));
        }
        return head
                + causes.stream()
                        .map(cause -> "- " + cause.message() + ": " + cause.field())
                        .collect(Collectors.joining("\n"));
    }

    static Refusal badRequest(String message) {
        return new Refusal(400, "BadRequest", message, null);
    }

    /** What a real server did not foresee; it gives no reason then. */
    static Refusal unforeseen(String message) {
        return new Refusal(500, "", message, null);
    }

    static Refusal patchFailed() {
        return new Refusal(
                422,
                "Invalid",
                "the server rejected our request due to an error in our request",
                Documents.object());
    }

    static Refusal mediaType(String accepted) {
        return new Refusal(
                415,
                "UnsupportedMediaType",
                "the body of the request was in an unknown format - accepted media types include: "
                        + accepted,
                null);
    }

    static Refusal mediaType() {
        return new Refusal(
                415, "UnsupportedMediaType", "415: Unsupported Media Type", Documents.object());
    }

    static Refusal noSuchPath() {
        return new Refusal(
                404,
                "NotFound",
                "the server could not find the requested resource",
                Documents.object());
    }

    static Refusal method(@Nullable ResourceType custom, String method) {
        return custom == null
                ? new Refusal(
                        405,
                        "MethodNotAllowed",
                        "the server does not allow this method on the requested resource",
                        Documents.object())
                : new Refusal(
                        405,
                        "MethodNotAllowed",
                        method
                                + " is not supported on resources of kind \""
                                + custom.qualifiedPlural()
                                + "\"",
                        details(custom.group(), custom.plural(), ""));
    }

    static Refusal quota() {
        return new Refusal(403, "Forbidden", "exceeded quota", null);
    }

    static Refusal timeout() {
        return new Refusal(408, "Timeout", "the server has much to do", null);
    }

    /** As the API says it. */
    ObjectNode status() {
        ObjectNode status = Documents.object();
        status.put("kind", "Status").put("apiVersion", "v1").putObject("metadata");
        status.put("status", "Failure").put("message", getMessage());
        if (!reason.isEmpty()) {
            status.put("reason", reason);
        }
        if (details != null) {
            status.set("details", details);
        }
        return status.put("code", code);
    }

    /** The reason of a watch that begins too early. */
    static ObjectNode expired(long version, long oldest) {
        return new Refusal(
                        410,
                        "Expired",
                        "too old resource version: " + version + " (" + oldest + ")",
                        null)
                .status();
    }

    /** A quoted text, with its quotes inside escaped. */
    static String quote(String text) {
        return "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
    }

    private static String quoted(ResourceType type, String name) {
        return type.qualifiedPlural() + " \"" + name + "\"";
    }

    private static Refusal about(
            int code, String reason, ResourceType type, String name, String message) {
        return new Refusal(code, reason, message, details(type.group(), type.plural(), name));
    }

    private static ObjectNode details(String group, String kind, String name) {
        ObjectNode details = Documents.object();
        details.put("name", name).put("group", group).put("kind", kind);
        Documents.dropEmpty(details, "name", "group", "kind");
        return details;
    }

    private static void causes(@Nullable ObjectNode details, List<Cause> causes) {
        if (details == null) {
            return;
        }
        ArrayNode all = details.putArray("causes");
        for (Cause cause : causes) {
            all.addObject()
                    .put("reason", cause.reason())
                    .put("message", cause.message())
                    .put("field", cause.field());
        }
    }
}
