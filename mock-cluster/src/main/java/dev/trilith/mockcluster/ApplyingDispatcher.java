package dev.trilith.mockcluster;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.server.mock.KubernetesCrudDispatcher;
import io.fabric8.mockwebserver.crud.AttributeSet;
import io.fabric8.mockwebserver.dsl.HttpMethod;
import io.fabric8.mockwebserver.http.Buffer;
import io.fabric8.mockwebserver.http.Headers;
import io.fabric8.mockwebserver.http.MockResponse;
import io.fabric8.mockwebserver.http.RecordedRequest;
import java.net.HttpURLConnection;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The CRUD server with server-side apply, and with namespaces that wait in {@code Terminating}
 * until their contents are gone. Safe for use by many threads.
 */
final class ApplyingDispatcher extends KubernetesCrudDispatcher {
    /** Holds a deleted namespace until its contents are gone. */
    static final String NAMESPACE_FINALIZER = "kubernetes";

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String APPLY = "application/apply-patch+yaml";
    private static final String STATUS = "/status";
    private static final String NAMESPACES = "/api/v1/namespaces";

    private final AppliedConfiguration applied = new AppliedConfiguration();
    private final Map<String, String> namespaceByPath = new ConcurrentHashMap<>();
    private final List<Consumer<ApiWrite>> listeners = new CopyOnWriteArrayList<>();

    private volatile Predicate<ApiWrite> refused = write -> false;
    private final List<Consumer<String>> readers = new CopyOnWriteArrayList<>();

    void onWrite(Consumer<ApiWrite> listener) {
        listeners.add(listener);
    }

    void refuse(Predicate<ApiWrite> which) {
        refused = which;
    }

    private static MockResponse refusal() {
        return new MockResponse()
                .setResponseCode(HttpURLConnection.HTTP_FORBIDDEN)
                .setHeader("Content-Type", "application/json")
                .setBody(
                        "{\"kind\": \"Status\", \"apiVersion\": \"v1\", \"status\": \"Failure\","
                                + " \"reason\": \"Forbidden\", \"code\": 403,"
                                + " \"message\": \"exceeded quota\"}");
    }

    void onRead(Consumer<String> listener) {
        readers.add(listener);
    }

    @Override
    public MockResponse handleGet(String path) {
        readers.forEach(reader -> reader.accept(pathOf(path)));
        return super.handleGet(path);
    }

    @Override
    public MockResponse handleCreate(RecordedRequest request) {
        String body = request.getUtf8Body();
        String path = pathOf(request.getPath());
        tell("POST", path, body);
        if (refused.test(new ApiWrite("POST", path, body))) {
            return refusal();
        }
        if (!path.equals(NAMESPACES)) {
            return super.handleCreate(request(request, HttpMethod.POST, path, null, body));
        }
        ObjectNode namespace = parse(body);
        namespace.withObject("/metadata").putArray("finalizers").add(NAMESPACE_FINALIZER);
        return super.handleCreate(
                request(request, HttpMethod.POST, path, null, namespace.toString()));
    }

    @Override
    public MockResponse handleUpdate(RecordedRequest request) {
        String body = request.getUtf8Body();
        tell("PUT", pathOf(request.getPath()), body);
        return super.handleUpdate(request(request, HttpMethod.PUT, request.getPath(), null, body));
    }

    @Override
    public MockResponse handlePatch(RecordedRequest request) {
        String body = request.getUtf8Body();
        String path = pathOf(request.getPath());
        String contentType = request.getHeader("Content-Type");
        tell("PATCH", path, body);
        String before = present(path);
        if (contentType == null || !contentType.startsWith(APPLY)) {
            return answered(
                    super.handlePatch(request(request, HttpMethod.PATCH, path, contentType, body)),
                    before);
        }
        return apply(request, path, body, before);
    }

    @Override
    public MockResponse handleDelete(String path) {
        tell("DELETE", pathOf(path), "");
        return super.handleDelete(path);
    }

    @Override
    public void processEvent(
            String path,
            AttributeSet pathAttributes,
            @Nullable AttributeSet oldAttributes,
            @Nullable GenericKubernetesResource resource,
            @Nullable String newState) {
        super.processEvent(path, pathAttributes, oldAttributes, resource, newState);
        String object = pathOf(path);
        if (newState == null) {
            String gone =
                    object.endsWith(STATUS)
                            ? object.substring(0, object.length() - STATUS.length())
                            : object;
            namespaceByPath.remove(gone);
            applied.forget(gone);
        } else if (oldAttributes == null && resource != null) {
            String namespace = resource.getMetadata().getNamespace();
            if (namespace != null) {
                namespaceByPath.put(object + "/" + resource.getMetadata().getName(), namespace);
            }
        }
    }

    /** Deletes everything that lives in {@code namespace}. */
    void deleteContents(String namespace) {
        namespaceByPath.forEach((path, home) -> {
            if (home.equals(namespace)) {
                super.handleDelete(path);
            }
        });
    }

    private MockResponse apply(
            RecordedRequest request, String path, String body, @Nullable String found) {
        ObjectNode configuration = parse(body);
        ObjectNode metadata = configuration.withObject("/metadata");
        metadata.remove(List.of("managedFields", "resourceVersion", "creationTimestamp"));
        if (found == null) {
            if (path.endsWith(STATUS)) {
                return new MockResponse().setResponseCode(HttpURLConnection.HTTP_NOT_FOUND);
            }
            applied.changeOf(owner(request, path), configuration);
            String collection = path.substring(0, path.lastIndexOf('/'));
            return handleCreate(
                    request(request, HttpMethod.POST, collection, null, configuration.toString()));
        }
        ObjectNode current = parse(found);
        String uid = metadata.path("uid").asText("");
        if (!uid.isEmpty() && !uid.equals(current.at("/metadata/uid").asText())) {
            return new MockResponse().setResponseCode(HttpURLConnection.HTTP_CONFLICT);
        }
        ObjectNode merged = current.deepCopy();
        applied.changeOf(owner(request, path), configuration).mergeInto(merged);
        if (merged.equals(current)) {
            return new MockResponse()
                    .setResponseCode(HttpURLConnection.HTTP_OK)
                    .setBody(current.toString());
        }
        return super.handleUpdate(request(request, HttpMethod.PUT, path, null, merged.toString()));
    }

    /** The object at {@code path} as it is, or null. */
    private @Nullable String present(String path) {
        MockResponse response = handleGet(path);
        return response.code() == HttpURLConnection.HTTP_OK ? response.getBody().readUtf8() : null;
    }

    private static String owner(RecordedRequest request, String path) {
        String query = request.getPath().substring(pathOf(request.getPath()).length());
        int start = query.indexOf("fieldManager=");
        String manager = start < 0 ? "" : query.substring(start).split("&", 2)[0];
        return path + "?" + manager;
    }

    /**
     * The CRUD server answers a patch that removed the last finalizer with nothing at all, which
     * clients cannot read; a real server answers with the object.
     */
    private static MockResponse answered(MockResponse response, @Nullable String before) {
        boolean empty = response.getBody() == null || response.getBody().size() == 0;
        if (empty && before != null && response.code() == HttpURLConnection.HTTP_ACCEPTED) {
            response.setBody(before);
        }
        return response;
    }

    private void tell(String method, String path, String body) {
        ApiWrite write = new ApiWrite(method, path, body);
        listeners.forEach(listener -> listener.accept(write));
    }

    private static String pathOf(String pathAndQuery) {
        int query = pathAndQuery.indexOf('?');
        return query < 0 ? pathAndQuery : pathAndQuery.substring(0, query);
    }

    private static ObjectNode parse(String body) {
        try {
            if (JSON.readTree(body) instanceof ObjectNode object) {
                return object;
            }
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("not a JSON object: " + body, e);
        }
        throw new IllegalArgumentException("not a JSON object: " + body);
    }

    private static RecordedRequest request(
            RecordedRequest like,
            HttpMethod method,
            String path,
            @Nullable String contentType,
            String body) {
        Headers.Builder headers = like.getHeaders().newBuilder();
        if (contentType != null) {
            headers.setHeader("Content-Type", contentType);
        }
        Buffer buffer = new Buffer(body.getBytes(StandardCharsets.UTF_8));
        return new RecordedRequest(like.getHttpVersion(), method, path, headers.build(), buffer);
    }
}
