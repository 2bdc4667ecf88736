package dev.trilith.core.recovery;

import dev.trilith.core.definition.CopyChain;
import dev.trilith.core.definition.Site;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The sites that a recovery works with.
 *
 * @param sites every site that is not lost, in the chain's order; the first site only if it answers
 * @param first the number (from 1) of the first site of the unbroken run of survivors that ends at
 *     {@code last}
 * @param last the number of the site that hosts will use, the farthest that is not lost; 0 if none
 */
record Survivors(List<Site> sites, int first, int last) {
    Survivors {
        sites = List.copyOf(sites);
    }

    static Survivors of(CopyChain chain, Map<String, LossEvidence> evidence) {
        List<Site> sites = new ArrayList<>();
        int last = 0;
        for (int number = 0; number < chain.sites().size(); number++) {
            Site site = chain.sites().get(number);
            LossEvidence known = evidence.getOrDefault(site.name(), LossEvidence.ANSWERS);
            boolean used = number == 0 ? known == LossEvidence.ANSWERS : known != LossEvidence.LOST;
            if (used) {
                sites.add(site);
                last = number;
            }
        }
        int first = last;
        while (first > 1 && sites.contains(chain.sites().get(first - 1))) {
            first--;
        }
        return new Survivors(sites, first, last);
    }
}
