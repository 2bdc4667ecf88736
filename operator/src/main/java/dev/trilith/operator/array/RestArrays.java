package dev.trilith.operator.array;

import dev.trilith.core.array.AccessList;
import dev.trilith.core.array.StorageArray;
import java.net.http.HttpClient;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** All arrays that this process dials, over shared connections. Safe for use by several threads. */
public final class RestArrays implements AutoCloseable {
    private final Duration timeout;
    private final HttpClient client;

    /**
     * @param timeout how long one answer may take, connecting included
     */
    public RestArrays(Duration timeout) {
        this.timeout = timeout;
        client =
                HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_1_1)
                        .connectTimeout(timeout)
                        .build();
    }

    /**
     * The array {@code name} as it answers at {@code endpoint}; nothing is asked yet. It keeps the
     * token for its own life, so a changed one takes another call.
     *
     * @param token presented with every request; null for an array that asks for none
     * @throws dev.trilith.core.array.ArrayFault.Unreachable if the endpoint is no URL
     * @throws dev.trilith.core.array.ArrayFault.Refused {@code UNAUTHENTICATED} if no request can
     *     carry the token
     */
    public StorageArray at(String name, String endpoint, @Nullable String token) {
        return new RestStorageArray(client, name, endpoint, token, timeout);
    }

    /**
     * Who has access to the array {@code name}; only its owner may ask.
     *
     * @param token the owner's; null for an array that asks for none
     */
    public AccessList accessAt(String name, String endpoint, @Nullable String token) {
        return new RestStorageArray(client, name, endpoint, token, timeout);
    }

    /**
     * Whether anything at an endpoint's address says a word, be it that nobody listens; asked
     * within half a second. Nothing is there if the endpoint is no URL.
     */
    public boolean stands(String endpoint) {
        return TcpDoorstep.stands(endpoint);
    }

    @Override
    public void close() {
        client.shutdownNow();
    }
}
