package dev.trilith.operator.array;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import dev.trilith.contract.ProblemDocument;
import dev.trilith.core.array.ArrayFault;
import dev.trilith.core.array.RefusalCode;
import java.io.IOException;
import java.net.ConnectException;
import java.net.HttpURLConnection;
import java.net.ProtocolException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One array's management interface as requests and answers, with every failure told as an {@link
 * ArrayFault}. Safe for use by several threads; connections are kept alive by the client.
 */
final class ArrayHttp {
    private static final ObjectMapper JSON =
            new ObjectMapper()
                    .registerModule(new JavaTimeModule())
                    .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
                    .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);

    /** Bytes of any answer; a leg has 4,096 pairs at most, each of some hundred bytes. */
    static final int MOST_READ = 16 * 1024 * 1024;

    /** Of what an array says of a refusal, which a condition and an event can carry. */
    private static final int MOST_QUOTED = 1000;

    private static final Pattern VISIBLE = Pattern.compile("[\\x21-\\x7e]+");

    private final HttpClient client;
    private final String array;
    private final URI endpoint;
    private final @Nullable String authorization;
    private final Duration timeout;

    ArrayHttp(
            HttpClient client,
            String array,
            String endpoint,
            @Nullable String token,
            Duration timeout) {
        this.client = client;
        this.array = array;
        this.authorization = token == null ? null : "Bearer " + presentable(array, token);
        this.timeout = timeout;
        try {
            this.endpoint = new URI(endpoint.endsWith("/") ? endpoint : endpoint + "/");
        } catch (URISyntaxException e) {
            throw new ArrayFault.Unreachable(array, "its endpoint is no URL: " + endpoint, e);
        }
    }

    /**
     * The token as a header can carry it. What is written with an editor or {@code echo} ends with
     * a line end, which the array leaves out as well.
     */
    static String presentable(String array, String token) {
        String bare = token.replaceFirst("\\r?\\n$", "");
        if (!VISIBLE.matcher(bare).matches()) {
            throw new ArrayFault.Refused(
                    array,
                    RefusalCode.UNAUTHENTICATED,
                    "the token for array "
                            + array
                            + " is empty, or holds a character that is no visible ASCII: correct"
                            + " the Secret that it comes from");
        }
        return bare;
    }

    <T> T get(String path, Class<T> type) {
        return read(send("GET", path, null), type);
    }

    void put(String path, Object body) {
        send("PUT", path, body);
    }

    void post(String path, Object body) {
        send("POST", path, body);
    }

    void delete(String path) {
        send("DELETE", path, null);
    }

    private String send(String method, String path, @Nullable Object body) {
        HttpRequest request = request(method, path, body);
        CompletableFuture<HttpResponse<String>> call =
                client.sendAsync(request, BoundedBody.of(MOST_READ));
        try {
            HttpResponse<String> answer = call.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
            if (answer.statusCode() / 100 != 2) {
                throw fault(method + " " + path, answer);
            }
            return answer.body();
        } catch (ExecutionException e) {
            throw unreachable(method + " " + path, e.getCause() instanceof IOException io ? io : e);
        } catch (TimeoutException e) {
            throw unreachable(method + " " + path, new HttpTimeoutException("it took longer"));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw unreachable(method + " " + path, e);
        } finally {
            call.cancel(true); // what comes later is of no use any more
        }
    }

    private HttpRequest request(String method, String path, @Nullable Object body) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(endpoint.resolve(path))
                        .header("Accept", "application/json, application/problem+json");
        if (authorization != null) {
            request.header("Authorization", authorization);
        }
        if (body == null) {
            return request.method(method, BodyPublishers.noBody()).build();
        }
        try {
            return request.header("Content-Type", "application/json")
                    .method(method, BodyPublishers.ofString(JSON.writeValueAsString(body)))
                    .build();
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("cannot write as JSON: " + body, e);
        }
    }

    private <T> T read(String text, Class<T> type) {
        try {
            T document = JSON.readValue(text, type);
            if (document == null) {
                throw new ArrayFault.Contradictory(
                        array,
                        "array " + array + " answered null instead of " + type.getSimpleName());
            }
            return document;
        } catch (JsonProcessingException e) {
            throw new ArrayFault.Contradictory(
                    array,
                    "array "
                            + array
                            + " answered something that is no "
                            + type.getSimpleName()
                            + where(e.getLocation()));
        }
    }

    /** Where it went wrong; the parser's own words would quote the answer. */
    private static String where(@Nullable JsonLocation location) {
        return location == null
                ? ""
                : ", at line " + location.getLineNr() + ", column " + location.getColumnNr();
    }

    private ArrayFault fault(String call, HttpResponse<String> answer) {
        Optional<ProblemDocument> problem = problem(answer);
        Optional<RefusalCode> code =
                problem.flatMap(p -> code(p.code())).or(() -> withoutCode(answer.statusCode()));
        String what = "array " + array + " answered " + call + " with HTTP " + answer.statusCode();
        String said =
                problem.map(p -> p.detail() == null ? p.title() : p.detail())
                        .map(ArrayHttp::bounded)
                        .orElse(what + " and no problem document");
        if (code.isPresent()) {
            return new ArrayFault.Refused(array, code.get(), said);
        }
        if (answer.statusCode() >= 502 && answer.statusCode() <= 504) {
            return new ArrayFault.Unreachable(
                    array,
                    endpoint
                            + " answered "
                            + call
                            + " with HTTP "
                            + answer.statusCode()
                            + ": it is not ready, or a proxy is not");
        }
        return new ArrayFault.Contradictory(
                array,
                problem.isPresent()
                        ? what + " and no known code: " + said
                        : said + ": what listens there is no array, or a proxy is in between");
    }

    /**
     * What an array says of a refusal. Whatever else listens at the endpoint is not quoted: who may
     * write an endpoint need not be one who may read what answers there.
     */
    private static Optional<ProblemDocument> problem(HttpResponse<String> answer) {
        String type = answer.headers().firstValue("Content-Type").orElse("");
        if (!type.toLowerCase(Locale.ROOT).startsWith("application/problem+json")) {
            return Optional.empty();
        }
        try {
            return Optional.ofNullable(JSON.readValue(answer.body(), ProblemDocument.class))
                    .filter(p -> p.detail() != null || p.title() != null);
        } catch (JsonProcessingException e) {
            return Optional.empty();
        }
    }

    private static String bounded(String text) {
        return text.length() <= MOST_QUOTED ? text : text.substring(0, MOST_QUOTED) + "...";
    }

    private static Optional<RefusalCode> code(@Nullable String name) {
        return Arrays.stream(RefusalCode.values()).filter(c -> c.name().equals(name)).findFirst();
    }

    /** What a proxy before the array answers, which knows none of the array's words. */
    private static Optional<RefusalCode> withoutCode(int status) {
        return switch (status) {
            case HttpURLConnection.HTTP_UNAUTHORIZED -> Optional.of(RefusalCode.UNAUTHENTICATED);
            case HttpURLConnection.HTTP_FORBIDDEN -> Optional.of(RefusalCode.NOT_GRANTED);
            default -> Optional.empty();
        };
    }

    /** Whoever tells of it names the array, and says that it does not answer. */
    private ArrayFault unreachable(String call, Exception cause) {
        return new ArrayFault.Unreachable(
                array,
                endpoint
                        + " gave no answer to "
                        + call
                        + " within "
                        + timeout.toMillis()
                        + " ms: "
                        + words(cause),
                cause);
    }

    /** What is no HTTP is quoted by the HTTP client, and is nobody's to read here. */
    private static String words(Exception cause) {
        for (Throwable t = cause; t != null; t = t.getCause()) {
            if (t instanceof ProtocolException) {
                return "what listens there does not speak HTTP";
            }
        }
        if (cause instanceof ConnectException) {
            return "no connection";
        }
        return cause.getMessage() == null ? cause.toString() : cause.getMessage();
    }
}
