package dev.trilith.mockcluster;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.trilith.mockcluster.ModelServer.Reply;
import dev.trilith.mockcluster.ObjectStore.Change;
import java.time.InstantSource;
import java.util.UUID;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The same Kubernetes API as {@link MockCluster}'s with no network before it, no thread behind it,
 * and neither time nor chance of its own: whoever simulates a cluster gives those. Safe for use by
 * many threads, one of which is served at a time.
 */
public final class InProcessApi {
    private final ModelApi api;
    private final ModelServer server;

    /**
     * A request as HTTP carries it.
     *
     * @param method GET, POST, PUT, PATCH or DELETE
     * @param uri path and query
     * @param contentType what the body is said to be, or null
     * @param body what is sent, empty if nothing is
     * @param agent the program that sends it
     */
    public record Sent(
            String method, String uri, @Nullable String contentType, String body, String agent) {}

    /** An answer: an HTTP status, and a body in JSON. */
    public record Answered(int status, String body) {}

    /**
     * What happened to an object.
     *
     * @param version the version that this made
     * @param plural the object's kind, for example {@code drcycles}
     * @param namespace where it is; empty for objects of the whole cluster
     * @param name what it is called
     * @param before as it was; null if it was created
     * @param after as it is; null if it is gone
     */
    public record Changed(
            long version,
            String plural,
            String namespace,
            String name,
            @Nullable ObjectNode before,
            @Nullable ObjectNode after) {
        /** The type of the event that a watch over the whole kind is sent. */
        public String event() {
            return after == null ? "DELETED" : before == null ? "ADDED" : "MODIFIED";
        }

        /** What such an event carries. */
        public ObjectNode object() {
            if (after != null) {
                return after;
            }
            if (before == null) {
                throw new IllegalStateException("nothing happened to " + name);
            }
            return ObjectStore.versioned(before, version);
        }
    }

    /**
     * An empty cluster.
     *
     * @param clock the server's time
     * @param identities of new objects
     * @param controllers does what a cluster's controllers do about a change, one piece after the
     *     other, later
     */
    public InProcessApi(InstantSource clock, Supplier<UUID> identities, Executor controllers) {
        api = new ModelApi(clock, identities);
        server = new ModelServer(api);
        api.listen(new Controllers(api, controllers, namespace -> {}));
    }

    /** Serves a request; a watch is none of those, see {@link #listen}. */
    public Answered serve(Sent sent) {
        ApiRequest request =
                ApiRequest.of(
                        sent.method(), sent.uri(), sent.contentType(), sent.body(), sent.agent());
        Reply reply;
        try {
            reply = server.serve(request);
        } catch (Refusal refusal) {
            reply = ModelServer.of(refusal);
        }
        return new Answered(reply.status(), reply.body());
    }

    /** Tells of every change, in the thread whose request makes it, while it is served. */
    public void listen(Consumer<Changed> listener) {
        api.listen(change -> listener.accept(changed(change)));
    }

    private static Changed changed(Change change) {
        ObjectNode before = change.before();
        ObjectNode after = change.after();
        return new Changed(
                change.version(),
                change.type().plural(),
                change.key().namespace(),
                change.key().name(),
                before == null ? null : ObjectWrites.view(change.type(), before),
                after == null ? null : ObjectWrites.view(change.type(), after));
    }
}
