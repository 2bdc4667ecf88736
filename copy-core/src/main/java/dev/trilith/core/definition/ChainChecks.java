package dev.trilith.core.definition;

import dev.trilith.core.array.CopyKind;
import dev.trilith.core.array.PairDefinition;
import dev.trilith.core.array.VolumeAddress;
import dev.trilith.core.array.VolumeSpec;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** The named checks that sites, pairs and volumes must pass to be a chain. */
final class ChainChecks {
    private final String name;
    private final List<Site> sites;
    private final List<PairDefinition> pairs;
    private final List<VolumeSpec> volumes;
    private final List<Finding> findings = new ArrayList<>();
    private final Map<VolumeAddress, VolumeSpec> specs = new HashMap<>();
    private final Map<String, Integer> positions = new HashMap<>();

    ChainChecks(
            String name, List<Site> sites, List<PairDefinition> pairs, List<VolumeSpec> volumes) {
        this.name = name;
        this.sites = List.copyOf(sites);
        this.pairs = pairs.stream().sorted(Comparator.comparing(PairDefinition::primary)).toList();
        this.volumes = List.copyOf(volumes);
        run();
    }

    List<Finding> findings() {
        return List.copyOf(findings);
    }

    CopyChain chain() {
        if (!findings.isEmpty()) {
            throw new InvalidDefinitionException(findings);
        }
        List<Leg> legs = new ArrayList<>();
        for (int number = 1; number < sites.size(); number++) {
            legs.add(leg("H" + number, CopyKind.REMOTE, number));
            legs.add(leg("I" + number, CopyKind.INTERNAL, number));
        }
        SortedMap<String, List<VolumeAddress>> management = new TreeMap<>();
        for (Site site : sites) {
            management.put(site.array(), managementVolumes(site.array()));
        }
        return new CopyChain(name, sites, legs, management);
    }

    private Leg leg(String id, CopyKind kind, int number) {
        List<PairDefinition> members = members(kind, number);
        PairDefinition any = members.get(0);
        return new Leg(id, any.group(), any.leg(), kind, number, members);
    }

    private void run() {
        sitesAreDistinct();
        volumesAreDistinct();
        if (!findings.isEmpty()) {
            return;
        }
        pairsAreDistinct();
        pairs.forEach(this::pairIsInTheChain);
        noLoops();
        if (!findings.isEmpty()) {
            return;
        }
        for (int number = 1; number < sites.size(); number++) {
            legIsWhole(CopyKind.REMOTE, number);
            legIsWhole(CopyKind.INTERNAL, number);
        }
        if (findings.isEmpty()) {
            volumesCascade();
            groupsAreTheChains();
        }
        sites.forEach(this::siteStoresManagementInformation);
    }

    private void sitesAreDistinct() {
        if (name.isBlank()) {
            fail("GroupMissing", "the chain has no group: name the group of its remote pairs");
        }
        if (sites.size() < 2) {
            fail("SitesMissing", "the chain has " + sites.size() + " sites: name at least two");
        }
        Set<String> names = new HashSet<>();
        for (int i = 0; i < sites.size(); i++) {
            Site site = sites.get(i);
            if (site.name().isBlank() || site.array().isBlank()) {
                fail(
                        "SiteIncomplete",
                        "site number " + (i + 1) + " lacks a name or an array: add it");
                continue;
            }
            if (!names.add(site.name())) {
                fail("SiteTwice", "site " + site.name() + " is in the chain twice: remove one");
            }
            if (positions.putIfAbsent(site.array(), i) != null) {
                fail(
                        "ChainLoop",
                        "array "
                                + site.array()
                                + " is in the chain twice: a chain visits each array once");
            }
        }
    }

    private void volumesAreDistinct() {
        for (VolumeSpec volume : volumes) {
            if (specs.putIfAbsent(volume.address(), volume) != null) {
                fail(
                        "DuplicateVolume",
                        "volume " + volume.address() + " is defined twice: remove one");
            }
        }
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

    private void legIsWhole(CopyKind kind, int number) {
        List<PairDefinition> members = members(kind, number);
        String what =
                kind == CopyKind.REMOTE
                        ? "from " + sites.get(number - 1) + " to " + sites.get(number)
                        : "inside " + sites.get(number);
        if (members.isEmpty()) {
            fail(
                    "PairMissing",
                    "no pair copies " + what + ": define one for each volume of the chain");
            return;
        }
        Set<String> groups = new TreeSet<>();
        Set<String> names = new TreeSet<>();
        members.forEach(p -> groups.add(p.group()));
        members.forEach(p -> names.add(p.leg()));
        if (groups.size() > 1 || names.size() > 1) {
            fail(
                    "LegOfTwoGroups",
                    "the pairs "
                            + what
                            + " are in groups "
                            + groups
                            + " and legs "
                            + names
                            + ": what is cut together must be in one group and leg");
        }
    }

    private void volumesCascade() {
        for (int number = 1; number < sites.size(); number++) {
            Set<VolumeAddress> landing = secondaries(CopyKind.REMOTE, number);
            Set<VolumeAddress> partnered = primaries(CopyKind.INTERNAL, number);
            missing(
                    landing,
                    partnered,
                    "LandingWithoutPartner",
                    "is the target of a remote copy but no internal copy keeps its image: add an internal pair from it");
            missing(
                    partnered,
                    landing,
                    "PairOutsideChain",
                    "has an internal copy but is the target of no remote copy: add the remote pair to it or remove the internal one");
            if (number + 1 < sites.size()) {
                Set<VolumeAddress> pit = secondaries(CopyKind.INTERNAL, number);
                Set<VolumeAddress> onward = primaries(CopyKind.REMOTE, number + 1);
                missing(
                        pit,
                        onward,
                        "PairMissing",
                        "is not copied on to "
                                + sites.get(number + 1)
                                + ": add a remote pair from it");
                missing(
                        onward,
                        pit,
                        "PairOutsideChain",
                        "is copied on to "
                                + sites.get(number + 1)
                                + " but is no internal copy: pair the internal copy's secondary instead");
            }
        }
    }

    private void missing(
            Set<VolumeAddress> these, Set<VolumeAddress> in, String reason, String message) {
        these.stream()
                .filter(v -> !in.contains(v))
                .sorted()
                .forEach(v -> fail(reason, "volume " + v + " " + message));
    }

    private void groupsAreTheChains() {
        for (int number = 1; number < sites.size(); number++) {
            String group = members(CopyKind.REMOTE, number).get(0).group();
            if (!group.equals(name)) {
                fail(
                        "GroupMissing",
                        "the remote pairs from "
                                + sites.get(number - 1)
                                + " are in group "
                                + group
                                + " but the chain is "
                                + name
                                + ": use one group for all remote pairs");
            }
        }
    }

    private void siteStoresManagementInformation(Site site) {
        if (managementVolumes(site.array()).isEmpty()) {
            fail(
                    "ManagementVolumeMissing",
                    "site "
                            + site
                            + " has no management volume in the chain: define one that stores management information, and pair it down the chain");
        }
    }

    private List<VolumeAddress> managementVolumes(String array) {
        Set<VolumeAddress> paired = new HashSet<>();
        pairs.forEach(p -> paired.addAll(List.of(p.primary(), p.secondary())));
        return volumes.stream()
                .filter(VolumeSpec::storesManagementInformation)
                .map(VolumeSpec::address)
                .filter(a -> a.array().equals(array))
                .filter(paired::contains)
                .sorted()
                .toList();
    }

    private List<PairDefinition> members(CopyKind kind, int number) {
        int from = kind == CopyKind.REMOTE ? number - 1 : number;
        return pairs.stream()
                .filter(p -> p.kind() == kind)
                .filter(p -> p.primary().array().equals(sites.get(from).array()))
                .filter(p -> p.secondary().array().equals(sites.get(number).array()))
                .toList();
    }

    private Set<VolumeAddress> primaries(CopyKind kind, int number) {
        return members(kind, number).stream()
                .map(PairDefinition::primary)
                .collect(Collectors.toSet());
    }

    private Set<VolumeAddress> secondaries(CopyKind kind, int number) {
        return members(kind, number).stream()
                .map(PairDefinition::secondary)
                .collect(Collectors.toSet());
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
