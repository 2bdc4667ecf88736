package dev.trilith.emulator.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests whose bodies never come to an end take nothing from those of others. */
@QuarkusTest
class HangingBodiesIT {
    private static final Duration LIMIT = Duration.ofSeconds(20);

    /** More than there are threads that answer. */
    private static final int MANY = 40;

    private static final String BEGUN =
            "PUT /v1/faults HTTP/1.1\r\nHost: array\r\nContent-Type: application/json\r\n";

    private final List<Socket> hanging = new ArrayList<>();
    private final List<LogRecord> logged = new CopyOnWriteArrayList<>();
    private final Logger bodies = Logger.getLogger("dev.trilith.emulator.app.RequestBodies");
    private final Handler noting =
            new Handler() {
                @Override
                public void publish(LogRecord line) {
                    logged.add(line);
                }

                @Override
                public void flush() {}

                @Override
                public void close() {}
            };

    @BeforeEach
    void listen() {
        noting.setLevel(Level.ALL);
        bodies.setLevel(Level.FINE);
        Logger.getLogger("").addHandler(noting);
    }

    @AfterEach
    void letGo() throws IOException {
        hangUp();
        Logger.getLogger("").removeHandler(noting);
        bodies.setLevel(null);
    }

    private void hangUp() throws IOException {
        for (Socket socket : hanging) {
            socket.close();
        }
    }

    private void hang(String length) throws IOException {
        for (int i = 0; i < MANY; i++) {
            Socket socket = new Socket(InetAddress.getLoopbackAddress(), RestAssured.port);
            hanging.add(socket);
            socket.getOutputStream().write((BEGUN + length).getBytes(StandardCharsets.US_ASCII));
        }
    }

    private static int status(HttpRequest.Builder request, String path) throws Exception {
        URI uri = URI.create("http://localhost:" + RestAssured.port + path);
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(request.uri(uri).timeout(LIMIT).build(), BodyHandlers.discarding())
                    .statusCode();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Content-Length: 100\r\n\r\n{",
                "Transfer-Encoding: chunked\r\n\r\n1\r\n{\r\n"
            })
    void holdUpNobody(String length) throws Exception {
        hang(length);
        assertThat(status(HttpRequest.newBuilder().GET(), "/v1/array")).isEqualTo(200);
        assertThat(status(HttpRequest.newBuilder().GET(), "/q/health/ready")).isEqualTo(200);
        HttpRequest.Builder whole =
                HttpRequest.newBuilder()
                        .header("Content-Type", "application/json")
                        .PUT(HttpRequest.BodyPublishers.ofString("{}"));
        assertThat(status(whole, "/v1/faults")).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"Content-Length: 0\r\n\r\n", "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n"})
    void areNotWaitedForWhereThereIsNone(String none) throws Exception {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), RestAssured.port)) {
            socket.setSoTimeout((int) LIMIT.toMillis());
            socket.getOutputStream().write((BEGUN + none).getBytes(StandardCharsets.US_ASCII));
            byte[] start = socket.getInputStream().readNBytes(12);
            assertThat(new String(start, StandardCharsets.US_ASCII)).isEqualTo("HTTP/1.1 400");
        }
    }

    @Test
    void givingUpIsNoErrorOfTheArray() throws Exception {
        hang("Content-Length: 100\r\n\r\n{");
        hangUp();
        await().atMost(LIMIT)
                .until(() ->
                        logged.stream().anyMatch(line -> line.getMessage().contains("/v1/faults")));
        assertThat(status(HttpRequest.newBuilder().GET(), "/v1/array")).isEqualTo(200);
        assertThat(logged)
                .allSatisfy(line -> {
                    assertThat(line.getLevel().intValue()).isLessThan(Level.WARNING.intValue());
                    assertThat(line.getThrown()).isNull();
                });
    }

    /** Only so many are waited for at a time; who has been waited for longest goes. */
    @Test
    void theOldestGivesWay() throws Exception {
        try (Socket oldest = new Socket(InetAddress.getLoopbackAddress(), RestAssured.port)) {
            oldest.setSoTimeout((int) LIMIT.toMillis());
            String asks = BEGUN + "Expect: 100-continue\r\nContent-Length: 100\r\n\r\n";
            oldest.getOutputStream().write(asks.getBytes(StandardCharsets.US_ASCII));
            byte[] go =
                    oldest.getInputStream().readNBytes("HTTP/1.1 100 Continue\r\n\r\n".length());
            assertThat(new String(go, StandardCharsets.US_ASCII)).startsWith("HTTP/1.1 100");
            hang("Content-Length: 100\r\n\r\n{");
            assertThat(oldest.getInputStream().readAllBytes()).isEmpty();
        }
    }
}
