package dev.trilith.mockcluster.conversation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.trilith.mockcluster.MockCluster;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.internal.SSLUtils;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;

/** A Kubernetes API spoken to in plain HTTP, so that no client library hides what it answers. */
final class Api implements AutoCloseable {
    static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final URI base;
    private final HttpClient http;

    private Api(URI base, HttpClient http) {
        this.base = base;
        this.http = http;
    }

    /** What was answered; a body that is no JSON is a string. */
    record Answer(int status, JsonNode body) {}

    static Api of(MockCluster cluster) {
        return new Api(
                cluster.url(),
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build());
    }

    /** The cluster that KUBECONFIG names, with the certificate that is in there. */
    static Api ofKubeconfig() throws GeneralSecurityException, IOException {
        Config config = Config.autoConfigure(null);
        SSLContext tls = SSLContext.getInstance("TLS");
        tls.init(
                SSLUtils.keyManagers(config),
                SSLUtils.trustManagers(config),
                new java.security.SecureRandom());
        return new Api(
                URI.create(config.getMasterUrl()),
                HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_1_1)
                        .sslContext(tls)
                        .build());
    }

    Answer call(String method, String path, String contentType, String body) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(base.resolve(path))
                        .timeout(PATIENCE)
                        .header("Accept", "application/json")
                        .header("User-Agent", "conversation/1")
                        .method(
                                method,
                                body == null
                                        ? HttpRequest.BodyPublishers.noBody()
                                        : HttpRequest.BodyPublishers.ofString(body));
        if (contentType != null) {
            request.header("Content-Type", contentType);
        }
        try {
            HttpResponse<String> response =
                    http.send(request.build(), HttpResponse.BodyHandlers.ofString());
            return new Answer(response.statusCode(), json(response.body()));
        } catch (IOException e) {
            throw new IllegalStateException(method + " " + path + ": no answer", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(method + " " + path + ": interrupted", e);
        }
    }

    Watch watch(String path) {
        return new Watch(path);
    }

    @Override
    public void close() {
        http.close();
    }

    private static JsonNode json(String body) {
        try {
            return JSON.readTree(body);
        } catch (IOException e) {
            return TextNode.valueOf(body);
        }
    }

    /** Events as they come, over a web socket. */
    final class Watch implements AutoCloseable, WebSocket.Listener {
        private final BlockingQueue<JsonNode> events = new LinkedBlockingQueue<>();
        private final StringBuilder part = new StringBuilder();
        private final WebSocket socket;

        private Watch(String path) {
            URI http = base.resolve(path);
            URI ws = URI.create(http.toString().replaceFirst("^http", "ws"));
            socket =
                    Api.this
                            .http
                            .newWebSocketBuilder()
                            .header("Origin", base.toString())
                            .connectTimeout(PATIENCE)
                            .buildAsync(ws, this)
                            .join();
        }

        @Override
        public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
            part.append(data);
            if (last) {
                events.add(json(part.toString()));
                part.setLength(0);
            }
            from.request(1);
            return CompletableFuture.completedFuture(null);
        }

        /** The next event. */
        JsonNode next() {
            try {
                JsonNode event = events.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
                if (event == null) {
                    throw new IllegalStateException("no event within " + PATIENCE);
                }
                return event;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("interrupted while waiting for an event", e);
            }
        }

        @Override
        public void close() {
            socket.abort();
        }
    }
}
