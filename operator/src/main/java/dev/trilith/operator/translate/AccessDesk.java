package dev.trilith.operator.translate;

import java.util.List;
import java.util.Set;

/** Where an array keeps whom its owner lets in, beside the owner. */
public interface AccessDesk {
    /**
     * Somebody who is let in.
     *
     * @param peer under which name
     * @param groups the consistency groups on which the peer may act
     */
    record Entry(String peer, Set<String> groups) {
        public Entry {
            groups = Set.copyOf(groups);
        }
    }

    /**
     * All who are let in.
     *
     * @throws dev.trilith.core.array.ArrayFault if the array does not answer or refuses
     */
    List<Entry> entries();

    /**
     * Lets a peer in, or changes its token or groups.
     *
     * @param entry who, and on what
     * @param token what the peer presents
     * @throws dev.trilith.core.array.ArrayFault if the array does not answer or refuses
     */
    void grant(Entry entry, String token);

    /**
     * Lets a peer in no longer; nothing happens if it was not.
     *
     * @throws dev.trilith.core.array.ArrayFault if the array does not answer or refuses
     */
    void revoke(String peer);
}
