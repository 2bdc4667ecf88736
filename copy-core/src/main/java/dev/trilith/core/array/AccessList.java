package dev.trilith.core.array;

import java.util.Map;
import java.util.Set;

/**
 * Who but its owner may act on an array, and on which groups. Only the owner may ask. Every method
 * may throw an {@link ArrayFault}. Safe for use by several threads.
 */
public interface AccessList {
    /** The groups granted, by peer. */
    Map<String, Set<String>> granted();

    /**
     * Makes this the peer's only token and its only groups; changes nothing if they are already.
     *
     * @param peer who, 1 to 128 of letters, digits, dot, underscore and hyphen
     * @param token what the peer will present; no other peer's, nor the owner's
     * @param groups at least one
     * @throws ArrayFault.Refused {@link RefusalCode#INVALID_VALUE}, {@link
     *     RefusalCode#CONFLICTING_DEFINITION} if the token is somebody else's
     */
    void grant(String peer, String token, Set<String> groups);

    /** Takes a peer's access away; changes nothing if it has none. */
    void revoke(String peer);
}
