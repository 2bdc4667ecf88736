package dev.trilith.core.recovery;

import dev.trilith.core.array.ArrayFault;
import dev.trilith.core.array.RefusalCode;
import dev.trilith.core.definition.CopyChain;
import dev.trilith.core.definition.Finding;
import dev.trilith.core.definition.Site;
import dev.trilith.core.step.Faults;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Production's own site while somebody recovers from its loss. Its records are read and it is
 * sealed if it still answers; but what is left of it must not hold the recovery up, so it is passed
 * over once it has been in the way a few times in a row. Not safe for use by several threads.
 */
final class FirstSite {
    /** An answer that was lost once or twice says nothing of a site. */
    private static final int PATIENCE = 5;

    private final Site site;
    private int inTheWay;

    FirstSite(CopyChain chain) {
        site = chain.sites().get(0);
    }

    /** The evidence to work with: a first site that was passed over counts as lost. */
    Map<String, LossEvidence> evidence(Map<String, LossEvidence> known) {
        if (inTheWay < PATIENCE) {
            return known;
        }
        Map<String, LossEvidence> without = new HashMap<>(known);
        without.put(site.name(), LossEvidence.LOST);
        return without;
    }

    /** The fault to act upon: the first site's is the last. */
    ArrayFault worst(Map<String, ArrayFault> faults) {
        return faults.values().stream()
                .filter(f -> Faults.refused(f, RefusalCode.OLD_TERM))
                .findFirst()
                .or(() ->
                        faults.entrySet().stream()
                                .filter(e -> !e.getKey().equals(site.array()))
                                .<ArrayFault>map(Map.Entry::getValue)
                                .findFirst())
                .orElseGet(() -> faults.values().iterator().next());
    }

    /**
     * Something went wrong at these arrays.
     *
     * @return that it was the first site alone, once too often: it is passed over from now on
     */
    Optional<Finding> passOver(Set<String> arrays, Finding why) {
        if (!arrays.equals(Set.of(site.array())) || ++inTheWay < PATIENCE) {
            return Optional.empty();
        }
        return Optional.of(
                new Finding(
                        "FirstSitePassedOver",
                        "site "
                                + site.name()
                                + " answers and cannot be worked with ("
                                + why.message()
                                + "): nobody waits for it, the recovery goes on without it and its"
                                + " records"));
    }

    /** These sites did what they were asked. */
    void worked(Collection<Site> sites) {
        inTheWay = inTheWay < PATIENCE && sites.contains(site) ? 0 : inTheWay;
    }
}
