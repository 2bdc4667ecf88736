package dev.trilith.operator.translate;

import dev.trilith.core.array.StorageArray;
import org.jspecify.annotations.Nullable;

/** Reaches the array that answers at an endpoint. */
@FunctionalInterface
public interface ArrayDialer {
    /**
     * The array, not yet asked anything.
     *
     * @param name the name that the array must bear, for example {@code 2a}
     * @param endpoint its management interface, {@code http://host:port}
     * @param token what this program presents to it, or null if it asks for none
     */
    StorageArray dial(String name, String endpoint, @Nullable String token);
}
