package dev.trilith.operator.translate;

import dev.trilith.core.array.StorageArray;

/** Reaches the array that answers at an endpoint. */
@FunctionalInterface
public interface ArrayDialer {
    /**
     * The array, not yet asked anything.
     *
     * @param name the name that the array must bear, for example {@code 2a}
     * @param endpoint its management interface, {@code http://host:port}
     */
    StorageArray dial(String name, String endpoint);
}
