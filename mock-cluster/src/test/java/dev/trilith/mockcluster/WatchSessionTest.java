package dev.trilith.mockcluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.trilith.mockcluster.ApiRequest.Target;
import io.fabric8.mockwebserver.http.RecordedRequest;
import io.fabric8.mockwebserver.http.WebSocket;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A watcher may act on the answer to its request before the socket is open on the server's side.
 */
class WatchSessionTest {
    private static final String MAPS = "/api/v1/namespaces/default/configmaps";

    private final ModelApi api = new ModelApi();
    private final ModelServer server = new ModelServer(api);
    private final List<String> told = new ArrayList<>();

    @ParameterizedTest
    @ValueSource(strings = {"", "&resourceVersion=0"})
    void whatChangesBeforeTheSocketOpensIsTold(String since) {
        create("before");
        WatchSession session = watch(since);
        create("between");
        serve("DELETE", MAPS + "/between", "");
        session.opened(socket());
        create("after");
        assertThat(told)
                .containsExactly("ADDED before", "ADDED between", "DELETED between", "ADDED after");
    }

    @Test
    void initialEventsEndBeforeWhatChangedSince() {
        create("before");
        WatchSession session =
                watch(
                        "&sendInitialEvents=true&resourceVersionMatch=NotOlderThan"
                                + "&allowWatchBookmarks=true");
        create("between");
        session.opened(socket());
        assertThat(told).containsExactly("ADDED before", "BOOKMARK ", "ADDED between");
    }

    @Test
    void aSocketThatOpensAfterMoreThanIsRememberedIsToldToListAgain() {
        WatchSession session = watch("");
        for (int i = 0; i < 1_001; i++) {
            create("a");
            serve("DELETE", MAPS + "/a", "");
        }
        session.opened(socket());
        assertThat(told).containsExactly("ERROR ");
    }

    private WatchSession watch(String parameters) {
        ApiRequest request = request("GET", MAPS + "?watch=true" + parameters, "");
        Target target = Objects.requireNonNull(request.target());
        return new WatchSession(api, request, target, api.type(target));
    }

    private void create(String name) {
        serve(
                "POST",
                MAPS,
                "{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\"metadata\":{\"name\":\""
                        + name
                        + "\"}}");
    }

    private void serve(String method, String path, String body) {
        assertThat(server.serve(request(method, path, body)).status()).isBetween(200, 201);
    }

    private static ApiRequest request(String method, String path, String body) {
        return ApiRequest.of(method, path, "application/json", body, "test");
    }

    private WebSocket socket() {
        return new WebSocket() {
            @Override
            public RecordedRequest request() {
                throw new AssertionError("a session knows its request already");
            }

            @Override
            public boolean send(String text) {
                try {
                    var event = new ObjectMapper().readTree(text);
                    return told.add(
                            event.path("type").asText()
                                    + " "
                                    + event.at("/object/metadata/name").asText());
                } catch (IOException e) {
                    throw new AssertionError(text, e);
                }
            }

            @Override
            public boolean send(byte[] bytes) {
                throw new AssertionError("events are text");
            }

            @Override
            public boolean close(int code, String reason) {
                return true;
            }
        };
    }
}
