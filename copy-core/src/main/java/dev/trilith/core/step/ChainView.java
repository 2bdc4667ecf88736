package dev.trilith.core.step;

import dev.trilith.core.array.ArraySnapshot;
import dev.trilith.core.array.Cut;
import dev.trilith.core.array.FenceState;
import dev.trilith.core.array.ImageLabel;
import dev.trilith.core.array.PairDefinition;
import dev.trilith.core.array.PairState;
import dev.trilith.core.array.PairStatus;
import dev.trilith.core.array.SuspendReason;
import dev.trilith.core.array.VolumeAddress;
import dev.trilith.core.array.VolumeState;
import dev.trilith.core.definition.CopyChain;
import dev.trilith.core.definition.Finding;
import dev.trilith.core.definition.Leg;
import dev.trilith.core.definition.Site;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The whole chain as its arrays show it: the state of every leg and the image of every group of
 * volumes. All decisions are functions of this. Immutable.
 */
public final class ChainView {
    private final CopyChain chain;
    private final Map<String, ArraySnapshot> snapshots;
    private final Map<String, Finding> silent;
    private final Map<String, LegView> legs;
    private final Map<String, ImageLabel> images;

    private ChainView(
            CopyChain chain,
            Map<String, ArraySnapshot> snapshots,
            Map<String, Finding> silent,
            Map<String, LegView> legs,
            Map<String, ImageLabel> images) {
        this.chain = chain;
        this.snapshots = Map.copyOf(snapshots);
        this.silent = new TreeMap<>(silent);
        this.legs = Map.copyOf(legs);
        this.images = Map.copyOf(images);
    }

    /**
     * What these snapshots show.
     *
     * @param chain the chain
     * @param snapshots the arrays that answered, by name
     * @param silent why the others did not, by name; arrays in neither map are lost
     */
    public static ChainView of(
            CopyChain chain, Map<String, ArraySnapshot> snapshots, Map<String, Finding> silent) {
        Map<String, LegView> legs = new HashMap<>();
        Map<String, ImageLabel> images = new HashMap<>();
        Map<VolumeAddress, ImageLabel> labels = new HashMap<>();
        for (ArraySnapshot snapshot : snapshots.values()) {
            for (VolumeState volume : snapshot.volumes()) {
                labels.put(volume.address(), volume.image());
            }
        }
        images.put("production", image(chain.productionVolumes(), labels));
        for (Leg leg : chain.legs()) {
            legs.put(leg.id(), view(leg, snapshots));
            images.put(leg.id(), image(leg.secondaries(), labels));
        }
        return new ChainView(chain, snapshots, silent, legs, images);
    }

    private static LegView view(Leg leg, Map<String, ArraySnapshot> snapshots) {
        ArraySnapshot snapshot = snapshots.get(leg.primaryArray());
        if (snapshot == null) {
            snapshot = snapshots.get(leg.secondaryArray());
        }
        if (snapshot == null) {
            return LegView.unknown(leg);
        }
        Set<PairDefinition> members = new HashSet<>(leg.pairs());
        List<PairState> pairs =
                snapshot.leg(leg.group(), leg.leg()).stream()
                        .filter(p -> members.contains(p.definition()))
                        .toList();
        return LegView.of(leg, pairs);
    }

    /** Rule 2 of the array's semantics: volumes are an image only as a whole. */
    private static ImageLabel image(
            List<VolumeAddress> volumes, Map<VolumeAddress, ImageLabel> labels) {
        ImageLabel whole = null;
        for (VolumeAddress volume : volumes) {
            ImageLabel label = labels.getOrDefault(volume, ImageLabel.INCOMPLETE);
            boolean fits =
                    whole == null
                            || (whole.kind() == label.kind()
                                    && (whole.cut() == null || whole.sameStill(label)));
            if (!label.complete() || !fits) {
                return ImageLabel.INCOMPLETE;
            }
            whole = whole == null ? label : whole;
        }
        return whole == null ? ImageLabel.INCOMPLETE : whole;
    }

    /** The chain that is shown. */
    public CopyChain chain() {
        return chain;
    }

    /** The arrays that answered, by name. */
    public Map<String, ArraySnapshot> snapshots() {
        return snapshots;
    }

    /** Why arrays did not answer, by name. */
    public Map<String, Finding> silent() {
        return silent;
    }

    /** Whether the array of site {@code number} (0 is the first) answered. */
    public boolean answers(int number) {
        return snapshots.containsKey(chain.sites().get(number).array());
    }

    /** One leg. */
    public LegView leg(Leg leg) {
        return legs.getOrDefault(leg.id(), LegView.unknown(leg));
    }

    /** The remote copy into site {@code number}. */
    public LegView remote(int number) {
        return leg(chain.remoteLeg(number));
    }

    /** The internal copy of site {@code number}. */
    public LegView internal(int number) {
        return leg(chain.internalLeg(number));
    }

    /** What the volumes that production's hosts write to hold. */
    public ImageLabel production() {
        return images.getOrDefault("production", ImageLabel.INCOMPLETE);
    }

    /** What the landing volumes of site {@code number} hold together. */
    public ImageLabel landing(int number) {
        return images.getOrDefault("H" + number, ImageLabel.INCOMPLETE);
    }

    /** What the point-in-time volumes of site {@code number} hold together. */
    public ImageLabel pointInTime(int number) {
        return images.getOrDefault("I" + number, ImageLabel.INCOMPLETE);
    }

    /** What the sources of the remote copy into site {@code number} hold together. */
    public ImageLabel source(int number) {
        return number == 1 ? production() : pointInTime(number - 1);
    }

    /** The newest image that site {@code number} (from 1) holds. */
    public ImageLabel newest(int number) {
        return Images.newer(landing(number), pointInTime(number))
                ? landing(number)
                : pointInTime(number);
    }

    /** The highest pass number that any label or freeze shows; 0 if none. */
    public long highestCycle() {
        long highest = 0;
        for (ArraySnapshot snapshot : snapshots.values()) {
            for (VolumeState volume : snapshot.volumes()) {
                Cut cut = volume.image().cut();
                highest = Math.max(highest, cut == null ? 0 : cut.cycle());
            }
            for (PairState pair : snapshot.pairs()) {
                Long freeze = pair.freeze();
                highest = Math.max(highest, freeze == null ? 0 : freeze);
            }
        }
        return highest;
    }

    /** The fences of the chain's groups at every array that answered. */
    public List<FenceState> fences() {
        List<FenceState> fences = new ArrayList<>();
        for (Site site : chain.sites()) {
            ArraySnapshot snapshot = snapshots.get(site.array());
            if (snapshot != null) {
                chain.groupsAt(site.array()).forEach(g -> fences.add(snapshot.fence(g)));
            }
        }
        return fences;
    }

    /**
     * A pair or volume of the chain that an answering array does not have.
     *
     * @param from the number of the first site whose array is looked at
     */
    public Optional<Finding> missing(int from) {
        Set<String> skipped =
                chain.sites().subList(0, from).stream()
                        .map(Site::array)
                        .collect(Collectors.toUnmodifiableSet());
        for (Leg leg : chain.legs()) {
            for (PairDefinition pair : leg.pairs()) {
                for (VolumeAddress side : List.of(pair.primary(), pair.secondary())) {
                    Optional<Finding> missing = missing(leg, pair, side);
                    if (missing.isPresent() && !skipped.contains(side.array())) {
                        return missing;
                    }
                }
            }
        }
        return Optional.empty();
    }

    private Optional<Finding> missing(Leg leg, PairDefinition pair, VolumeAddress side) {
        ArraySnapshot snapshot = snapshots.get(side.array());
        if (snapshot == null) {
            return Optional.empty();
        }
        if (snapshot.volume(side).isEmpty()) {
            return Optional.of(
                    new Finding(
                            "VolumeMissing",
                            "array "
                                    + side.array()
                                    + " has no volume "
                                    + side
                                    + ": define it there"));
        }
        boolean registered = snapshot.pairs().stream().anyMatch(p -> p.definition().equals(pair));
        if (registered) {
            return Optional.empty();
        }
        return Optional.of(
                new Finding(
                        "PairMissing",
                        "array "
                                + side.array()
                                + " does not know pair "
                                + pair.name()
                                + " of leg "
                                + leg
                                + " from "
                                + pair.primary()
                                + " to "
                                + pair.secondary()
                                + ": register it there"));
    }

    /**
     * The second array knows a copy of a pair that the first takes for new, and holds a whole image
     * of it. What the first array holds now would be copied over all images, one site after the
     * other, and each of these copies would be in order. Where the second array holds no whole
     * image the first copy of a new pair may just have broken.
     */
    public Optional<Finding> replacedProduction() {
        return landing(1).complete() ? newToTheFirst() : Optional.empty();
    }

    /** A pair of the first leg that the first array takes for new, and the second does not. */
    Optional<Finding> newToTheFirst() {
        Leg leg = chain.remoteLeg(1);
        return leg.pairs().stream()
                .filter(p -> status(leg.primaryArray(), p) == PairStatus.SMPL)
                .filter(p -> status(leg.secondaryArray(), p) != null)
                .filter(p -> status(leg.secondaryArray(), p) != PairStatus.SMPL)
                .findFirst()
                .map(p -> replaced(leg, p));
    }

    /** The same, or one that it does not know at all (any more, or not yet again). */
    Optional<Finding> unknownToTheFirst() {
        Leg leg = chain.remoteLeg(1);
        return leg.pairs().stream()
                .filter(p -> snapshots.containsKey(leg.primaryArray()))
                .filter(p -> unknown(status(leg.primaryArray(), p)))
                .filter(p -> !unknown(status(leg.secondaryArray(), p)))
                .findFirst()
                .map(p -> replaced(leg, p));
    }

    private static boolean unknown(@Nullable PairStatus status) {
        return status == null || status == PairStatus.SMPL;
    }

    private static Finding replaced(Leg leg, PairDefinition pair) {
        String first = leg.primaryArray();
        return new Finding(
                "ProductionReplaced",
                "array "
                        + first
                        + " takes pair "
                        + pair.name()
                        + " for a new one, and array "
                        + leg.secondaryArray()
                        + " knows a copy of it: the disk of "
                        + first
                        + " was replaced, or put back as it was before the first copy (or the pair was"
                        + " deleted and the other array could not be told). Nothing is copied from"
                        + " there, so the other sites keep their images: recover from them; or, to"
                        + " copy what "
                        + first
                        + " holds now, delete leg "
                        + leg
                        + " at its arrays (all its CopyPairs, with deletionPolicy Delete) and"
                        + " register its pairs again");
    }

    private @Nullable PairStatus status(String array, PairDefinition pair) {
        ArraySnapshot snapshot = snapshots.get(array);
        return snapshot == null
                ? null
                : snapshot.pairs().stream()
                        .filter(p -> p.definition().equals(pair))
                        .map(PairState::status)
                        .findFirst()
                        .orElse(null);
    }

    boolean anyImage() {
        return IntStream.rangeClosed(1, chain.length())
                .anyMatch(n -> landing(n).complete() || pointInTime(n).complete());
    }

    /**
     * The chain as it will be once {@code leg} is in step and its secondaries hold {@code image}.
     */
    public ChainView afterCopy(Leg leg, ImageLabel image) {
        return with(leg, leg(leg).become(PairStatus.PAIR, null), image);
    }

    /** The chain as it will be once {@code leg} has been split or suspended. */
    public ChainView afterStop(Leg leg) {
        SuspendReason reason = leg.remote() ? SuspendReason.SUSPENDED : SuspendReason.SPLIT;
        return with(leg, leg(leg).become(PairStatus.PSUS, reason), secondary(leg));
    }

    /** The chain as it will be once hosts have been given the secondaries of {@code leg}. */
    public ChainView afterTakeover(Leg leg) {
        return with(leg, leg(leg).become(PairStatus.SSWS, null), secondary(leg));
    }

    /** What the secondaries of {@code leg} hold together. */
    public ImageLabel secondary(Leg leg) {
        return images.getOrDefault(leg.id(), ImageLabel.INCOMPLETE);
    }

    /** What the primaries of {@code leg} hold together. */
    public ImageLabel primary(Leg leg) {
        return leg.remote() ? source(leg.number()) : landing(leg.number());
    }

    private ChainView with(Leg leg, LegView view, ImageLabel image) {
        Map<String, LegView> newLegs = new HashMap<>(legs);
        newLegs.put(leg.id(), view);
        Map<String, ImageLabel> newImages = new HashMap<>(images);
        newImages.put(leg.id(), image);
        return new ChainView(chain, snapshots, silent, newLegs, newImages);
    }
}
