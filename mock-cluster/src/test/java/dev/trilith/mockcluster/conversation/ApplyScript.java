package dev.trilith.mockcluster.conversation;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** Server-side apply by several managers, and who owns what then. */
final class ApplyScript {
    private static final String ONE = "fieldManager=one";
    private static final String TWO = "fieldManager=two";
    private static final String FORCED = "&force=true";

    private final Conversation talk;
    private final Kind kind;
    private final String path;

    ApplyScript(Conversation talk, Kind kind, String namespace) {
        this.talk = talk;
        this.kind = kind;
        this.path = kind.path(namespace);
    }

    void run() {
        talk.chapter("apply " + kind.plural(), true, false);
        String object = path + "/p";
        ObjectNode good = kind.named("p");
        talk.apply("apply as a dry run", object, ONE + "&dryRun=All", good);
        talk.apply("apply without a manager", object, "force=true", good);
        talk.apply("apply what exists only as a version", object, ONE, versioned(good, "1"));
        talk.apply("apply", object, ONE, good);
        talk.apply("apply the same", object, ONE, good);
        ObjectNode labelled = label(good, "step", "1");
        talk.apply("apply a label", object, ONE, labelled);
        talk.apply("apply the same label", object, ONE, labelled);
        talk.apply("apply the label by another", object, TWO, label(bare(), "step", "1"));
        talk.apply("apply without the shared label", object, ONE, good);
        talk.apply("apply another value", object, ONE, label(good, "step", "2"));
        talk.apply("apply another value by force", object, ONE + FORCED, label(good, "step", "2"));
        talk.apply("apply the lost value", object, TWO, label(bare(), "step", "1"));
        talk.apply("apply nothing by another", object, TWO, bare());
        talk.apply("apply without the label", object, ONE, good);
        talk.apply("apply a stale version", object, ONE, versioned(good, "1"));
        ObjectNode other = good.deepCopy();
        other.withObject("/metadata").put("uid", "11111111-2222-3333-4444-555555555555");
        talk.apply("apply to another identity", object, ONE, other);
        talk.apply("apply under another name", path + "/q", ONE, good);
        ObjectNode managed = good.deepCopy();
        managed.withObject("/metadata").putArray("managedFields").addObject().put("manager", "x");
        talk.apply("apply with managers", object, ONE, managed);
        talk.tell("apply no YAML", "PATCH", object + "?" + ONE, Conversation.APPLY, "{: }");
        contents(object, good);
        mixed(object, good);
        if (kind.status() != null) {
            status(object);
        }
        unknown(object, good);
        talk.delete("delete", object);
        talk.apply("apply after it was deleted", object, ONE, good);
        talk.delete("delete again", object);
        talk.delete("delete another name", path + "/q");
    }

    private void contents(String object, ObjectNode good) {
        if (kind.change() == null) {
            return;
        }
        ObjectNode changed = Kind.merged(good, kind.change());
        talk.apply("apply a content as a dry run", object, ONE + "&dryRun=All", changed);
        talk.apply("apply a content", object, ONE, changed);
        talk.apply("apply the same content", object, ONE, changed);
        ObjectNode part = Kind.merged(bare(), kind.change());
        talk.apply("apply a part by another", object, TWO, part);
        talk.apply("apply the old content against another", object, ONE, good);
        talk.apply("apply the old content by force", object, ONE + FORCED, good);
        talk.apply("apply nothing by the loser", object, TWO, bare());
        talk.get("get after contents", object);
    }

    private void mixed(String object, ObjectNode good) {
        talk.merge(
                "merge into what is applied",
                object + "?fieldManager=hand",
                "{\"metadata\":{\"labels\":{\"talk\":\"hand\",\"more\":\"1\"}}}");
        talk.apply("apply against a hand", object, ONE, good);
        talk.apply("apply against a hand by force", object, ONE + FORCED, good);
        ObjectNode current = (ObjectNode) talk.quietly("GET", object, null).body();
        current.withObject("/metadata/annotations").put("note", "1");
        talk.put("update what is applied", object, current);
        talk.merge(
                "merge the hand's label away",
                object + "?fieldManager=hand",
                "{\"metadata\":{\"labels\":{\"more\":null}}}");
        talk.apply("apply once more", object, ONE, good);
    }

    private void status(String object) {
        ObjectNode status = bare();
        status.set("status", kind.status());
        talk.apply("apply a status", object + "/status", "fieldManager=op", status);
        talk.apply("apply the same status", object + "/status", "fieldManager=op", status);
        talk.apply("apply a status by the main path", object, "fieldManager=main", status);
        ObjectNode other = status.deepCopy();
        other.withObject("/metadata").put("uid", "11111111-2222-3333-4444-555555555555");
        talk.apply(
                "apply a status to another identity",
                object + "/status",
                "fieldManager=op&force=true",
                other);
        if (!kind.custom()) {
            return;
        }
        ObjectNode next = bare();
        next.putObject("status").put("observedGeneration", 5);
        talk.apply("apply less of a status", object + "/status", "fieldManager=op", next);
        next.withObject("/status").put("observedGeneration", 6);
        talk.apply("apply a status by another", object + "/status", "fieldManager=other", next);
        talk.apply(
                "apply a status by another by force",
                object + "/status",
                "fieldManager=other&force=true",
                next);
        ObjectNode conditions = bare();
        conditions
                .putObject("status")
                .putArray("conditions")
                .add(condition("Ready", "True"))
                .add(condition("Stalled", "False"));
        talk.apply("apply conditions", object + "/status", "fieldManager=op", conditions);
        talk.apply("apply the same conditions", object + "/status", "fieldManager=op", conditions);
        ObjectNode fewer = bare();
        fewer.putObject("status").putArray("conditions").add(condition("Ready", "False"));
        talk.apply("apply fewer conditions", object + "/status", "fieldManager=op", fewer);
        ObjectNode more = bare();
        more.putObject("status").putArray("conditions").add(condition("Lost", "False"));
        talk.apply("apply a condition by another", object + "/status", "fieldManager=other", more);
        talk.apply(
                "apply a stale status",
                object + "/status",
                "fieldManager=op",
                versioned(fewer, "1"));
        ObjectNode bad = bare();
        bad.putObject("status").putArray("conditions").addObject().put("type", "Ready");
        talk.apply("apply a bad condition", object + "/status", "fieldManager=op", bad);
        ObjectNode meant = label(fewer, "by", "status");
        meant.set("spec", kind.object().get("spec"));
        talk.apply("apply all by status", object + "/status", "fieldManager=op", meant);
        talk.get("get after statuses", object);
    }

    private static ObjectNode condition(String type, String status) {
        return Api.JSON
                .createObjectNode()
                .put("type", type)
                .put("status", status)
                .put("reason", "Said")
                .put("message", "so")
                .put("lastTransitionTime", "2026-01-01T00:00:00Z");
    }

    private void unknown(String object, ObjectNode good) {
        ObjectNode unknown = good.deepCopy();
        unknown.put("nosuch", 1);
        talk.apply("apply an unknown field", object, ONE, unknown);
        ObjectNode mistaken = good.deepCopy();
        mistaken.put("kind", "Mistake");
        talk.apply("apply another kind", object, ONE, mistaken);
        ObjectNode nameless = good.deepCopy();
        nameless.remove("kind");
        talk.apply("apply without a kind", object, ONE, nameless);
    }

    /** Nothing but what names the object. */
    private ObjectNode bare() {
        ObjectNode bare = Api.JSON.createObjectNode();
        bare.set("apiVersion", kind.object().get("apiVersion"));
        bare.set("kind", kind.object().get("kind"));
        bare.putObject("metadata").put("name", "p");
        if (kind.plural().equals("endpointslices")) {
            bare.set("addressType", kind.object().get("addressType"));
        }
        return bare;
    }

    private static ObjectNode label(ObjectNode object, String key, String value) {
        ObjectNode labelled = object.deepCopy();
        labelled.withObject("/metadata/labels").put(key, value);
        return labelled;
    }

    private static ObjectNode versioned(ObjectNode object, String version) {
        ObjectNode versioned = object.deepCopy();
        versioned.withObject("/metadata").put("resourceVersion", version);
        return versioned;
    }
}
