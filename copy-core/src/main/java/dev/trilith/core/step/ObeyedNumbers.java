package dev.trilith.core.step;

import dev.trilith.core.array.ArraySnapshot;
import dev.trilith.core.array.FenceState;
import dev.trilith.core.definition.CopyChain;
import dev.trilith.core.definition.Site;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.LongPredicate;

/**
 * The highest number of a chain's group that one writer knows each array to have obeyed in its
 * term. An array is told with each record: has it obeyed a higher one, then somebody wrote what
 * this writer has not read, and the record is refused. Not safe for use by several threads.
 */
final class ObeyedNumbers {
    private final CopyChain chain;
    private final Map<String, Long> known = new TreeMap<>();

    /** What was known in this term before it was forgotten: a site may be silent meanwhile. */
    private final Map<String, Long> highest = new TreeMap<>();

    private long ofTerm;

    ObeyedNumbers(CopyChain chain) {
        this.chain = chain;
    }

    /**
     * Forgets everything but what {@code view} shows of the sites whose records were read since.
     */
    void begin(ChainView view, Collection<Site> read, long term) {
        if (term != ofTerm) {
            highest.clear();
            ofTerm = term;
        } else {
            known.forEach((array, number) -> highest.merge(array, number, Math::max));
        }
        known.clear();
        read.forEach(site -> known.put(site.array(), shown(view, site, term)));
    }

    /** Every number that {@code view} shows of a site whose records were read is known now. */
    void see(ChainView view, long term) {
        for (Site site : chain.sites()) {
            if (read(site)) {
                known.merge(site.array(), shown(view, site, term), Math::max);
            }
        }
    }

    /** Whether the site's records were read. */
    boolean read(Site site) {
        return known.containsKey(site.array());
    }

    /**
     * An array has taken a record of this writer; of one that was not read nothing is known yet.
     */
    void took(Site site, long number) {
        known.computeIfPresent(site.array(), (array, old) -> Math.max(old, number));
    }

    /** The highest number that the site's array is known to have obeyed; 0 if nothing is known. */
    long at(Site site) {
        return known.getOrDefault(site.array(), 0L);
    }

    /** The highest number that the site's array was ever known to have obeyed in this term. */
    long highest(Site site) {
        return Math.max(at(site), highest.getOrDefault(site.array(), 0L));
    }

    /**
     * Whether some array of {@code sites} shows a higher number than is known, and not an own one.
     */
    boolean another(Collection<Site> sites, ChainView view, long term, LongPredicate own) {
        for (Site site : sites) {
            long number = shown(view, site, term);
            if (number > at(site) && !own.test(number)) {
                return true;
            }
        }
        return false;
    }

    /** Whether the site answers and shows a lower number than it is known to have obeyed. */
    boolean lost(Site site, ChainView view, long term) {
        return view.snapshots().containsKey(site.array()) && shown(view, site, term) < at(site);
    }

    /** The same of every number known in this term. */
    boolean everLost(Site site, ChainView view, long term) {
        return view.snapshots().containsKey(site.array())
                && shown(view, site, term) < highest(site);
    }

    private long shown(ChainView view, Site site, long term) {
        ArraySnapshot snapshot = view.snapshots().get(site.array());
        if (snapshot == null) {
            return 0;
        }
        FenceState fence = snapshot.fence(chain.name());
        return fence.term() == term ? fence.sequence() : 0;
    }
}
