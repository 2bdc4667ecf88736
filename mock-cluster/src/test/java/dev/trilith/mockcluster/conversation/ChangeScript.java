package dev.trilith.mockcluster.conversation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.trilith.mockcluster.conversation.Api.Watch;

/** Changing and deleting an object of one kind, watched. */
final class ChangeScript {
    private final Conversation talk;
    private final Kind kind;
    private final String path;

    ChangeScript(Conversation talk, Kind kind, String namespace) {
        this.talk = talk;
        this.kind = kind;
        this.path = kind.path(namespace);
    }

    void run() {
        talk.chapter("change " + kind.plural(), false, false);
        String from =
                talk.quietly("GET", path, null).body().at("/metadata/resourceVersion").asText();
        String query = "?watch=true&resourceVersion=" + from;
        try (Watch all = talk.watch(path + query + "&labelSelector=talk");
                Watch life = talk.watch(path + query + "&labelSelector=talk%3Dlife");
                Watch one = talk.watch(path + query + "&fieldSelector=metadata.name%3Da")) {
            talk.post("create", path, kind.named("a"));
            updated();
            merged();
            patched();
            status();
            preconditions();
            finalized();
            finalizedByUpdate();
            talk.post("create the last", path, kind.named("z"));
            talk.delete("delete the last", path + "/z");
            talk.events("watch all", all, "DELETED", "z");
            talk.briefEvents("watch by label", life, "DELETED", "z");
            talk.briefEvents("watch by name", one, "DELETED", "a");
        }
    }

    private ObjectNode current() {
        return (ObjectNode) talk.quietly("GET", path + "/a", null).body();
    }

    private void updated() {
        ObjectNode first = current();
        talk.put("update nothing", path + "/a", first);
        talk.put("update nothing again", path + "/a", current());
        ObjectNode labelled = current();
        labelled.withObject("/metadata/labels").put("step", "1");
        talk.put("update a label as a dry run", path + "/a?dryRun=All", labelled);
        talk.put("update a label", path + "/a", labelled);
        talk.put("update a stale version", path + "/a", labelled);
        labelled.withObject("/metadata/labels").put("step", "stale");
        talk.put("update a stale version to something else", path + "/a", labelled);
        talk.put("update the first version", path + "/a", first);
        ObjectNode unversioned = current();
        unversioned.withObject("/metadata").remove("resourceVersion");
        unversioned.withObject("/metadata/labels").put("step", "2");
        talk.put("update without a version", path + "/a", unversioned);
        ObjectNode other = current();
        other.withObject("/metadata").put("uid", "11111111-2222-3333-4444-555555555555");
        talk.put("update another identity", path + "/a", other);
        ObjectNode renamed = current();
        renamed.withObject("/metadata").put("name", "other");
        talk.put("update another name", path + "/a", renamed);
        ObjectNode moved = current();
        moved.withObject("/metadata").put("namespace", "other");
        talk.put("update another namespace", path + "/a", moved);
        talk.put("update with a version of words", path + "/a", versioned("abc"));
        ObjectNode marked = current();
        marked.withObject("/metadata")
                .put("generation", 77)
                .put("creationTimestamp", "2001-01-01T00:00:00Z");
        talk.put("update what only the server sets", path + "/a", marked);
        if (kind.change() != null) {
            talk.put("update the content", path + "/a", Kind.merged(current(), kind.change()));
            talk.put("update the content again", path + "/a", current());
            ObjectNode back = kind.named("a");
            back.withObject("/metadata").set("resourceVersion", version());
            talk.put("update back, with nothing else", path + "/a", back);
        }
        talk.get("get after updates", path + "/a");
        ObjectNode created = kind.named("u");
        talk.put("update what is missing", path + "/u", created);
        talk.delete("delete what an update may have made", path + "/u");
    }

    private JsonNode version() {
        return current().at("/metadata/resourceVersion");
    }

    private ObjectNode versioned(String version) {
        ObjectNode object = current();
        object.withObject("/metadata").put("resourceVersion", version);
        return object;
    }

    private void merged() {
        talk.merge("merge a label", path + "/a", "{\"metadata\":{\"labels\":{\"step\":\"3\"}}}");
        talk.merge(
                "merge the same label",
                path + "/a",
                "{\"metadata\":{\"labels\":{\"step\":\"3\"}}}");
        talk.merge(
                "merge a label away", path + "/a", "{\"metadata\":{\"labels\":{\"step\":null}}}");
        talk.merge(
                "merge another talk",
                path + "/a",
                "{\"metadata\":{\"labels\":{\"talk\":\"off\"}}}");
        talk.merge(
                "merge the talk back",
                path + "/a",
                "{\"metadata\":{\"labels\":{\"talk\":\"life\"}}}");
        talk.merge("merge nothing", path + "/a", "{}");
        talk.merge("merge nonsense", path + "/a", "{nonsense");
        talk.merge("merge a list", path + "/a", "[]");
        talk.merge(
                "merge a stale version", path + "/a", "{\"metadata\":{\"resourceVersion\":\"1\"}}");
        talk.merge("merge another name", path + "/a", "{\"metadata\":{\"name\":\"other\"}}");
        talk.merge("merge another kind", path + "/a", "{\"kind\":\"Other\"}");
        talk.merge(
                "merge an annotation as a dry run",
                path + "/a?dryRun=All",
                "{\"metadata\":{\"annotations\":{\"note\":\"x\"}}}");
        talk.merge("merge an unknown field", path + "/a", "{\"nosuch\":1}");
        talk.merge(
                "merge an unknown field strictly",
                path + "/a?fieldValidation=Strict",
                "{\"nosuch\":1}");
        if (kind.change() != null) {
            talk.merge("merge the content", path + "/a", kind.change().toString());
            talk.merge("merge the same content", path + "/a", kind.change().toString());
        }
        talk.tell(
                "merge strategically",
                "PATCH",
                path + "/a",
                Conversation.STRATEGIC,
                "{\"metadata\":{\"labels\":{\"step\":\"4\"}}}");
    }

    private void patched() {
        talk.patch(
                "patch a label",
                path + "/a",
                "[{\"op\":\"test\",\"path\":\"/metadata/name\",\"value\":\"a\"},"
                        + "{\"op\":\"add\",\"path\":\"/metadata/labels/step\",\"value\":\"5\"}]");
        talk.patch(
                "patch after a test that fails",
                path + "/a",
                "[{\"op\":\"test\",\"path\":\"/metadata/labels/step\",\"value\":\"1\"},"
                        + "{\"op\":\"remove\",\"path\":\"/metadata/labels/step\"}]");
        talk.patch(
                "patch away what is not there",
                path + "/a",
                "[{\"op\":\"remove\",\"path\":\"/metadata/labels/none\"}]");
        talk.patch(
                "patch a label away",
                path + "/a",
                "[{\"op\":\"remove\",\"path\":\"/metadata/labels/step\"}]");
        talk.patch(
                "patch in place",
                path + "/a",
                "[{\"op\":\"replace\",\"path\":\"/metadata/labels/talk\",\"value\":\"life\"}]");
        talk.patch("patch nothing", path + "/a", "[]");
        talk.patch("patch with an object", path + "/a", "{}");
        talk.patch("patch in an unknown way", path + "/a", "[{\"op\":\"mend\",\"path\":\"/x\"}]");
    }

    private void status() {
        if (kind.status() == null) {
            talk.merge("merge into a status that no kind has", path + "/a/status", "{}");
            return;
        }
        ObjectNode told = current();
        told.set("status", kind.status());
        told.withObject("/metadata/labels").put("step", "6");
        talk.put("update a status by the main path", path + "/a", told);
        told = current();
        told.set("status", kind.status());
        told.withObject("/metadata/labels").put("step", "7");
        told.withObject("/metadata/annotations").put("note", "by status");
        told.remove("spec");
        if (!kind.custom()) {
            told.set("spec", current().get("spec"));
        }
        talk.put("update the status", path + "/a/status", told);
        told.withObject("/metadata").set("resourceVersion", version());
        talk.put("update the status to the same", path + "/a/status", told);
        talk.put("update a stale status", path + "/a/status", withVersion(told, "1"));
        talk.get("get after the status", path + "/a");
        talk.get("get the status", path + "/a/status");
        if (kind.change() != null) {
            talk.merge("merge the content by status", path + "/a/status", kind.change().toString());
        }
        talk.merge(
                "merge the status by the main path",
                path + "/a",
                "{\"status\":{\"observedGeneration\":99}}");
        if (kind.custom()) {
            talk.merge("merge a status", path + "/a/status", status("{\"observedGeneration\":2}"));
            talk.merge("merge the same", path + "/a/status", status("{\"observedGeneration\":2}"));
            talk.merge(
                    "merge a bad status",
                    path + "/a/status",
                    status("{\"observedGeneration\":\"x\"}"));
            talk.merge("merge an unknown status", path + "/a/status", status("{\"nosuch\":1}"));
            talk.merge(
                    "merge a bad condition",
                    path + "/a/status",
                    status("{\"conditions\":[{\"type\":\"Ready\",\"status\":\"Perhaps\"}]}"));
            talk.patch(
                    "patch a status",
                    path + "/a/status",
                    "[{\"op\":\"replace\",\"path\":\"/status/observedGeneration\",\"value\":3}]");
            talk.merge("merge a status away", path + "/a/status", "{\"status\":null}");
        }
        talk.get("get after all", path + "/a");
    }

    private static String status(String status) {
        return "{\"status\":" + status + "}";
    }

    private static ObjectNode withVersion(ObjectNode object, String version) {
        ObjectNode versioned = object.deepCopy();
        versioned.withObject("/metadata").put("resourceVersion", version);
        return versioned;
    }

    private void preconditions() {
        talk.delete("delete as a dry run", path + "/a?dryRun=All");
        talk.get("get after a dry run", path + "/a");
        talk.delete(
                "delete another identity",
                path + "/a",
                "{\"preconditions\":{\"uid\":\"11111111-2222-3333-4444-555555555555\"}}");
        talk.delete(
                "delete a stale version",
                path + "/a",
                "{\"preconditions\":{\"resourceVersion\":\"1\"}}");
        talk.delete("delete with nonsense", path + "/a", "{nonsense");
        JsonNode metadata = current().get("metadata");
        talk.delete(
                "delete with what is true",
                path + "/a",
                "{\"preconditions\":{\"uid\":"
                        + metadata.get("uid")
                        + ",\"resourceVersion\":"
                        + metadata.get("resourceVersion")
                        + "}}");
        talk.get("get what was deleted", path + "/a");
        talk.delete("delete what was deleted", path + "/a");
    }

    private ObjectNode held() {
        ObjectNode held = kind.named("a");
        held.withObject("/metadata").putArray("finalizers").add("trilith.dev/hold");
        return held;
    }

    private void finalized() {
        talk.post("create with a finalizer", path, held());
        talk.delete("delete with a finalizer", path + "/a");
        talk.get("get while held", path + "/a");
        talk.delete("delete again while held", path + "/a");
        talk.post("create while held", path, kind.named("a"));
        talk.merge(
                "merge a label while held",
                path + "/a",
                "{\"metadata\":{\"labels\":{\"k\":\"v\"}}}");
        if (kind.change() != null) {
            talk.merge("merge the content while held", path + "/a", kind.change().toString());
        }
        talk.merge(
                "add a finalizer while held",
                path + "/a",
                "{\"metadata\":{\"finalizers\":[\"trilith.dev/hold\",\"trilith.dev/more\"]}}");
        talk.merge("undo a deletion", path + "/a", "{\"metadata\":{\"deletionTimestamp\":null}}");
        talk.merge("let go", path + "/a", "{\"metadata\":{\"finalizers\":null}}");
        talk.get("get after it was let go", path + "/a");
        talk.post("create after it was let go", path, kind.named("a"));
        talk.delete("delete", path + "/a?propagationPolicy=Background");
    }

    private void finalizedByUpdate() {
        talk.post("create with a finalizer again", path, held());
        talk.delete("delete it", path + "/a", "{\"gracePeriodSeconds\":0}");
        ObjectNode free = current();
        free.withObject("/metadata").remove("finalizers");
        talk.put("let go by an update, as a dry run", path + "/a?dryRun=All", free);
        talk.put("let go by an update", path + "/a", free);
        talk.get("get after the update", path + "/a");
    }
}
