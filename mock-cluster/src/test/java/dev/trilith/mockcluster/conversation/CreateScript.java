package dev.trilith.mockcluster.conversation;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** Creating, finding and listing objects of one kind, and what is refused of that. */
final class CreateScript {
    private final Conversation talk;
    private final Kind kind;
    private final String path;

    CreateScript(Conversation talk, Kind kind, String namespace) {
        this.talk = talk;
        this.kind = kind;
        this.path = kind.path(namespace);
    }

    void run() {
        talk.chapter("create " + kind.plural(), false, false);
        missing();
        created();
        named();
        listed();
        misdirected();
        misspelt();
        refused();
    }

    private void missing() {
        talk.get("get what is missing", path + "/a");
        talk.delete("delete what is missing", path + "/a");
        talk.merge("merge into what is missing", path + "/a", "{\"metadata\":{}}");
        talk.patch("patch what is missing", path + "/a", "[]");
        if (kind.status() != null) {
            talk.get("get a missing status", path + "/a/status");
            talk.merge("merge into a missing status", path + "/a/status", "{\"status\":{}}");
            talk.apply(
                    "apply a missing status",
                    path + "/a/status",
                    "fieldManager=one",
                    status(kind.named("a")));
        }
        talk.get("list nothing", path + "?labelSelector=talk%3Dlife");
    }

    private ObjectNode status(ObjectNode object) {
        ObjectNode status = object.deepCopy();
        status.remove("spec");
        status.set("status", kind.status());
        return status;
    }

    private void created() {
        talk.post("create as a dry run", path + "?dryRun=All", kind.named("a"));
        talk.get("get after a dry run", path + "/a");
        talk.post("create", path, kind.named("a"));
        talk.post("create again", path, kind.named("a"));
        talk.post("create again as a dry run", path + "?dryRun=All", kind.named("a"));
        talk.get("get", path + "/a");
        if (kind.status() != null) {
            talk.get("get its status", path + "/a/status");
            ObjectNode told = kind.named("b");
            told.set("status", kind.status());
            talk.post("create with a status", path, told);
            talk.get("get what was created with a status", path + "/b");
        }
        ObjectNode versioned = kind.named("c");
        versioned.withObject("/metadata").put("resourceVersion", "1");
        talk.post("create with a version", path, versioned);
        ObjectNode marked = kind.named("d");
        marked.withObject("/metadata")
                .put("uid", "11111111-2222-3333-4444-555555555555")
                .put("generation", 9)
                .put("creationTimestamp", "2001-01-01T00:00:00Z")
                .put("deletionTimestamp", "2001-01-01T00:00:00Z");
        talk.post("create with what only the server sets", path, marked);
    }

    private void named() {
        ObjectNode generated = kind.named("");
        generated.withObject("/metadata").put("generateName", "gen-").remove("name");
        talk.post("create with a generated name", path + "?dryRun=All", generated);
        generated.withObject("/metadata").remove("generateName");
        talk.post("create without a name", path, generated);
        for (String name : new String[] {"Big", "-dash", "under_score", "two words", "a/b", "."}) {
            talk.post(
                    "create with the name '" + name + "'", path + "?dryRun=All", kind.named(name));
        }
        talk.post("create with a long name", path + "?dryRun=All", kind.named("a".repeat(254)));
        ObjectNode label = kind.named("l");
        label.withObject("/metadata/labels").put("bad key!", "x").put("talk", "bad value!");
        talk.post("create with bad labels", path + "?dryRun=All", label);
        ObjectNode finalizer = kind.named("l");
        finalizer.withObject("/metadata").putArray("finalizers").add("nosuch");
        talk.post("create with a bad finalizer", path + "?dryRun=All", finalizer);
        ObjectNode numbers = kind.named("l");
        numbers.withObject("/metadata/labels").put("talk", 1);
        talk.post("create with a number for a label", path + "?dryRun=All", numbers);
    }

    private void listed() {
        ObjectNode other = kind.named("e");
        other.withObject("/metadata/labels")
                .put("talk", "life")
                .put("colour", "red")
                .put("run", talk.namespace("all"));
        talk.post("create another", path, other);
        talk.get("list", path + "?labelSelector=colour");
        talk.get(
                "list in all namespaces",
                kind.api() + "/" + kind.plural() + "?labelSelector=run%3D" + talk.namespace("all"));
        for (String selector :
                new String[] {
                    "labelSelector=talk%3Dlife",
                    "labelSelector=talk%3D%3Dlife",
                    "labelSelector=colour%3Dred",
                    "labelSelector=colour%21%3Dred%2Ctalk",
                    "labelSelector=colour",
                    "labelSelector=%21colour%2Ctalk",
                    "labelSelector=colour%20in%20%28red%2Cblue%29",
                    "labelSelector=colour%20notin%20%28red%29%2Ctalk%3Dlife",
                    "labelSelector=colour%3Dgreen",
                    "labelSelector=%3D%3D%3D",
                    "fieldSelector=metadata.name%3Da",
                    "fieldSelector=metadata.name%3Dnone",
                    "fieldSelector=metadata.name%21%3Da&labelSelector=talk%3Dlife",
                    "fieldSelector=metadata.nosuch%3Da",
                    "labelSelector=talk%3Dlife&limit=500",
                    "labelSelector=talk%3Dlife&resourceVersion=0",
                    "labelSelector=talk%3Dlife&limit=bad"
                }) {
            talk.list("list " + selector, path + "?" + selector);
        }
        Api.Answer page = talk.list("list one", path + "?labelSelector=talk&limit=1");
        String token = page.body().at("/metadata/continue").asText();
        talk.list(
                "list the next",
                path
                        + "?labelSelector=talk&limit=1&continue="
                        + java.net.URLEncoder.encode(
                                token, java.nio.charset.StandardCharsets.UTF_8));
        talk.list("list on from nowhere", path + "?limit=1&continue=nonsense");
        talk.list(
                "list in the namespace by name",
                path + "?fieldSelector=metadata.name%3De%2Cmetadata.namespace%3Dnone");
    }

    private void misdirected() {
        ObjectNode stray = kind.named("s");
        stray.withObject("/metadata").put("namespace", "elsewhere");
        talk.post("create in another namespace than named", path, stray);
        ObjectNode missing = kind.named("s");
        talk.post(
                "create in a missing namespace",
                kind.path(talk.namespace("missing")) + "?dryRun=All",
                missing);
        talk.get("list a missing namespace", kind.path(talk.namespace("missing")));
        talk.get("get from a missing namespace", kind.path(talk.namespace("missing")) + "/a");
        ObjectNode mistaken = kind.named("s");
        mistaken.put("kind", "Mistake");
        talk.post("create another kind", path, mistaken);
        ObjectNode old = kind.named("s");
        old.put("apiVersion", "trilith.dev/v0");
        talk.post("create another version", path, old);
        ObjectNode nameless = kind.named("s");
        nameless.remove("kind");
        talk.post("create without a kind", path + "?dryRun=All", nameless);
        ObjectNode bare = kind.named("s");
        bare.remove("metadata");
        talk.post("create without metadata", path, bare);
        talk.tell(
                "post to an object", "POST", path + "/a", Conversation.JSON, kind.named("a") + "");
        talk.tell("put to a list", "PUT", path, Conversation.JSON, kind.named("a") + "");
    }

    private void misspelt() {
        String good = kind.named("s").toString();
        talk.tell("create from no JSON", "POST", path, Conversation.JSON, "{\"a\":");
        talk.tell("create from nothing", "POST", path, Conversation.JSON, "");
        talk.tell("create from a list", "POST", path, Conversation.JSON, "[]");
        talk.tell("create from text", "POST", path, "text/plain", good);
        talk.tell("create from YAML", "POST", path + "?dryRun=All", "application/yaml", good);
        talk.tell("put text", "PUT", path + "/a", "text/plain", good);
        talk.tell("patch with JSON", "PATCH", path + "/a", Conversation.JSON, "{}");
        talk.tell("patch with text", "PATCH", path + "/a", "text/plain", "{}");
        talk.tell("ask for a bad dry run", "POST", path + "?dryRun=Some", Conversation.JSON, good);
        for (String validation : new String[] {"Strict", "Warn", "Ignore", "Other"}) {
            ObjectNode unknown = kind.named("s");
            unknown.put("nosuch", 1);
            talk.post(
                    "create with an unknown field, " + validation,
                    path + "?dryRun=All&fieldValidation=" + validation,
                    unknown);
            if (unknown.has("spec")) {
                unknown.remove("nosuch");
                unknown.withObject("/spec").put("nosuch", 1).putObject("other").put("x", 1);
                talk.post(
                        "create with unknown fields of spec, " + validation,
                        path + "?dryRun=All&fieldValidation=" + validation,
                        unknown);
            }
        }
    }

    private void refused() {
        kind.refused()
                .forEach((what, patch) ->
                        talk.post(
                                "create refused: " + what,
                                path + "?dryRun=All",
                                Kind.merged(kind.named("r"), patch)));
        kind.refused()
                .forEach((what, patch) ->
                        talk.merge(
                                "change refused: " + what,
                                path + "/a?dryRun=All",
                                patch.toString()));
        kind.refused()
                .forEach((what, patch) ->
                        talk.apply(
                                "apply refused: " + what,
                                path + "/r",
                                "fieldManager=one&dryRun=All",
                                Kind.merged(kind.named("r"), patch)));
        for (String name : new String[] {"a", "b", "d", "e"}) {
            talk.delete("delete " + name, path + "/" + name);
        }
    }
}
