package dev.trilith.cli.cluster;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.net.NetSocket;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * The part of a Kubernetes API that forwards ports of pods, as a kubelet does: one WebSocket for
 * each connection, channel 0 for data and 1 for errors.
 */
final class ForwardingApi implements AutoCloseable {
    private static final String PROTOCOL = "v4.channel.k8s.io";

    private final Vertx vertx = Vertx.vertx();
    private final Map<String, String> objects = new ConcurrentHashMap<>();
    private final HttpServer server;

    ForwardingApi() throws Exception {
        HttpServerOptions options =
                new HttpServerOptions()
                        .setHost("127.0.0.1")
                        .setPort(0)
                        .setWebSocketSubProtocols(List.of(PROTOCOL));
        server =
                vertx.createHttpServer(options)
                        .requestHandler(this::answer)
                        .webSocketHandler(this::forward)
                        .listen()
                        .toCompletionStage()
                        .toCompletableFuture()
                        .get(10, TimeUnit.SECONDS);
    }

    String url() {
        return "http://127.0.0.1:" + server.actualPort() + "/";
    }

    /** Serves an object at a path. */
    void put(String path, String json) {
        objects.put(path, json);
    }

    private void answer(HttpServerRequest request) {
        String json = objects.get(request.path());
        request.response()
                .setStatusCode(json == null ? 404 : 200)
                .putHeader("Content-Type", "application/json")
                .end(json == null ? "{\"kind\":\"Status\",\"code\":404}" : json);
    }

    private void forward(ServerWebSocket client) {
        int port = Integer.parseInt(client.query().replace("ports=", ""));
        client.pause();
        vertx.createNetClient()
                .connect(port, "127.0.0.1")
                .onSuccess(pod -> join(client, pod, port))
                .onFailure(e -> {
                    greet(client, port);
                    client.writeBinaryMessage(
                            Buffer.buffer().appendByte((byte) 1).appendString("no"));
                    client.close();
                });
    }

    private static void join(ServerWebSocket client, NetSocket pod, int port) {
        greet(client, port);
        pod.handler(data ->
                client.writeBinaryMessage(Buffer.buffer().appendByte((byte) 0).appendBuffer(data)));
        pod.closeHandler(end -> client.close());
        client.binaryMessageHandler(message -> pod.write(message.slice(1, message.length())));
        client.closeHandler(end -> pod.close());
        client.resume();
    }

    /** Each channel begins with the port's number. */
    private static void greet(ServerWebSocket client, int port) {
        for (byte channel = 0; channel < 2; channel++) {
            client.writeBinaryMessage(
                    Buffer.buffer().appendByte(channel).appendUnsignedShortLE(port));
        }
    }

    @Override
    public void close() throws Exception {
        vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }
}
