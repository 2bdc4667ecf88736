package dev.trilith.mockcluster.conversation;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** Namespaces, owners, and paths that lead nowhere. */
final class NamespaceScript {
    private static final String NAMESPACES = "/api/v1/namespaces";

    private final Conversation talk;
    private final Kind kind;

    /**
     * @param kind a kind whose objects are put in namespaces
     */
    NamespaceScript(Conversation talk, Kind kind) {
        this.talk = talk;
        this.kind = kind;
    }

    void run() {
        talk.chapter("namespaces of " + kind.plural(), false, true);
        String name = talk.namespace("doomed");
        String path = NAMESPACES + "/" + name;
        ObjectNode namespace = namespace(name);
        talk.get("get what is missing", path);
        talk.post("create as a dry run", NAMESPACES + "?dryRun=All", namespace);
        talk.post("create", NAMESPACES, namespace);
        talk.post("create again", NAMESPACES, namespace);
        talk.post("create with a dot", NAMESPACES + "?dryRun=All", namespace("a.b"));
        talk.post("create with a long name", NAMESPACES + "?dryRun=All", namespace("a".repeat(64)));
        talk.get("get", path);
        talk.get("list", NAMESPACES + "?fieldSelector=metadata.name%3D" + name);
        talk.merge("merge a label", path, "{\"metadata\":{\"labels\":{\"a\":\"b\"}}}");
        talk.merge("merge its name label away", path, "{\"metadata\":{\"labels\":null}}");
        talk.apply("apply", path, "fieldManager=one", namespace);
        ObjectNode held = kind.named("held");
        held.withObject("/metadata").putArray("finalizers").add("trilith.dev/hold");
        talk.post("create in it", kind.path(name), held);
        talk.post("create another in it", kind.path(name), kind.named("free"));
        talk.delete(
                "delete another identity",
                path,
                "{\"preconditions\":{\"uid\":\"11111111-2222-3333-4444-555555555555\"}}");
        talk.delete("delete", path);
        talk.getUntil("get what was free", kind.path(name) + "/free", 404);
        talk.get("get while terminating", path);
        talk.post("create while terminating", kind.path(name), kind.named("late"));
        talk.apply(
                "apply while terminating",
                kind.path(name) + "/late",
                "fieldManager=one",
                kind.named("late"));
        talk.post("create the namespace while terminating", NAMESPACES, namespace);
        talk.get("get what is held", kind.path(name) + "/held");
        talk.merge(
                "change what is held",
                kind.path(name) + "/held",
                "{\"metadata\":{\"labels\":{\"a\":\"b\"}}}");
        talk.merge("let go", kind.path(name) + "/held", "{\"metadata\":{\"finalizers\":null}}");
        talk.getUntil("get after it is gone", path, 404);
        talk.delete("delete what is gone", path);
    }

    /** What is owned goes with its owner. */
    void owned(String namespace) {
        talk.chapter("owners of " + kind.plural(), false, false);
        String path = kind.path(namespace);
        Api.Answer owner = talk.post("create the owner", path, kind.named("owner"));
        ObjectNode owned = kind.named("owned");
        owned.withObject("/metadata")
                .putArray("ownerReferences")
                .addObject()
                .put("apiVersion", owner.body().path("apiVersion").asText())
                .put("kind", owner.body().path("kind").asText())
                .put("name", "owner")
                .put("uid", owner.body().at("/metadata/uid").asText())
                .put("controller", true);
        talk.post("create the owned", path, owned);
        ObjectNode twice = owned.deepCopy();
        twice.withObject("/metadata").put("name", "twice");
        twice.withArray("/metadata/ownerReferences").add(owned.at("/metadata/ownerReferences/0"));
        talk.post("create with two controllers", path + "?dryRun=All", twice);
        ObjectNode vague = owned.deepCopy();
        vague.withObject("/metadata/ownerReferences/0").remove("uid");
        talk.post("create with a vague owner", path + "?dryRun=All", vague);
        talk.delete("delete the owner", path + "/owner");
        talk.getUntil("get the owned without its owner", path + "/owned", 404);
    }

    static void nowhere(Conversation talk, String namespace) {
        talk.chapter("nowhere", false, false);
        String home = "/apis/trilith.dev/v1alpha1/namespaces/" + namespace;
        for (String path :
                new String[] {
                    "/nosuch",
                    "/api/v9/pods",
                    "/api/v1/namespaces/" + namespace + "/nosuchs",
                    "/api/v1/namespaces/" + namespace + "/nosuchs/a",
                    "/apis/nosuch.dev/v1/things",
                    "/apis/trilith.dev/v9/drcycles",
                    home + "/nosuchs",
                    home + "/drcycles/a/scale",
                    home + "/drcycles/a/nosuch",
                    "/apis/trilith.dev/v1alpha1/drcycles/a"
                }) {
            talk.get("get " + path.replace(namespace, "N"), path);
            talk.tell(
                    "post to " + path.replace(namespace, "N"),
                    "POST",
                    path,
                    Conversation.JSON,
                    "{}");
        }
        talk.tell("head for nothing", "OPTIONS", home + "/drcycles", null, null);
    }

    private static ObjectNode namespace(String name) {
        ObjectNode namespace = Api.JSON.createObjectNode();
        namespace.put("apiVersion", "v1").put("kind", "Namespace");
        namespace.putObject("metadata").put("name", name);
        return namespace;
    }
}
