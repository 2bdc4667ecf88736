package dev.trilith.mockcluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.trilith.mockcluster.Refusal.Cause;
import dev.trilith.mockcluster.ResourceType.Trait;
import java.util.List;

/** Which object, in which version, a request is meant for. */
final class Preconditions {
    private Preconditions() {}

    /**
     * Refuses an update of another version or identity than is there.
     *
     * @param must whether the version has to be said
     */
    static void requireVersion(
            ObjectNode live, ObjectNode wanted, ResourceType type, boolean must) {
        String name = live.at("/metadata/name").asText();
        String version = wanted.at("/metadata/resourceVersion").asText();
        String uid = wanted.at("/metadata/uid").asText();
        String liveUid = live.at("/metadata/uid").asText();
        if (!uid.isEmpty() && !uid.equals(liveUid)) {
            throw Refusal.conflict(
                    type,
                    name,
                    "StorageError: invalid object, Code: 4, Key: /registry/"
                            + (type.is(Trait.CUSTOM) ? type.group() + "/" : "")
                            + type.plural()
                            + (type.kind().equals("Service") ? "/specs" : "")
                            + "/"
                            + live.at("/metadata/namespace").asText()
                            + "/"
                            + name
                            + ", ResourceVersion: 0, AdditionalErrorMsg: Precondition failed: UID in"
                            + " precondition: "
                            + uid
                            + ", UID in object meta: "
                            + liveUid);
        }
        if (version.isEmpty() || version.equals("0")) {
            if (must) {
                Cause cause =
                        Cause.invalid(
                                "metadata.resourceVersion", "0", "must be specified for an update");
                throw Refusal.invalid(type.group(), type.plural(), name, List.of(cause));
            }
            return;
        }
        if (!version.matches("\\d+")) {
            throw Refusal.unforeseen(
                    "strconv.ParseUint: parsing \"" + version + "\": invalid syntax");
        }
        if (!version.equals(live.at("/metadata/resourceVersion").asText())) {
            throw Refusal.stale(type, name);
        }
    }

    /**
     * Refuses an apply to another version or identity than is there.
     *
     * @param identity whether identities are compared
     */
    static void requireUnchanged(
            ObjectNode live, ObjectNode wanted, ResourceType type, boolean identity) {
        String name = live.at("/metadata/name").asText();
        String uid = wanted.at("/metadata/uid").asText();
        if (identity && !uid.isEmpty() && !uid.equals(live.at("/metadata/uid").asText())) {
            Cause cause = Cause.invalid("metadata.uid", Refusal.quote(uid), "field is immutable");
            throw Refusal.invalid(type, name, List.of(cause));
        }
        String version = wanted.at("/metadata/resourceVersion").asText();
        if (!version.isEmpty() && !version.equals(live.at("/metadata/resourceVersion").asText())) {
            throw Refusal.stale(type, name);
        }
    }

    /** Refuses a deletion of another version or identity than is there. */
    static void requirePreconditions(JsonNode preconditions, ObjectNode live, ResourceType type) {
        String name = live.at("/metadata/name").asText();
        String uid = preconditions.path("uid").asText();
        String liveUid = live.at("/metadata/uid").asText();
        if (!uid.isEmpty() && !uid.equals(liveUid)) {
            if (type.kind().equals("Namespace")) {
                throw Refusal.conflict(
                        type,
                        name,
                        "Precondition failed: UID in precondition: "
                                + uid
                                + ", UID in object meta: "
                                + liveUid);
            }
            throw Refusal.precondition(
                    type,
                    name,
                    "the UID in the precondition ("
                            + uid
                            + ") does not match the UID in record ("
                            + liveUid
                            + "). The object might have been deleted and then recreated");
        }
        String version = preconditions.path("resourceVersion").asText();
        String liveVersion = live.at("/metadata/resourceVersion").asText();
        if (!version.isEmpty() && !version.equals(liveVersion)) {
            throw Refusal.precondition(
                    type,
                    name,
                    "the ResourceVersion in the precondition ("
                            + version
                            + ") does not match the ResourceVersion in record ("
                            + liveVersion
                            + "). The object might have been modified");
        }
    }
}
