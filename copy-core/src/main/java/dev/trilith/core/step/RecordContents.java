package dev.trilith.core.step;

import dev.trilith.core.array.ArraySnapshot;
import dev.trilith.core.array.Cut;
import dev.trilith.core.array.ImageLabel;
import dev.trilith.core.array.VolumeAddress;
import dev.trilith.core.array.VolumeState;
import dev.trilith.core.definition.CopyChain;
import dev.trilith.core.definition.Leg;
import dev.trilith.core.definition.Site;
import dev.trilith.core.record.CopyManagementRecord;
import dev.trilith.core.record.CopyWord;
import dev.trilith.core.record.LegRecord;
import dev.trilith.core.record.VolumeImage;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What a record says of the copies: taken from what the arrays show, and for what shows nothing
 * from the record before. Pure.
 */
final class RecordContents {
    private RecordContents() {}

    /** The state of every leg now; a lost or silent one keeps the state last recorded. */
    static List<LegRecord> legs(
            ChainView view, Collection<Site> sites, @Nullable CopyManagementRecord last) {
        Set<String> there = new TreeSet<>();
        sites.forEach(s -> there.add(s.array()));
        List<LegRecord> legs = new ArrayList<>();
        for (Leg leg : view.chain().legs()) {
            boolean lost =
                    !there.contains(leg.primaryArray()) || !there.contains(leg.secondaryArray());
            CopyWord seen = view.leg(leg).word();
            CopyWord word = lost || seen == null ? lastWord(leg, seen, last) : seen;
            legs.add(new LegRecord(leg.id(), word, lost));
        }
        return legs;
    }

    private static CopyWord lastWord(
            Leg leg, @Nullable CopyWord seen, @Nullable CopyManagementRecord last) {
        if (last != null) {
            Optional<LegRecord> recorded = last.leg(leg.id());
            if (recorded.isPresent()) {
                return recorded.get().word();
            }
        }
        if (seen != null) {
            return seen;
        }
        return leg.remote() ? CopyWord.SUSPENDED : CopyWord.SPLIT;
    }

    /** The image on every volume that a record names; of a silent array that last recorded. */
    static List<VolumeImage> images(ChainView view, @Nullable CopyManagementRecord last) {
        CopyChain chain = view.chain();
        Set<VolumeAddress> paired = new TreeSet<>(chain.productionVolumes());
        chain.legs().forEach(l -> paired.addAll(l.secondaries()));
        List<VolumeImage> images = new ArrayList<>();
        for (VolumeAddress volume : paired) {
            ArraySnapshot snapshot = view.snapshots().get(volume.array());
            Optional<ImageLabel> label =
                    snapshot == null
                            ? Optional.empty()
                            : snapshot.volume(volume).map(VolumeState::image);
            if (label.isEmpty() && last != null) {
                label = last.image(volume);
            }
            label.ifPresent(l -> images.add(new VolumeImage(volume, l)));
        }
        return images;
    }

    /** The instant that the newest cut among the images shows. */
    static @Nullable Instant consistencyTime(
            List<VolumeImage> images, @Nullable CopyManagementRecord last) {
        Cut newestCut = null;
        for (VolumeImage image : images) {
            Cut cut = image.image().cut();
            if (cut != null && (newestCut == null || cut.compareTo(newestCut) > 0)) {
                newestCut = cut;
            }
        }
        if (newestCut != null) {
            return newestCut.consistencyTime();
        }
        return last == null ? null : last.consistencyTime();
    }
}
