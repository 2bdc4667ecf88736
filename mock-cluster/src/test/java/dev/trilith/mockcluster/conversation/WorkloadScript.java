package dev.trilith.mockcluster.conversation;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** Dry runs of a kind that controllers write to: nothing is stored, so nobody interferes. */
final class WorkloadScript {
    private final Conversation talk;
    private final Kind kind;
    private final String path;

    WorkloadScript(Conversation talk, Kind kind, String namespace) {
        this.talk = talk;
        this.kind = kind;
        this.path = kind.path(namespace);
    }

    void run() {
        talk.chapter("workload " + kind.plural(), false, true);
        ObjectNode good = kind.named("a");
        talk.get("get what is missing", path + "/a");
        talk.delete("delete what is missing", path + "/a");
        talk.post("create", path + "?dryRun=All", good);
        talk.apply("apply", path + "/a", "fieldManager=one&dryRun=All", good);
        talk.post("create in a missing namespace", kind.path(talk.namespace("missing")), good);
        talk.post("create with a bad name", path + "?dryRun=All", kind.named("Bad_Name"));
        ObjectNode unknown = kind.named("a");
        unknown.withObject("/spec").put("nosuch", 1);
        talk.post("create strictly", path + "?dryRun=All&fieldValidation=Strict", unknown);
        talk.post("create with an unknown field", path + "?dryRun=All", unknown);
        kind.refused()
                .forEach((what, patch) ->
                        talk.post(
                                "create refused: " + what,
                                path + "?dryRun=All",
                                Kind.merged(good, patch)));
        talk.post("create in truth", path, good);
        talk.post("create again", path, good);
        talk.get("get", path + "/a");
        talk.get("list", path + "?labelSelector=talk%3Dlife");
        talk.merge(
                "merge a stale version", path + "/a", "{\"metadata\":{\"resourceVersion\":\"1\"}}");
        if (kind.change() != null) {
            talk.merge("merge a content as a dry run", path + "/a?dryRun=All", kind.change() + "");
        }
        talk.merge(
                "merge a label as a dry run",
                path + "/a?dryRun=All",
                "{\"metadata\":{\"labels\":{\"step\":\"1\"}}}");
        kind.refused()
                .forEach((what, patch) ->
                        talk.merge(
                                "change refused: " + what,
                                path + "/a?dryRun=All",
                                patch.toString()));
        talk.delete(
                "delete another identity",
                path + "/a",
                "{\"preconditions\":{\"uid\":\"11111111-2222-3333-4444-555555555555\"}}");
        talk.quietly("DELETE", path + "/a?propagationPolicy=Background", null);
        talk.getUntil("get after it was deleted", path + "/a", 404);
    }
}
