package dev.trilith.emulator.engine;

import java.util.SortedSet;
import java.util.TreeSet;

/**
 * What the array's owner lets somebody else change.
 *
 * @param peer who, in the owner's words
 * @param tokenSha256 the SHA-256 of their token, 64 hexadecimal digits; the token itself is kept
 *     nowhere
 * @param groups the groups that they may act on
 */
public record PeerGrant(String peer, String tokenSha256, SortedSet<String> groups) {
    public PeerGrant {
        groups = new TreeSet<>(groups);
    }

    /** Without what belongs to the token. */
    @Override
    public String toString() {
        return "grant to " + peer + " of " + groups;
    }
}
