package dev.trilith.mockcluster.conversation;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.trilith.mockcluster.conversation.Api.Watch;

/** Ways to begin a watch, and what one sees then; and what is deleted many at a time. */
final class WatchScript {
    private final Conversation talk;
    private final Kind kind;
    private final String path;

    WatchScript(Conversation talk, Kind kind, String namespace) {
        this.talk = talk;
        this.kind = kind;
        this.path = kind.path(namespace);
    }

    void run() {
        talk.chapter("watch " + kind.plural(), false, false);
        String before = version();
        String mine = path + "?watch=true&labelSelector=talk";
        for (String name : new String[] {"a", "b", "c"}) {
            talk.post("create " + name, path, kind.named(name));
        }
        String between = version();
        begun("from the beginning", mine + "&resourceVersion=" + before);
        begun("from nowhere", mine);
        begun(
                "in all namespaces",
                kind.api()
                        + "/"
                        + kind.plural()
                        + "?watch=true&resourceVersion="
                        + version()
                        + "&fieldSelector=metadata.namespace%3D"
                        + talk.namespace("home")
                        + "&labelSelector=talk");
        // From here on what is kept in the server's memory is up to date.
        version();
        begun("from zero", mine + "&resourceVersion=0");
        begun("from a version between", mine + "&resourceVersion=" + between);
        begun("from now on", mine + "&resourceVersion=" + version());
        begun(
                "with initial events",
                mine
                        + "&sendInitialEvents=true&resourceVersionMatch=NotOlderThan"
                        + "&allowWatchBookmarks=true");
        // A young server may still know the first versions of what it is made with.
        if (kind.api().startsWith("/apis/trilith.dev")) {
            try (Watch tooOld = talk.watch(mine + "&resourceVersion=1")) {
                talk.event("watch from a version too old", tooOld);
            }
        }
        talk.get("watch from a version of words", path + "?watch=true&resourceVersion=abc");
        talk.get("watch with half of initial events", path + "?watch=true&sendInitialEvents=true");
        talk.get("list at a version of words", path + "?resourceVersion=abc");
        talk.get("list exactly", path + "?labelSelector=talk&resourceVersionMatch=Other");
        deleted(mine + "&resourceVersion=" + between);
    }

    private String version() {
        return talk.quietly("GET", path, null).body().at("/metadata/resourceVersion").asText();
    }

    private void begun(String what, String from) {
        try (Watch watch = talk.watch(from)) {
            talk.merge(
                    "merge, watched " + what,
                    path + "/c",
                    "{\"metadata\":{\"labels\":{\"seen\":\"" + what.replace(' ', '-') + "\"}}}");
            ObjectNode end = kind.named("z");
            talk.post("create the end", path, end);
            talk.delete("delete the end", path + "/z");
            talk.briefEvents("watch " + what, watch, "DELETED", "z");
        }
    }

    private void deleted(String from) {
        try (Watch watch = talk.watch(from + "&fieldSelector=metadata.name%3Dc")) {
            talk.delete("delete many, none of which is there", path + "?labelSelector=talk%3Dnone");
            talk.delete("delete many as a dry run", path + "?labelSelector=talk&dryRun=All");
            talk.delete("delete many", path + "?labelSelector=talk");
            talk.list("list after that", path + "?labelSelector=talk");
            talk.events("watch the deletion", watch, "DELETED", "c");
        }
    }
}
