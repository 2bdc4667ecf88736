package dev.trilith.mockcluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.trilith.mockcluster.ApiRequest.Target;
import dev.trilith.mockcluster.ObjectStore.Change;
import io.fabric8.mockwebserver.http.Response;
import io.fabric8.mockwebserver.http.WebSocket;
import io.fabric8.mockwebserver.http.WebSocketListener;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Somebody who watches objects of a kind, over a web socket. */
final class WatchSession extends WebSocketListener implements Consumer<Change> {
    private static final Logger LOGGER = Logger.getLogger(WatchSession.class.getName());

    private final ModelApi api;
    private final ApiRequest request;
    private final Target target;
    private final ResourceType type;
    private final Predicate<JsonNode> wanted;
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
    }

    @Override
    public void onOpen(WebSocket opened, Response response) {
        socket = opened;
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
        String since = request.parameter("resourceVersion");
        if (since.isEmpty() || since.equals("0")) {
            present(store);
        } else if (Long.parseLong(since) < store.oldest()) {
            send("ERROR", Refusal.expired(Long.parseLong(since), store.oldest()));
        } else {
            List<Change> missed = store.changesAfter(Long.parseLong(since));
            missed.forEach(this);
        }
    }

    private void present(ObjectStore store) {
        store.list(type, target.namespace()).stream()
                .filter(wanted)
                .forEach(object -> send("ADDED", ObjectWrites.view(type, object)));
        if (request.parameter("sendInitialEvents").equals("true")) {
            ObjectNode mark = Documents.object();
            mark.put("kind", type.kind()).put("apiVersion", type.apiVersion());
            mark.putObject("metadata")
                    .put("resourceVersion", String.valueOf(store.version()))
                    .putObject("annotations")
                    .put("k8s.io/initial-events-end", "true");
            send("BOOKMARK", mark);
        }
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
            send(was ? "MODIFIED" : "ADDED", ObjectWrites.view(change.type(), after));
        } else if (was && before != null) {
            ObjectNode last = ObjectStore.versioned(before, change.version());
            send("DELETED", ObjectWrites.view(change.type(), last));
        }
    }

    private void send(String event, ObjectNode object) {
        ObjectNode message = Documents.object();
        message.put("type", event).set("object", object);
        WebSocket to = socket;
        if (to == null) {
            return;
        }
        try {
            to.send(message.toString());
        } catch (IllegalStateException e) {
            // The watcher went away: the change is not its business any more.
            LOGGER.log(Level.FINE, "a watch has ended", e);
            api.leave(this);
        }
    }
}
