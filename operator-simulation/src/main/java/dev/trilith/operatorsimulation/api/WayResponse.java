package dev.trilith.operatorsimulation.api;

import dev.trilith.mockcluster.InProcessApi.Answered;
import io.fabric8.kubernetes.client.http.AsyncBody;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.HttpResponse;
import io.fabric8.kubernetes.client.http.StandardHttpHeaders;
import io.fabric8.kubernetes.client.http.StandardHttpRequest;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** An answer of the API server as the Kubernetes client wants it: all of its body is here. */
final class WayResponse extends StandardHttpHeaders implements HttpResponse<AsyncBody>, AsyncBody {
    private final StandardHttpRequest request;
    private final Answered answered;
    private final AsyncBody.Consumer<List<ByteBuffer>> consumer;
    private final CompletableFuture<Void> done = new CompletableFuture<>();
    private boolean consumed;

    WayResponse(
            StandardHttpRequest request,
            Answered answered,
            AsyncBody.Consumer<List<ByteBuffer>> consumer) {
        super(Map.of("Content-Type", List.of("application/json")));
        this.request = request;
        this.answered = answered;
        this.consumer = consumer;
    }

    @Override
    public int code() {
        return answered.status();
    }

    @Override
    public AsyncBody body() {
        return this;
    }

    @Override
    public HttpRequest request() {
        return request;
    }

    @Override
    public Optional<HttpResponse<?>> previousResponse() {
        return Optional.empty();
    }

    @Override
    public void consume() {
        if (consumed) {
            return; // who was given the whole asks for the rest of it
        }
        consumed = true;
        try {
            consumer.consume(
                    List.of(ByteBuffer.wrap(answered.body().getBytes(StandardCharsets.UTF_8))),
                    this);
            done.complete(null);
        } catch (Exception e) {
            done.completeExceptionally(e);
        }
    }

    @Override
    public CompletableFuture<Void> done() {
        return done;
    }

    @Override
    public void cancel() {
        done.cancel(false);
    }
}
