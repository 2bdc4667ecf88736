package dev.trilith.mockcluster;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.trilith.mockcluster.Refusal.Cause;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** What a request says about how it is to be served. */
final class Options {
    private static final String GROUP = "meta.k8s.io";
    private static final Set<String> VALIDATIONS = Set.of("", "Ignore", "Strict", "Warn");

    private Options() {}

    /** Refuses what no request can ask for. */
    static void check(ApiRequest request, String kind) {
        List<Cause> causes = new ArrayList<>();
        String dryRun = request.parameter("dryRun");
        if (!dryRun.isEmpty() && !dryRun.equals("All")) {
            causes.add(Cause.unsupported("dryRun", "[\"" + dryRun + "\"]", "\"All\""));
        }
        String validation = request.parameter("fieldValidation");
        if (!VALIDATIONS.contains(validation)) {
            causes.add(
                    Cause.unsupported(
                            "fieldValidation",
                            Refusal.quote(validation),
                            "\"\", \"Ignore\", \"Strict\", \"Warn\""));
        }
        if (request.contentType().equals(Patches.APPLY)
                && request.parameter("fieldManager").isEmpty()) {
            causes.add(Cause.required("fieldManager", ": is required for apply patch"));
        }
        if (!causes.isEmpty()) {
            throw Refusal.invalid(GROUP, kind, "", causes);
        }
    }

    /** What the body of a deletion says. */
    static JsonNode ofDeletion(ApiRequest request) {
        try {
            return request.body().isBlank() ? Documents.object() : Documents.json(request.body());
        } catch (JsonProcessingException e) {
            throw Refusal.unforeseen(
                    "couldn't get version/kind; json parse error: "
                            + GoWords.jsonError(request.body()));
        }
    }

    /** Refuses a list or watch that begins nowhere. */
    static void checkList(ApiRequest request) {
        List<Cause> causes = new ArrayList<>();
        String match = request.parameter("resourceVersionMatch");
        boolean initial = request.parameter("sendInitialEvents").equals("true");
        if (initial && !match.equals("NotOlderThan")) {
            causes.add(
                    Cause.forbidden(
                            "resourceVersionMatch",
                            "sendInitialEvents requires setting resourceVersionMatch to"
                                    + " NotOlderThan"));
        } else if (!match.isEmpty() && !initial) {
            if (request.parameter("resourceVersion").isEmpty()) {
                causes.add(
                        Cause.forbidden(
                                "resourceVersionMatch",
                                "resourceVersionMatch is forbidden unless resourceVersion is"
                                        + " provided"));
            }
            if (!Set.of("Exact", "NotOlderThan").contains(match)) {
                causes.add(
                        Cause.unsupported(
                                "resourceVersionMatch",
                                Refusal.quote(match),
                                "\"Exact\", \"NotOlderThan\", \"\""));
            }
        }
        if (!causes.isEmpty()) {
            throw Refusal.invalid(GROUP, "ListOptions", "", causes);
        }
    }
}
