package dev.trilith.operator.array;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.trilith.core.array.ArrayFault;
import dev.trilith.core.array.RefusalCode;
import dev.trilith.core.array.StorageArray;
import dev.trilith.core.step.Faults;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tokens on the way to an array, and refusals on the way back. */
class RestArraysIT {
    private static final String TOKEN = "a-token-for-2b";

    private final RestArrays arrays = new RestArrays(Duration.ofSeconds(10));
    private final List<String> heard = new CopyOnWriteArrayList<>();
    private HttpServer server;
    private int status = 200;
    private String answer = "";
    private String type = "application/problem+json";

    @BeforeEach
    void listen() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.start();
    }

    @AfterEach
    void close() {
        server.stop(0);
        arrays.close();
    }

    private void answer(HttpExchange exchange) throws IOException {
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        String token = exchange.getRequestHeaders().getFirst("Authorization");
        heard.add(exchange.getRequestMethod() + exchange.getRequestURI() + body + " as " + token);
        exchange.getResponseHeaders().set("Content-Type", type);
        byte[] bytes = answer.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    private String endpoint() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    private StorageArray array(@Nullable String token) {
        return arrays.at("2b", endpoint(), token);
    }

    @Test
    void theTokenIsPresentedWithEveryRequestAndShownNowhere() {
        answer = "{\"array\":\"2c\",\"reachable\":true,\"detail\":\"\"}";
        StorageArray array = array(TOKEN + "\n");
        assertThat(array.reaches("2c")).isTrue();
        array.seal("G1", 1, "P120");
        array(null).reaches("2c");
        assertThat(heard)
                .containsExactly(
                        "GET/v1/peers/2c as Bearer " + TOKEN,
                        "POST/v1/seals{\"group\":\"G1\",\"term\":1,\"owner\":\"P120\"} as Bearer "
                                + TOKEN,
                        "GET/v1/peers/2c as null");
        assertThat(array.toString()).doesNotContain(TOKEN);
    }

    @Test
    void aDiskThatIsFullIsTheTroubleAndNotTheLegThatBreaksOfIt() {
        String events =
                """
                {"time":"2026-01-01T00:00:00Z","kind":"LegBroken","text":"an old one"},
                {"time":"2026-01-01T00:01:00Z","kind":"DiskFull","text":"LU1 is full"},
                {"time":"2026-01-01T00:01:01Z","kind":"LegBroken","text":"the other side is gone"},
                {"time":"2026-01-01T00:01:02Z","kind":"LegPaired","text":"no trouble"}\
                """;
        answer =
                "{\"name\":\"2b\",\"version\":1,\"volumes\":[],\"pairs\":[],\"fences\":[],\"events\":["
                        + events
                        + "]}";
        assertThat(array(null).trouble()).isEqualTo("DiskFull: LU1 is full");
        answer =
                "{\"name\":\"2b\",\"version\":1,\"volumes\":[],\"pairs\":[],\"fences\":[],\"events\":["
                        + events
                        + ",{\"time\":\"2026-01-01T00:02:00Z\",\"kind\":\"LegBroken\",\"text\":\"again\"}]}";
        assertThat(array(null).trouble()).isEqualTo("LegBroken: again");
        answer =
                "{\"name\":\"2b\",\"version\":1,\"volumes\":[],\"pairs\":[],\"fences\":[],\"events\":[]}";
        assertThat(array(null).trouble()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "401, UNAUTHENTICATED, UNAUTHENTICATED",
        "403, NOT_GRANTED, NOT_GRANTED",
        "404, NO_SUCH_PEER, NO_SUCH_PEER",
        "401, '', UNAUTHENTICATED",
        "403, '', NOT_GRANTED"
    })
    void aRefusalOfAccessIsARefusal(int given, String code, RefusalCode wanted) {
        status = given;
        answer =
                code.isEmpty()
                        ? "<html>a proxy</html>"
                        : "{\"status\":%d,\"title\":\"t\",\"detail\":\"d\",\"code\":\"%s\"}"
                                .formatted(given, code);
        ArrayFault.Refused refused =
                catchThrowableOfType(ArrayFault.Refused.class, () -> array(TOKEN).reaches("2c"));
        assertThat(refused.code()).isEqualTo(wanted);
        assertThat(refused.toString()).doesNotContain(TOKEN);
    }

    @ParameterizedTest
    @CsvSource({
        "404, text/plain",
        "403, text/html",
        "500, application/json",
        "503, application/json",
        "500, application/problem+json",
        "200, application/json"
    })
    void whatIsNoArrayIsNotQuoted(int given, String contentType) {
        status = given;
        type = contentType;
        for (String body : List.of("hush-hush", "{\"detail\":\"hush-hush\"", "<p>hush-hush</p>")) {
            answer = body;
            isToldWithoutQuotation();
        }
        type = "application/json";
        status = given == 200 ? 404 : given;
        answer = "{\"title\":\"hush-hush\",\"detail\":\"hush-hush\"}";
        isToldWithoutQuotation();
    }

    private void isToldWithoutQuotation() {
        ArrayFault fault = catchThrowableOfType(ArrayFault.class, () -> array(TOKEN).reaches("2c"));
        assertThat(fault.array()).isEqualTo("2b");
        assertThat(fault).hasMessageNotContaining("hush");
    }

    @Test
    void anArraysWordsAreQuotedUpToALimit() {
        status = 404;
        answer =
                "{\"status\":404,\"title\":\"t\",\"detail\":\"%s\",\"code\":\"NO_SUCH_PEER\"}"
                        .formatted("d".repeat(5000));
        ArrayFault.Refused refused =
                catchThrowableOfType(ArrayFault.Refused.class, () -> array(TOKEN).reaches("2c"));
        assertThat(refused.getMessage()).startsWith("ddd").endsWith("...").hasSizeLessThan(1100);
    }

    @Test
    void whatDoesNotSpeakHttpIsNotQuoted() throws IOException {
        try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Thread.ofVirtual().start(() -> greet(other));
            StorageArray array = arrays.at("2b", "http://127.0.0.1:" + other.getLocalPort(), TOKEN);
            assertThat(catchThrowableOfType(ArrayFault.class, () -> array.reaches("2c")))
                    .hasMessageContaining("does not speak HTTP")
                    .hasMessageNotContaining("hush");
        }
    }

    /** A limit that ends with the head of an answer would leave the caller waiting for the rest. */
    @Test
    @Timeout(30)
    void anAnswerThatNeverEndsIsNoAnswer() throws IOException {
        try (ServerSocket slow = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                RestArrays impatient = new RestArrays(Duration.ofMillis(500))) {
            Thread.ofVirtual().start(() -> begin(slow));
            StorageArray array =
                    impatient.at("2b", "http://127.0.0.1:" + slow.getLocalPort(), TOKEN);
            assertThat(
                            catchThrowableOfType(
                                    ArrayFault.Unreachable.class, () -> array.reaches("2c")))
                    .hasMessageContaining("within 500 ms");
        }
    }

    @Test
    void anAnswerThatIsTooLongIsNotRead() {
        answer = " ".repeat(ArrayHttp.MOST_READ + 1);
        assertThat(
                        catchThrowableOfType(
                                ArrayFault.Unreachable.class, () -> array(TOKEN).reaches("2c")))
                .hasMessageContaining("longer than " + ArrayHttp.MOST_READ + " bytes");
        answer =
                "{\"array\":\"2c\",\"reachable\":true,\"detail\":\"\"}"
                        + " ".repeat(ArrayHttp.MOST_READ / 2);
        assertThat(array(TOKEN).reaches("2c")).as("the next one is").isTrue();
    }

    private static void begin(ServerSocket server) {
        try (Socket socket = server.accept()) {
            socket.getOutputStream()
                    .write(
                            "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{"
                                    .getBytes(StandardCharsets.US_ASCII));
            socket.getInputStream().readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void greet(ServerSocket server) {
        try (Socket socket = server.accept()) {
            socket.getOutputStream()
                    .write("HUSH-2.0-hush\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            socket.getInputStream().readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\n", "secret \n", "secret\nsecret", "secret\r\n\r\n", "sécret"})
    void aTokenThatNoHeaderCarriesIsRefusedUnquoted(String token) {
        ArrayFault.Refused refused =
                catchThrowableOfType(ArrayFault.Refused.class, () -> array(token));
        assertThat(refused.code()).isEqualTo(RefusalCode.UNAUTHENTICATED);
        assertThat(refused).hasMessageContaining("array 2b").hasMessageContaining("Secret");
        assertThat(refused.toString()).doesNotContain("secret").doesNotContain("sécret");
        assertThat(heard).isEmpty();
    }

    @Test
    void anUnreachableArrayIsToldWithoutTheToken() {
        server.stop(0);
        ArrayFault.Unreachable silent =
                catchThrowableOfType(
                        ArrayFault.Unreachable.class, () -> array(TOKEN).reaches("2c"));
        assertThat(silent.toString() + silent.getCause()).doesNotContain(TOKEN);
        assertThat(Faults.silent(Map.of(silent.array(), Faults.unanswered(silent))).message())
                .containsOnlyOnce("array " + silent.array())
                .containsOnlyOnce("does not answer");
        assertThat(arrays.stands(endpoint())).as("the machine is there, the array is not").isTrue();
    }

    @Test
    void aMachineIsThereWhoseArrayTakesConnectionsAndSaysNothing() throws IOException {
        try (ServerSocket mute = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertThat(arrays.stands("http://127.0.0.1:" + mute.getLocalPort())).isTrue();
        }
    }

    /** 100::/64 is where packets are thrown away: RFC 6666. */
    @Test
    void nobodyIsAtAnAddressThatAnswersNothing() {
        assertThat(arrays.stands("http://[100::1]:8080/")).isFalse();
        assertThat(arrays.stands("not a url")).isFalse();
        assertThat(arrays.stands("http:///nowhere")).isFalse();
    }

    @Test
    void theOwnerGrantsAndRevokes() {
        answer = "[{\"peer\":\"production\",\"groups\":[\"G1\"]}]";
        assertThat(arrays.accessAt("2b", endpoint(), TOKEN).granted())
                .isEqualTo(Map.of("production", Set.of("G1")));
        arrays.accessAt("2b", endpoint(), TOKEN).grant("production", "peers-own\n", Set.of("G1"));
        status = 204;
        answer = "";
        arrays.accessAt("2b", endpoint(), TOKEN).revoke("production");
        assertThat(heard)
                .containsExactly(
                        "GET/v1/access as Bearer " + TOKEN,
                        "PUT/v1/access/production{\"token\":\"peers-own\",\"groups\":[\"G1\"]}"
                                + " as Bearer "
                                + TOKEN,
                        "DELETE/v1/access/production as Bearer " + TOKEN);
    }
}
