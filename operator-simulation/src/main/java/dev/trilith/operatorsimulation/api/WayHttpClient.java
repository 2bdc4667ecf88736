package dev.trilith.operatorsimulation.api;

import dev.trilith.mockcluster.InProcessApi.Answered;
import dev.trilith.mockcluster.InProcessApi.Sent;
import io.fabric8.kubernetes.client.http.AsyncBody;
import io.fabric8.kubernetes.client.http.HttpClient;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.HttpResponse;
import io.fabric8.kubernetes.client.http.StandardHttpClient;
import io.fabric8.kubernetes.client.http.StandardHttpClientBuilder;
import io.fabric8.kubernetes.client.http.StandardHttpRequest;
import io.fabric8.kubernetes.client.http.StandardWebSocketBuilder;
import io.fabric8.kubernetes.client.http.WebSocket;
import io.fabric8.kubernetes.client.http.WebSocketResponse;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The Kubernetes client's HTTP over an {@link ApiWay}. The calling simulated thread waits for the
 * answer itself, so that no thread from outside the simulation takes part; for the same reason what
 * the client's own base class does about failures (it asks again, later and later, after 429, 5xx
 * and broken connections) is done here, in simulated time.
 */
public final class WayHttpClient
        extends StandardHttpClient<WayHttpClient, WayHttpClient.Factory, WayHttpClient.Builder> {
    private static final long FIRST_PAUSE_NANOS = 100_000_000L;
    private static final int MOST_DOUBLINGS = 5;
    private final ApiWay way;
    private final int retries;

    /** Makes clients of one process. */
    public static final class Factory implements HttpClient.Factory {
        private final ApiWay way;
        private final int retries;

        /**
         * Clients that go this way.
         *
         * @param retries how often a request is sent again at most
         */
        public Factory(ApiWay way, int retries) {
            this.way = way;
            this.retries = retries;
        }

        @Override
        public Builder newBuilder() {
            return new Builder(this);
        }
    }

    /** Builds a client. */
    public static final class Builder
            extends StandardHttpClientBuilder<WayHttpClient, Factory, Builder> {
        private Builder(Factory factory) {
            super(factory);
        }

        @Override
        public WayHttpClient build() {
            return new WayHttpClient(this, clientFactory);
        }

        @Override
        protected Builder newInstance(Factory factory) {
            return new Builder(factory);
        }
    }

    private WayHttpClient(Builder builder, Factory factory) {
        super(builder, new AtomicBoolean());
        this.way = factory.way;
        this.retries = factory.retries;
    }

    @Override
    public CompletableFuture<WebSocketResponse> buildWebSocketDirect(
            StandardWebSocketBuilder builder, WebSocket.Listener listener) {
        return CompletableFuture.failedFuture(
                new IOException("nobody watches through a simulated client"));
    }

    /**
     * Past the base class, which would have a thread of its own watch over the time and shares a
     * lock with it: a simulated thread that waits for that lock is never heard of again.
     */
    @Override
    public CompletableFuture<HttpResponse<AsyncBody>> consumeBytes(
            HttpRequest request, AsyncBody.Consumer<List<ByteBuffer>> consumer) {
        return consumeBytesDirect((StandardHttpRequest) request, consumer);
    }

    @Override
    public CompletableFuture<HttpResponse<AsyncBody>> consumeBytesDirect(
            StandardHttpRequest request, AsyncBody.Consumer<List<ByteBuffer>> consumer) {
        try {
            Answered answered = persistently(sent(request));
            return CompletableFuture.completedFuture(new WayResponse(request, answered, consumer));
        } catch (IOException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private Answered persistently(Sent sent) throws IOException {
        for (int attempt = 0; ; attempt++) {
            boolean last = attempt == retries;
            try {
                Answered answered = way.exchange(sent);
                if (last || (answered.status() != 429 && answered.status() < 500)) {
                    return answered;
                }
            } catch (IOException e) {
                if (last) {
                    throw e;
                }
            }
            way.kernel().sleep(FIRST_PAUSE_NANOS << Math.min(attempt, MOST_DOUBLINGS));
        }
    }

    private static Sent sent(StandardHttpRequest request) throws IOException {
        URI uri = request.uri();
        String query = uri.getRawQuery();
        return new Sent(
                request.method(),
                uri.getRawPath() + (query == null ? "" : "?" + query),
                request.getContentType() == null
                        ? request.header("Content-Type")
                        : request.getContentType(),
                body(request),
                "trilith-operator/1");
    }

    private static String body(StandardHttpRequest request) throws IOException {
        return switch (request.body()) {
            case null -> "";
            case StandardHttpRequest.StringBodyContent text -> text.getContent();
            case StandardHttpRequest.ByteArrayBodyContent bytes ->
                    new String(bytes.getContent(), StandardCharsets.UTF_8);
            case StandardHttpRequest.InputStreamBodyContent stream -> {
                try (InputStream in = stream.getContent()) {
                    yield new String(in.readAllBytes(), StandardCharsets.UTF_8);
                }
            }
            default -> throw new IOException("a body of no known kind: " + request.body());
        };
    }

    @Override
    protected void doClose() {}
}
