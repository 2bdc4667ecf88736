package dev.trilith.contract;

import java.util.List;

/**
 * The pairs of one group: {@code GET /v1/groups/{group}/pairs}.
 *
 * @param reached whether each of them shows a status that was asked for
 * @param pairs the pairs, ordered by name
 */
public record GroupDocument(boolean reached, List<PairDocument> pairs) {
    public GroupDocument {
        pairs = List.copyOf(pairs);
    }
}
