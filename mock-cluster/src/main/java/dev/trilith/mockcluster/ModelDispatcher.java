package dev.trilith.mockcluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.trilith.mockcluster.ApiRequest.Target;
import dev.trilith.mockcluster.ModelApi.Answer;
import io.fabric8.mockwebserver.http.Dispatcher;
import io.fabric8.mockwebserver.http.MockResponse;
import io.fabric8.mockwebserver.http.RecordedRequest;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** Speaks HTTP for the model of the API. Safe for use by many threads. */
final class ModelDispatcher extends Dispatcher {
    /** What the model follows in its answers. */
    private static final String VERSION = "v1.34.0";

    private static final String NO_SUCH_PAGE = "404 page not found\n";

    private final ModelApi api;
    private final List<Consumer<ApiWrite>> writeListeners = new CopyOnWriteArrayList<>();
    private final List<Consumer<String>> readListeners = new CopyOnWriteArrayList<>();
    private volatile Predicate<ApiWrite> refused = write -> false;

    ModelDispatcher(ModelApi api) {
        this.api = api;
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
            return target == null ? discover(request) : serve(request, target);
        } catch (Refusal refusal) {
            return response(refusal.code(), refusal.status());
        }
    }

    private void tell(ApiRequest request) {
        if (request.method().equals("GET")) {
            readListeners.forEach(reader -> reader.accept(request.path()));
            return;
        }
        ApiWrite write = new ApiWrite(request.method(), request.path(), request.body());
        writeListeners.forEach(listener -> listener.accept(write));
        if (refused.test(write)) {
            throw Refusal.quota();
        }
    }

    private MockResponse serve(ApiRequest request, Target target) {
        if (unknownGroup(target)) {
            return text(404, NO_SUCH_PAGE);
        }
        ResourceType type = api.type(target);
        if (request.method().equals("GET") && watches(request)) {
            return new MockResponse()
                    .withWebSocketUpgrade(new WatchSession(api, request, target, type));
        }
        Answer answer = answer(request, target, type);
        return response(answer.status(), answer.body());
    }

    /** A group that only definitions could bring: a real server has no page there. */
    private boolean unknownGroup(Target target) {
        return !target.group().isEmpty()
                && (api.types().find(target.group(), target.version(), target.plural()).isEmpty()
                        || (target.namespace().isEmpty()
                                && !target.name().isEmpty()
                                && api.types()
                                        .find(target.group(), target.version(), target.plural())
                                        .filter(ResourceType::namespaced)
                                        .isPresent()));
    }

    private static boolean watches(ApiRequest request) {
        String watch = request.parameter("watch");
        return watch.equals("true") || watch.equals("1");
    }

    private Answer answer(ApiRequest request, Target target, ResourceType type) {
        boolean one = !target.name().isEmpty();
        boolean custom = type.is(ResourceType.Trait.CUSTOM);
        return switch (request.method()) {
            case "GET" -> one ? api.get(target, type) : api.list(request, target, type);
            case "POST" -> {
                if (one && !custom) {
                    throw Refusal.method(null, "POST");
                }
                if (!target.subresource().isEmpty()) {
                    yield api.get(target, type);
                }
                yield api.create(request, target, type);
            }
            case "PUT" -> {
                if (!one) {
                    throw custom
                            ? Refusal.badRequest("name must be provided")
                            : Refusal.method(null, "PUT");
                }
                yield api.update(request, target, type);
            }
            case "PATCH" -> api.patch(request, target, type);
            case "DELETE" ->
                    one ? api.delete(request, target, type) : api.deleteMany(request, target, type);
            default -> throw Refusal.method(custom ? type : null, "");
        };
    }

    private MockResponse discover(ApiRequest request) {
        String path = request.path().replaceAll("/$", "");
        if (path.equals("/version")) {
            ObjectNode version = Documents.object();
            version.put("major", "1").put("minor", "34").put("gitVersion", VERSION);
            return response(200, version);
        }
        if (path.equals("/apis")) {
            return response(200, api.types().groups());
        }
        if (path.equals("/api")) {
            ObjectNode versions = Documents.object();
            versions.put("kind", "APIVersions").putArray("versions").add("v1");
            return response(200, versions);
        }
        Optional<ObjectNode> resources =
                path.startsWith("/api")
                        ? api.types().resources(path.replaceFirst("^/apis?/", ""))
                        : Optional.empty();
        return resources.map(found -> response(200, found)).orElse(text(404, NO_SUCH_PAGE));
    }

    private static MockResponse response(int status, JsonNode body) {
        return new MockResponse()
                .setResponseCode(status)
                .setHeader("Content-Type", "application/json")
                .setBody(body.toString());
    }

    private static MockResponse text(int status, String body) {
        return new MockResponse()
                .setResponseCode(status)
                .setHeader("Content-Type", "text/plain; charset=utf-8")
                .setBody(body);
    }
}
