package dev.trilith.operator.app;

import dev.trilith.core.array.AccessList;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Whom an array lets in beside its owner, in memory. */
final class MemoryAccessList implements AccessList {
    private final Map<String, Set<String>> groups = new TreeMap<>();
    private final Map<String, String> tokens = new TreeMap<>();

    @Override
    public synchronized Map<String, Set<String>> granted() {
        return Map.copyOf(groups);
    }

    @Override
    public synchronized void grant(String peer, String token, Set<String> granted) {
        groups.put(peer, Set.copyOf(granted));
        tokens.put(peer, token);
    }

    @Override
    public synchronized void revoke(String peer) {
        groups.remove(peer);
        tokens.remove(peer);
    }

    /** The token that lets the peer in; empty if none does. */
    synchronized String token(String peer) {
        return tokens.getOrDefault(peer, "");
    }
}
