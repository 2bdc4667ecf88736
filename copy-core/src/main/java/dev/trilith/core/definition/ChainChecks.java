package dev.trilith.core.definition;

import dev.trilith.core.array.CopyKind;
import dev.trilith.core.array.PairDefinition;
import dev.trilith.core.array.VolumeAddress;
import dev.trilith.core.array.VolumeSpec;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
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
        findings.addAll(new PairChecks(sites, positions, pairs, specs).findings());
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

    private void fail(String reason, String message) {
        findings.add(new Finding(reason, message));
    }
}
