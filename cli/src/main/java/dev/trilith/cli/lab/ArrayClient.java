package dev.trilith.cli.lab;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import dev.trilith.cli.fault.CliFailure;
import dev.trilith.contract.ArrayDocument;
import dev.trilith.contract.SlotDocument;
import java.io.IOException;
import java.net.ConnectException;
import java.net.HttpURLConnection;
import java.net.ProtocolException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Looks at arrays over their management interface. Safe for use by many threads. */
public final class ArrayClient implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofSeconds(5);
    private static final ObjectMapper JSON =
            new ObjectMapper()
                    .registerModule(new JavaTimeModule())
                    .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);

    private final HttpClient http =
            HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .connectTimeout(LIMIT)
                    .build();

    private final @Nullable String token;

    /** For arrays that ask for no token. */
    public ArrayClient() {
        this(null);
    }

    /**
     * For arrays that ask for a token.
     *
     * @param token 8 to 1024 visible ASCII characters; null for none
     */
    public ArrayClient(@Nullable String token) {
        this.token = token;
    }

    /**
     * Everything that an array shows.
     *
     * @param url the array's management URL, for example {@code http://127.0.0.1:8080}
     * @throws CliFailure if it does not answer, or is no array
     */
    public ArrayDocument show(String url) {
        return get(url, "/v1/array", new TypeReference<>() {});
    }

    /**
     * Both slots of each management volume of an array.
     *
     * @param url the array's management URL
     * @throws CliFailure if it does not answer, or is no array
     */
    public List<SlotDocument> slots(String url) {
        return get(url, "/v1/management-volumes", new TypeReference<>() {});
    }

    private <T> T get(String url, String path, TypeReference<T> type) {
        try {
            URI uri = URI.create(url.replaceAll("/+$", "") + path);
            HttpRequest.Builder request = HttpRequest.newBuilder(uri).timeout(LIMIT);
            if (token != null) {
                request.header("Authorization", "Bearer " + token);
            }
            HttpResponse<byte[]> answer =
                    http.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
            if (answer.statusCode() == HttpURLConnection.HTTP_UNAUTHORIZED) {
                throw new CliFailure(
                        "the array at "
                                + url
                                + (token == null
                                        ? " asks for a token: give --token-file FILE."
                                        : " does not know this token: look at --token-file."));
            }
            if (answer.statusCode() != HttpURLConnection.HTTP_OK) {
                throw new CliFailure(
                        uri + " answered " + answer.statusCode() + ": is it an array's URL?");
            }
            return JSON.readValue(answer.body(), type);
        } catch (IllegalArgumentException e) {
            throw CliFailure.ofArgument(
                    "'" + url + "' is not a URL: give http://HOST:PORT, or an array's name.", e);
        } catch (JsonProcessingException e) {
            throw new CliFailure("what answers at " + url + " is no array.", e);
        } catch (ConnectException e) {
            boolean unknown =
                    e.getCause() instanceof UnresolvedAddressException
                            || (e.getCause() != null
                                    && e.getCause().getCause()
                                            instanceof UnresolvedAddressException);
            throw new CliFailure(
                    "the array at "
                            + url
                            + " does not answer: "
                            + (unknown ? "nobody knows that host." : "nothing listens there."),
                    e);
        } catch (ProtocolException e) {
            throw new CliFailure(
                    "what answers at "
                            + url
                            + " is no array's management interface; is it one of its other ports?",
                    e);
        } catch (IOException e) {
            throw new CliFailure(
                    "the array at " + url + " does not answer: " + e.getMessage() + ".", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CliFailure("interrupted while asking " + url, e);
        }
    }

    @Override
    public void close() {
        http.shutdownNow();
    }
}
