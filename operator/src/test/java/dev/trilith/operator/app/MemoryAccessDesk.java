package dev.trilith.operator.app;

import dev.trilith.operator.translate.AccessDesk;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** An array's list of those whom it lets in, in memory. */
final class MemoryAccessDesk implements AccessDesk {
    private final Map<String, Entry> entries = new TreeMap<>();
    private final Map<String, String> tokens = new TreeMap<>();

    @Override
    public synchronized List<Entry> entries() {
        return List.copyOf(entries.values());
    }

    @Override
    public synchronized void grant(Entry entry, String token) {
        entries.put(entry.peer(), entry);
        tokens.put(entry.peer(), token);
    }

    @Override
    public synchronized void revoke(String peer) {
        entries.remove(peer);
        tokens.remove(peer);
    }

    /** The token that lets the peer in; empty if none does. */
    synchronized String token(String peer) {
        return tokens.getOrDefault(peer, "");
    }
}
