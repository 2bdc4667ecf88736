package dev.trilith.mockcluster;

import dev.trilith.mockcluster.ApiRequest.Target;
import dev.trilith.mockcluster.ModelServer.Reply;
import io.fabric8.mockwebserver.http.Dispatcher;
import io.fabric8.mockwebserver.http.MockResponse;
import io.fabric8.mockwebserver.http.RecordedRequest;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** Speaks HTTP for the model of the API. Safe for use by many threads. */
final class ModelDispatcher extends Dispatcher {
    private final ModelApi api;
    private final ModelServer server;
    private final List<Consumer<ApiWrite>> writeListeners = new CopyOnWriteArrayList<>();
    private final List<Consumer<String>> readListeners = new CopyOnWriteArrayList<>();
    private volatile Predicate<ApiWrite> refused = write -> false;
    private volatile Predicate<String> busy = path -> false;

    ModelDispatcher(ModelApi api) {
        this.api = api;
        this.server = new ModelServer(api);
    }

    void onWrite(Consumer<ApiWrite> listener) {
        writeListeners.add(listener);
    }

    void onRead(Consumer<String> listener) {
        readListeners.add(listener);
    }

    void refuse(Predicate<ApiWrite> which) {
        refused = which;
    }

    void busy(Predicate<String> which) {
        busy = which;
    }

    @Override
    public MockResponse dispatch(RecordedRequest recorded) {
        ApiRequest request =
                ApiRequest.of(
                        recorded.getMethod(),
                        recorded.getPath(),
                        recorded.getHeader("Content-Type"),
                        recorded.getBody() == null ? "" : recorded.getUtf8Body(),
                        recorded.getHeader("User-Agent"));
        try {
            tell(request);
            Target target = request.target();
            if (target != null && watches(request) && !server.unknownGroup(target)) {
                return new MockResponse()
                        .withWebSocketUpgrade(
                                new WatchSession(api, request, target, api.type(target)));
            }
            return response(server.serve(request));
        } catch (Refusal refusal) {
            return response(ModelServer.of(refusal));
        }
    }

    private void tell(ApiRequest request) {
        if (request.method().equals("GET")) {
            readListeners.forEach(reader -> reader.accept(request.path()));
            if (busy.test(request.path())) {
                throw Refusal.timeout();
            }
            return;
        }
        ApiWrite write = new ApiWrite(request.method(), request.path(), request.body());
        writeListeners.forEach(listener -> listener.accept(write));
        if (refused.test(write)) {
            throw Refusal.quota();
        }
    }

    private static boolean watches(ApiRequest request) {
        String watch = request.parameter("watch");
        return request.method().equals("GET") && (watch.equals("true") || watch.equals("1"));
    }

    private static MockResponse response(Reply reply) {
        return new MockResponse()
                .setResponseCode(reply.status())
                .setHeader("Content-Type", reply.contentType())
                .setBody(reply.body());
    }
}
