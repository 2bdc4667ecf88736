package dev.trilith.mockcluster;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.trilith.mockcluster.ApiRequest.Target;
import dev.trilith.mockcluster.ModelApi.Answer;
import java.util.Optional;

/** What the model of the API answers to each request but a watch, whoever carries it. */
final class ModelServer {
    /** What the model follows in its answers. */
    private static final String VERSION = "v1.34.0";

    private static final String NO_SUCH_PAGE = "404 page not found\n";
    private static final String JSON = "application/json";
    private static final String TEXT = "text/plain; charset=utf-8";

    private final ModelApi api;

    /** An answer as HTTP carries it. */
    record Reply(int status, String contentType, String body) {}

    ModelServer(ModelApi api) {
        this.api = api;
    }

    /**
     * Serves a request, but for a watch.
     *
     * @throws Refusal if it is refused
     */
    Reply serve(ApiRequest request) {
        Target target = request.target();
        if (target == null) {
            return discover(request);
        }
        if (unknownGroup(target)) {
            return noSuchPage();
        }
        return reply(answer(request, target, api.type(target)));
    }

    /** The answer to a request that is refused. */
    static Reply of(Refusal refusal) {
        return new Reply(refusal.code(), JSON, refusal.status().toString());
    }

    private static Reply reply(Answer answer) {
        return new Reply(answer.status(), JSON, answer.body().toString());
    }

    private static Reply noSuchPage() {
        return new Reply(404, TEXT, NO_SUCH_PAGE);
    }

    /** A group that only definitions could bring: a real server has no page there. */
    boolean unknownGroup(Target target) {
        return !target.group().isEmpty()
                && (api.types().find(target.group(), target.version(), target.plural()).isEmpty()
                        || (target.namespace().isEmpty()
                                && !target.name().isEmpty()
                                && api.types()
                                        .find(target.group(), target.version(), target.plural())
                                        .filter(ResourceType::namespaced)
                                        .isPresent()));
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

    private Reply discover(ApiRequest request) {
        String path = request.path().replaceAll("/$", "");
        if (path.equals("/version")) {
            ObjectNode version = Documents.object();
            version.put("major", "1").put("minor", "34").put("gitVersion", VERSION);
            return reply(new Answer(200, version));
        }
        if (path.equals("/apis")) {
            return reply(new Answer(200, api.types().groups()));
        }
        if (path.equals("/api")) {
            ObjectNode versions = Documents.object();
            versions.put("kind", "APIVersions").putArray("versions").add("v1");
            return reply(new Answer(200, versions));
        }
        Optional<ObjectNode> resources =
                path.startsWith("/api")
                        ? api.types().resources(path.replaceFirst("^/apis?/", ""))
                        : Optional.empty();
        return resources.map(found -> reply(new Answer(200, found))).orElse(noSuchPage());
    }
}
