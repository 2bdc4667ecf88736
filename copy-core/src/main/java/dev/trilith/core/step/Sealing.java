package dev.trilith.core.step;

import dev.trilith.core.array.ArrayFault;
import dev.trilith.core.array.ArraySnapshot;
import dev.trilith.core.array.FenceState;
import dev.trilith.core.definition.ArrayDirectory;
import dev.trilith.core.definition.Finding;
import dev.trilith.core.definition.Site;
import dev.trilith.core.record.CopyManagementRecord;
import dev.trilith.core.record.RecordNumber;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Who holds the chain: the terms that the arrays show, and raising them. */
public final class Sealing {
    private Sealing() {}

    /** The highest term that any answering array shows; 0 if nobody ever sealed. */
    public static long highestTerm(ChainView view) {
        return view.fences().stream().mapToLong(FenceState::term).max().orElse(0);
    }

    /** The highest sequence that any answering array has seen in {@code term}. */
    public static long highestSequence(ChainView view, long term) {
        return view.fences().stream()
                .filter(f -> f.term() == term)
                .mapToLong(FenceState::sequence)
                .max()
                .orElse(0);
    }

    /** Numbers were seen that this program never gave. */
    public static Finding anotherWrites(String owner) {
        return new Finding(
                "AnotherWriter",
                "somebody else gives orders as "
                        + owner
                        + ": its records are read before anything else is ordered; if this recurs,"
                        + " look for a second operator of this chain");
    }

    /** A site answers that did not when the records were read. */
    public static Finding unread(Site site) {
        return new Finding(
                "RecordsUnread",
                "site " + site.name() + " answers again: its records are not read yet");
    }

    /** Somebody else who holds {@code term} or a higher one. */
    public static Optional<Finding> takenBy(ChainView view, long term, String owner) {
        return view.fences().stream()
                .filter(f -> f.term() > term || (f.term() == term && !f.owner().equals(owner)))
                .filter(f -> f.term() > 0)
                .findFirst()
                .map(f ->
                        new Finding(
                                "TakenOver",
                                f.owner()
                                        + " has sealed group "
                                        + f.group()
                                        + " with term "
                                        + f.term()
                                        + ": "
                                        + owner
                                        + " orders nothing any more"));
    }

    /** A record that somebody else wrote under {@code term} or a higher one. */
    public static Optional<Finding> writtenBy(
            CopyManagementRecord record, long term, String owner) {
        RecordNumber number = record.number();
        boolean foreign =
                number.term() > term || (number.term() == term && !record.writer().equals(owner));
        if (!foreign) {
            return Optional.empty();
        }
        return Optional.of(
                new Finding(
                        "TakenOver",
                        record.writer()
                                + " has written a newer record, "
                                + number
                                + ": "
                                + owner
                                + " orders nothing any more"));
    }

    /**
     * Seals every group of the chain at each of {@code sites} that does not show the term yet; a
     * site that refuses access, or obeys somebody else, is the last that is asked.
     *
     * @return by array, why it could not be sealed
     */
    public static Map<String, ArrayFault> seal(
            ChainView view,
            ArrayDirectory directory,
            Collection<Site> sites,
            long term,
            String owner) {
        Map<String, ArrayFault> faults = new TreeMap<>();
        for (Site site : sites) {
            try {
                for (String group : view.chain().groupsAt(site.array())) {
                    if (!sealed(view, site, group, term, owner)) {
                        directory.array(site).seal(group, term, owner);
                    }
                }
            } catch (ArrayFault fault) {
                faults.put(site.array(), fault);
                if (Faults.accessRefused(fault) || Faults.overtaken(fault)) {
                    // A term in force at some sites stops their writer, and this one may not begin.
                    // Of two that want one term the first site that both ask lets only one go on.
                    break;
                }
            }
        }
        return faults;
    }

    /**
     * An array of {@code sites} that answers and shows another term than this program's: its disk
     * was replaced or put back, and it obeys nobody until it is sealed anew.
     */
    public static Optional<Finding> unsealed(
            ChainView view, Collection<Site> sites, long term, String owner) {
        return unsealedArrays(view, sites, term, owner).stream()
                .findFirst()
                .map(array ->
                        new Finding(
                                "SealMissing",
                                "array "
                                        + array
                                        + " does not show term "
                                        + term
                                        + " of "
                                        + owner
                                        + ": it obeys nobody, and is sealed anew"));
    }

    /** The arrays of {@code sites} that answer and do not show the term. */
    public static Set<String> unsealedArrays(
            ChainView view, Collection<Site> sites, long term, String owner) {
        return sites.stream()
                .filter(s -> view.snapshots().containsKey(s.array()))
                .filter(s -> !sealed(view, List.of(s), term, owner))
                .map(Site::array)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** Whether every group of the chain shows the term at each of {@code sites}. */
    public static boolean sealed(ChainView view, Collection<Site> sites, long term, String owner) {
        return sites.stream()
                .allMatch(s ->
                        view.chain().groupsAt(s.array()).stream()
                                .allMatch(g -> sealed(view, s, g, term, owner)));
    }

    private static boolean sealed(
            ChainView view, Site site, String group, long term, String owner) {
        ArraySnapshot snapshot = view.snapshots().get(site.array());
        if (snapshot == null) {
            return false;
        }
        FenceState fence = snapshot.fence(group);
        return fence.term() == term && fence.owner().equals(owner);
    }
}
