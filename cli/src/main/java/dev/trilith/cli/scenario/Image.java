package dev.trilith.cli.scenario;

import dev.trilith.contract.AddressDocument;
import dev.trilith.contract.ArrayDocument;
import dev.trilith.contract.CutDocument;
import dev.trilith.contract.PairDocument;
import dev.trilith.contract.VolumeDocument;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Which cuts an array holds whole, judged by whole groups of volumes as it labels them. */
final class Image {
    private Image() {}

    /** The newest cut of which the array holds a whole still image, in any one group of volumes. */
    static Optional<CutDocument> newestWholeCut(ArrayDocument array) {
        Optional<CutDocument> landing = cutOf(array, "REMOTE");
        Optional<CutDocument> pointInTime = cutOf(array, "INTERNAL");
        if (landing.isEmpty()) {
            return pointInTime;
        }
        if (pointInTime.isEmpty() || isNewer(landing.get(), pointInTime.get())) {
            return landing;
        }
        return pointInTime;
    }

    /** The cut that all secondaries of the array's pairs of one kind hold, if they hold one. */
    static Optional<CutDocument> cutOf(ArrayDocument array, String kind) {
        Set<AddressDocument> secondaries = new HashSet<>();
        for (PairDocument pair : array.pairs()) {
            if (pair.kind().equals(kind) && pair.secondary().array().equals(array.name())) {
                secondaries.add(pair.secondary());
            }
        }
        List<CutDocument> cuts = new ArrayList<>();
        for (VolumeDocument volume : array.volumes()) {
            AddressDocument address = new AddressDocument(array.name(), volume.port(), volume.lu());
            CutDocument cut = volume.cut();
            if (secondaries.contains(address) && cut != null) {
                cuts.add(cut);
            }
        }
        boolean same = !cuts.isEmpty() && cuts.stream().allMatch(cut -> same(cut, cuts.getFirst()));
        return same && cuts.size() == secondaries.size()
                ? Optional.of(cuts.getFirst())
                : Optional.empty();
    }

    /** Whether {@code one} is a newer image than {@code other}. */
    static boolean isNewer(CutDocument one, CutDocument other) {
        return one.cycle() != other.cycle()
                ? one.cycle() > other.cycle()
                : one.still() > other.still();
    }

    private static boolean same(CutDocument one, CutDocument other) {
        return one.cycle() == other.cycle() && one.still() == other.still();
    }
}
