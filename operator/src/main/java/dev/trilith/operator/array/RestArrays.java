package dev.trilith.operator.array;

import dev.trilith.core.array.StorageArray;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * All arrays that this process dials, one object for each name and endpoint, over shared
 * connections. Safe for use by several threads.
 */
public final class RestArrays implements AutoCloseable {
    private final Duration timeout;
    private final HttpClient client;
    private final Map<String, StorageArray> arrays = new ConcurrentHashMap<>();

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
     * The array {@code name} as it answers at {@code endpoint}.
     *
     * @throws dev.trilith.core.array.ArrayFault.Unreachable if the endpoint is no URL
     */
    public StorageArray at(String name, String endpoint) {
        return arrays.computeIfAbsent(
                name + " " + endpoint,
                key -> new RestStorageArray(client, name, endpoint, timeout));
    }

    @Override
    public void close() {
        client.shutdownNow();
    }
}
