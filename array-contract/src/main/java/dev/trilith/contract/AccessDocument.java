package dev.trilith.contract;

import java.util.List;

/**
 * What a peer may act on: {@code GET /v1/access} lists all.
 *
 * @param peer who, in the owner's words
 * @param groups the groups that it may act on
 */
public record AccessDocument(String peer, List<String> groups) {
    public AccessDocument {
        groups = List.copyOf(groups);
    }
}
