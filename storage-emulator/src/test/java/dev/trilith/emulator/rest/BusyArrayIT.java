package dev.trilith.emulator.rest;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.runtime.ExecutorRecorder;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** While every thread that carries out requests waits, as for an order that takes its time. */
@QuarkusTest
class BusyArrayIT {
    /** More than there are such threads. */
    private static final int MANY = 64;

    private static final Duration LIMIT = Duration.ofSeconds(10);

    @ParameterizedTest
    @ValueSource(strings = {"/q/health/ready", "/q/health/live"})
    void itsHealthIsToldAllTheSame(String path) throws Exception {
        Executor threads = ExecutorRecorder.getCurrent();
        CountDownLatch free = new CountDownLatch(1);
        try (HttpClient client = HttpClient.newHttpClient()) {
            for (int i = 0; i < MANY; i++) {
                threads.execute(() -> waitFor(free));
            }
            URI uri = URI.create("http://localhost:" + RestAssured.port + path);
            HttpRequest request = HttpRequest.newBuilder().uri(uri).timeout(LIMIT).build();
            assertThat(client.send(request, BodyHandlers.discarding()).statusCode()).isEqualTo(200);
        } finally {
            free.countDown();
        }
    }

    private static void waitFor(CountDownLatch latch) {
        try {
            boolean unused = latch.await(60, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
