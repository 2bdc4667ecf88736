package dev.trilith.core.definition;

import dev.trilith.core.array.PairDefinition;
import dev.trilith.core.array.VolumeAddress;
import dev.trilith.core.array.VolumeSpec;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** The named checks that every pair of a chain must pass by itself and beside the others. */
final class PairChecks {
    private final List<Site> sites;
    private final Map<String, Integer> positions;
    private final List<PairDefinition> pairs;
    private final Map<VolumeAddress, VolumeSpec> specs;
    private final List<Finding> findings = new ArrayList<>();

    /**
     * @param sites the chain's sites
     * @param positions the place of each array in the chain
     * @param pairs the pairs, sorted by primary
     * @param specs the volumes by address
     */
    PairChecks(
            List<Site> sites,
            Map<String, Integer> positions,
            List<PairDefinition> pairs,
            Map<VolumeAddress, VolumeSpec> specs) {
        this.sites = sites;
        this.positions = positions;
        this.pairs = pairs;
        this.specs = specs;
        pairsAreDistinct();
        pairs.forEach(this::pairIsInTheChain);
        noLoops();
    }

    List<Finding> findings() {
        return List.copyOf(findings);
    }

    private void pairsAreDistinct() {
        Set<String> names = new HashSet<>();
        Map<VolumeAddress, PairDefinition> secondaries = new HashMap<>();
        Map<VolumeAddress, PairDefinition> primaries = new HashMap<>();
        for (PairDefinition pair : pairs) {
            if (pair.primary().equals(pair.secondary())) {
                fail(
                        "PairOntoItself",
                        pair(pair)
                                + " copies "
                                + pair.primary()
                                + " onto itself: name another secondary");
            }
            if (!names.add(pair.name())) {
                fail(
                        "DuplicatePair",
                        pair(pair) + " is there twice: give each pair a name of its own");
            }
            PairDefinition other = secondaries.putIfAbsent(pair.secondary(), pair);
            if (other != null) {
                fail(
                        "SecondaryOfTwoPairs",
                        "volume "
                                + pair.secondary()
                                + " is the secondary of pairs "
                                + other.name()
                                + " and "
                                + pair.name()
                                + ": remove one");
            }
            other = primaries.putIfAbsent(pair.primary(), pair);
            if (other != null) {
                fail(
                        "PrimaryOfTwoPairs",
                        "volume "
                                + pair.primary()
                                + " is the primary of pairs "
                                + other.name()
                                + " and "
                                + pair.name()
                                + ": in a chain each volume is copied to one other; remove one");
            }
        }
    }

    private void pairIsInTheChain(PairDefinition pair) {
        if (!volumesAreDefined(pair)) {
            return;
        }
        int from = positions.getOrDefault(pair.primary().array(), -1);
        int to = positions.getOrDefault(pair.secondary().array(), -1);
        if (from < 0 || to < 0) {
            String array = from < 0 ? pair.primary().array() : pair.secondary().array();
            fail(
                    "PairOutsideChain",
                    pair(pair)
                            + " names array "
                            + array
                            + ", which no site of the chain has: name "
                            + arrays());
        } else if (from == to && from == 0) {
            fail(
                    "PairOutsideChain",
                    pair(pair)
                            + " is an internal copy of the first site "
                            + sites.get(0)
                            + ": a chain makes internal copies at the sites copied to");
        } else if (to < from) {
            fail(
                    "ChainLoop",
                    pair(pair)
                            + " copies back from "
                            + sites.get(from)
                            + " to "
                            + sites.get(to)
                            + ": a chain only goes forward");
        } else if (to > from + 1) {
            fail(
                    "PairOutsideChain",
                    pair(pair)
                            + " skips from "
                            + sites.get(from)
                            + " to "
                            + sites.get(to)
                            + ": pair volumes of neighbouring sites");
        } else {
            sidesMatch(pair);
        }
    }

    private boolean volumesAreDefined(PairDefinition pair) {
        boolean defined = true;
        for (VolumeAddress address : List.of(pair.primary(), pair.secondary())) {
            if (!specs.containsKey(address)) {
                fail(
                        "VolumeMissing",
                        pair(pair)
                                + " names volume "
                                + address
                                + ", which is not defined: define it or correct the pair");
                defined = false;
            }
        }
        return defined;
    }

    private void sidesMatch(PairDefinition pair) {
        VolumeSpec primary = spec(pair.primary());
        VolumeSpec secondary = spec(pair.secondary());
        if (primary.sizeBytes() != secondary.sizeBytes()) {
            fail(
                    "UnequalSizes",
                    pair(pair)
                            + " joins "
                            + primary.address()
                            + " of "
                            + primary.sizeBytes()
                            + " bytes to "
                            + secondary.address()
                            + " of "
                            + secondary.sizeBytes()
                            + ": define both with the same size");
        }
        if (primary.storesManagementInformation() != secondary.storesManagementInformation()) {
            fail(
                    "ManagementPairMixed",
                    pair(pair)
                            + " joins a management volume to a data volume: pair "
                            + primary.address()
                            + " with its like");
        }
        PairDefinition derived =
                PairDefinition.of(pair.name(), pair.group(), pair.primary(), pair.secondary());
        if (derived.kind() != pair.kind()) {
            fail(
                    "WrongKind",
                    pair(pair)
                            + " is defined as "
                            + pair.kind()
                            + " but its volumes make it "
                            + derived.kind()
                            + ": correct the kind");
        }
    }

    private void noLoops() {
        Map<VolumeAddress, VolumeAddress> onward = new HashMap<>();
        pairs.forEach(p -> onward.put(p.primary(), p.secondary()));
        Set<VolumeAddress> known = new HashSet<>();
        for (PairDefinition pair : pairs) {
            Set<VolumeAddress> path = new LinkedHashSet<>();
            VolumeAddress at = pair.primary();
            while (at != null && !known.contains(at) && path.add(at)) {
                at = onward.get(at);
            }
            if (at != null && path.contains(at) && path.size() > 1) {
                fail(
                        "ChainLoop",
                        pair(pair)
                                + " is part of a loop through "
                                + at
                                + ": a chain only goes forward");
            }
            known.addAll(path);
        }
    }

    private VolumeSpec spec(VolumeAddress address) {
        VolumeSpec spec = specs.get(address);
        if (spec == null) {
            throw new IllegalStateException("volume " + address + " was checked before");
        }
        return spec;
    }

    private String arrays() {
        return sites.stream().map(Site::array).collect(Collectors.joining(", "));
    }

    private static String pair(PairDefinition pair) {
        return "pair " + pair.name() + " of group " + pair.group();
    }

    private void fail(String reason, String message) {
        findings.add(new Finding(reason, message));
    }
}
