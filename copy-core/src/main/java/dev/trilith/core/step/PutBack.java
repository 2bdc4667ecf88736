package dev.trilith.core.step;

import dev.trilith.core.array.ArraySnapshot;
import dev.trilith.core.array.PairStatus;
import dev.trilith.core.definition.CopyChain;
import dev.trilith.core.definition.Finding;
import dev.trilith.core.definition.Leg;
import dev.trilith.core.definition.Site;
import dev.trilith.core.record.CopyManagementRecord;
import dev.trilith.core.record.RecordCollection;
import dev.trilith.core.record.RecordNumber;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;

/**
 * Arrays whose disk was put back as it was earlier, from a snapshot or a backup, while the other
 * arrays went on. Each side's map of differences then knows nothing of what only the other side
 * remembers: a copy of differences would leave both unlike, and call it an image. Not safe for use
 * by several threads.
 */
public final class PutBack {
    private final CopyChain chain;
    private final Set<Site> found = new LinkedHashSet<>();

    /** Nothing was seen yet. */
    public PutBack(CopyChain chain) {
        this.chain = chain;
    }

    /**
     * Whether an array shows a lower number than it is known to have obeyed. What an array obeyed
     * no crash takes away; but a broken disk may hide it, so its records are to be read.
     */
    public boolean suspects(ChainView view, RecordKeeper keeper) {
        return !found.isEmpty() || chain.sites().stream().anyMatch(s -> keeper.wentBack(s, view));
    }

    /**
     * The array that was put back, when a program begins or begins again, before its keeper does:
     * its newest record is older than what it is known to have obeyed. A program that knows no
     * numbers yet sees an array whose newest record is two passes old and nowhere else any more,
     * for no pass begins unless every array has the record of the one before. It is remembered
     * until the array's remote pairs were registered anew.
     *
     * @param read the sites whose records were read
     */
    public Optional<Finding> look(
            ChainView view, RecordKeeper keeper, RecordCollection records, Collection<Site> read) {
        read.stream()
                .filter(site -> behind(records, site, view) || forgot(keeper, records, site, view))
                .forEach(found::add);
        found.removeIf(site -> !production(site, view) && registeredAnew(view, site.array()));
        return found.stream().findFirst().map(site -> finding(site, view));
    }

    private static boolean forgot(
            RecordKeeper keeper, RecordCollection records, Site site, ChainView view) {
        boolean damaged =
                records.corrupt().stream().anyMatch(c -> c.volume().array().equals(site.array()));
        long own =
                newestAt(records, site)
                        .filter(number -> number.term() == keeper.term())
                        .map(RecordNumber::sequence)
                        .orElse(0L);
        return keeper.everWentBack(site, view) && !damaged && own < keeper.everObeyed(site);
    }

    private boolean behind(RecordCollection records, Site site, ChainView view) {
        RecordNumber newest = records.newest().map(f -> f.record().number()).orElse(null);
        RecordNumber own = newestAt(records, site).orElse(null);
        if (newest == null) {
            return false;
        }
        if (own == null) {
            return production(site, view);
        }
        return old(own, newest) && !elsewhere(records, own, newest);
    }

    private static boolean old(RecordNumber own, RecordNumber newest) {
        return own.term() < newest.term() || own.cycle() + 1 < newest.cycle();
    }

    /** Whether it is the first array and does not know what the second knows a copy of. */
    private boolean production(Site site, ChainView view) {
        return site.equals(chain.sites().get(0))
                && view.anyImage()
                && view.unknownToTheFirst().isPresent();
    }

    private static Optional<RecordNumber> newestAt(RecordCollection records, Site site) {
        return newestAt(records, site.array());
    }

    private static Optional<RecordNumber> newestAt(RecordCollection records, String array) {
        return records.found().stream()
                .filter(f -> f.volume().array().equals(array))
                .map(RecordCollection.Found::record)
                .map(CopyManagementRecord::number)
                .max(Comparator.naturalOrder());
    }

    /** Two that were put back to one instant are no witnesses for each other. */
    private static boolean elsewhere(
            RecordCollection records, RecordNumber number, RecordNumber newest) {
        return records.found().stream()
                .filter(f -> f.record().number().equals(number))
                .map(f -> newestAt(records, f.volume().array()).orElse(number))
                .anyMatch(witness -> !old(witness, newest));
    }

    /** Whether the array knows no copy to or from another one: then all is copied anew. */
    private boolean registeredAnew(ChainView view, String array) {
        ArraySnapshot snapshot = view.snapshots().get(array);
        if (snapshot == null) {
            return false;
        }
        Set<Object> remote = new HashSet<>();
        chain.legs().stream().filter(Leg::remote).forEach(leg -> remote.addAll(leg.pairs()));
        return snapshot.pairs().stream()
                .filter(p -> remote.contains(p.definition()))
                .allMatch(p -> p.status() == PairStatus.SMPL);
    }

    private Finding finding(Site site, ChainView view) {
        if (production(site, view)) {
            return view.unknownToTheFirst().orElseThrow();
        }
        return new Finding(
                "DiskPutBack",
                "array "
                        + site.array()
                        + " of site "
                        + site.name()
                        + " has forgotten what it had done: its disk was put back as it was earlier."
                        + " Its maps of differences are as old, so a copy of differences would leave"
                        + " its volumes and those of its partners unlike: nothing is copied. Delete"
                        + " all its remote legs at their arrays (their CopyPairs, with"
                        + " deletionPolicy Delete) and register the pairs again, and all is copied"
                        + " anew; if it is the first site's array, what the others hold is newer:"
                        + " recover from them instead");
    }
}
