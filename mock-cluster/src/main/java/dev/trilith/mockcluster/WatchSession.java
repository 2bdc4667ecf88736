package dev.trilith.mockcluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.trilith.mockcluster.ApiRequest.Target;
import dev.trilith.mockcluster.ObjectStore.Change;
import io.fabric8.mockwebserver.http.Response;
import io.fabric8.mockwebserver.http.WebSocket;
import io.fabric8.mockwebserver.http.WebSocketListener;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Somebody who watches objects of a kind, over a web socket. What is there is looked at when the
 * request is served, as a real server does before it answers: what changes between that answer and
 * the socket's opening is told as a change, and a watcher who changes something as soon as it is
 * answered misses nothing.
 */
final class WatchSession extends WebSocketListener implements Consumer<Change> {
    private static final Logger LOGGER = Logger.getLogger(WatchSession.class.getName());

    private final ModelApi api;
    private final ApiRequest request;
    private final Target target;
    private final ResourceType type;
    private final Predicate<JsonNode> wanted;
    private final List<ObjectNode> first = new ArrayList<>();
    private final long since;
    private volatile @Nullable WebSocket socket;

    WatchSession(ModelApi api, ApiRequest request, Target target, ResourceType type) {
        this.api = api;
        this.request = request;
        this.target = target;
        this.type = type;
        Options.checkList(request);
        String version = request.parameter("resourceVersion");
        if (!version.matches("\\d*")) {
            throw Refusal.unforeseen(
                    "resourceVersion: Invalid value: \""
                            + version
                            + "\": strconv.ParseUint: parsing \""
                            + version
                            + "\": invalid syntax");
        }
        Predicate<JsonNode> selected = Selector.of(request, type);
        this.wanted =
                target.name().isEmpty()
                        ? selected
                        : selected.and(object ->
                                object.at("/metadata/name").asText().equals(target.name()));
        this.since =
                version.isEmpty() || version.equals("0")
                        ? api.look(this::present)
                        : Long.parseLong(version);
    }

    @Override
    public void onOpen(WebSocket opened, Response response) {
        opened(opened);
    }

    void opened(WebSocket on) {
        socket = on;
        api.watch(this::begin, this);
    }

    @Override
    public void onClosing(WebSocket closing, int code, String reason) {
        api.leave(this);
        closing.close(code, reason);
    }

    @Override
    public void onClosed(WebSocket closed, int code, String reason) {
        api.leave(this);
    }

    @Override
    public void onFailure(WebSocket failed, Throwable cause, Response response) {
        api.leave(this);
    }

    private void begin(ObjectStore store) {
        first.forEach(this::send);
        if (since < store.oldest()) {
            send(event("ERROR", Refusal.expired(since, store.oldest())));
        } else {
            store.changesAfter(since).forEach(this);
        }
    }

    /** Remembers what is there, to be told first; returns the version that this is of. */
    private long present(ObjectStore store) {
        store.list(type, target.namespace()).stream()
                .filter(wanted)
                .forEach(object -> first.add(event("ADDED", ObjectWrites.view(type, object))));
        if (request.parameter("sendInitialEvents").equals("true")) {
            ObjectNode mark = Documents.object();
            mark.put("kind", type.kind()).put("apiVersion", type.apiVersion());
            mark.putObject("metadata")
                    .put("resourceVersion", String.valueOf(store.version()))
                    .putObject("annotations")
                    .put("k8s.io/initial-events-end", "true");
            first.add(event("BOOKMARK", mark));
        }
        return store.version();
    }

    @Override
    public void accept(Change change) {
        boolean mine =
                change.key().type().equals(type.path())
                        && (target.namespace().isEmpty()
                                || change.key().namespace().equals(target.namespace()));
        if (!mine) {
            return;
        }
        ObjectNode before = change.before();
        ObjectNode after = change.after();
        boolean was = before != null && wanted.test(before);
        if (after != null && wanted.test(after)) {
            send(event(was ? "MODIFIED" : "ADDED", ObjectWrites.view(change.type(), after)));
        } else if (was && before != null) {
            ObjectNode last = ObjectStore.versioned(before, change.version());
            send(event("DELETED", ObjectWrites.view(change.type(), last)));
        }
    }

    private static ObjectNode event(String type, ObjectNode object) {
        ObjectNode event = Documents.object();
        event.put("type", type).set("object", object);
        return event;
    }

    private void send(ObjectNode event) {
        WebSocket to = socket;
        if (to == null) {
            return;
        }
        try {
            to.send(event.toString());
        } catch (IllegalStateException e) {
            // The watcher went away: the change is not its business any more.
            LOGGER.log(Level.FINE, "a watch has ended", e);
            api.leave(this);
        }
    }
}
