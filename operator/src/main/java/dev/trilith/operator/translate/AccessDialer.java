package dev.trilith.operator.translate;

import dev.trilith.core.array.AccessList;

/** Reaches the list of those whom an array lets in. */
@FunctionalInterface
public interface AccessDialer {
    /**
     * The list, not yet asked anything.
     *
     * @param name the name that the array must bear, for example {@code 2a}
     * @param endpoint its management interface, {@code http://host:port}
     * @param token the owner's
     */
    AccessList dial(String name, String endpoint, String token);
}
