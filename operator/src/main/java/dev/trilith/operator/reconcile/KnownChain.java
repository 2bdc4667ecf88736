package dev.trilith.operator.reconcile;

import dev.trilith.core.definition.CopyChain;
import java.util.Map;

/**
 * A chain, and what its arrays ask for.
 *
 * @param chain the sites, at the endpoints where their arrays are dialled today, and their legs
 * @param tokens what each array is shown, by the array's name; an open array has none
 * @param everySite whether every site was found: an array without a token is an open one
 */
record KnownChain(CopyChain chain, Map<String, String> tokens, boolean everySite) {
    KnownChain {
        tokens = Map.copyOf(tokens);
    }

    @Override
    public String toString() {
        return "chain " + chain.name(); // without the tokens
    }
}
