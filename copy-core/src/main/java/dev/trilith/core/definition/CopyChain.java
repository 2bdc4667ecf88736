package dev.trilith.core.definition;

import dev.trilith.core.array.PairDefinition;
import dev.trilith.core.array.VolumeAddress;
import dev.trilith.core.array.VolumeSpec;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The ordered sites with the legs that join them: production, local, remote, and as many more as
 * there are.
 *
 * <p>Made by {@link #of}, which refuses whatever is no chain. Immutable.
 *
 * @param name the group of the chain's records, for example {@code G1}
 * @param sites the sites, production first; at least two
 * @param legs in the order H1, I1, H2, I2, ...; one remote and one internal copy for each site but
 *     the first
 * @param managementVolumes for each array the volumes that hold records, at least one each
 */
public record CopyChain(
        String name,
        List<Site> sites,
        List<Leg> legs,
        SortedMap<String, List<VolumeAddress>> managementVolumes) {
    public CopyChain {
        sites = List.copyOf(sites);
        legs = List.copyOf(legs);
        SortedMap<String, List<VolumeAddress>> copy = new TreeMap<>();
        managementVolumes.forEach((array, volumes) -> copy.put(array, List.copyOf(volumes)));
        managementVolumes = java.util.Collections.unmodifiableSortedMap(copy);
    }

    /**
     * The chain that sites, pairs and volumes form.
     *
     * @param name the group of the chain's records: that of its remote pairs
     * @param sites the sites in order, production first
     * @param pairs every pair of the chain, in any order, data and management volumes alike
     * @param volumes every volume that the pairs name; others at the same arrays are checked too
     * @throws InvalidDefinitionException naming each check that failed
     */
    public static CopyChain of(
            String name, List<Site> sites, List<PairDefinition> pairs, List<VolumeSpec> volumes) {
        return new ChainChecks(name, sites, pairs, volumes).chain();
    }

    /** The checks that {@link #of} would fail; empty if these form a chain. */
    public static List<Finding> check(
            String name, List<Site> sites, List<PairDefinition> pairs, List<VolumeSpec> volumes) {
        return new ChainChecks(name, sites, pairs, volumes).findings();
    }

    /** How many sites lie behind the first; legs are numbered from 1 to this. */
    public int length() {
        return sites.size() - 1;
    }

    /** The remote copy into site {@code number} (1 is the second site). */
    public Leg remoteLeg(int number) {
        return legs.get(2 * (number - 1));
    }

    /** The internal copy of site {@code number} (1 is the second site). */
    public Leg internalLeg(int number) {
        return legs.get(2 * (number - 1) + 1);
    }

    /** The leg with this id. */
    public Optional<Leg> leg(String id) {
        return legs.stream().filter(l -> l.id().equals(id)).findFirst();
    }

    /** The site in which {@code array} stands. */
    public Optional<Site> siteOf(String array) {
        return sites.stream().filter(s -> s.array().equals(array)).findFirst();
    }

    /** The site with this name. */
    public Optional<Site> site(String siteName) {
        return sites.stream().filter(s -> s.name().equals(siteName)).findFirst();
    }

    /** The management volumes of one array, sorted. */
    public List<VolumeAddress> managementVolumes(String array) {
        return managementVolumes.getOrDefault(array, List.of());
    }

    /** Every group of which {@code array} holds a pair, and the records' own. */
    public SortedSet<String> groupsAt(String array) {
        SortedSet<String> groups = new TreeSet<>();
        groups.add(name);
        for (Leg leg : legs) {
            if (leg.primaryArray().equals(array) || leg.secondaryArray().equals(array)) {
                groups.add(leg.group());
            }
        }
        return groups;
    }

    /** Every group of the chain. */
    public SortedSet<String> groups() {
        SortedSet<String> groups = new TreeSet<>();
        sites.forEach(s -> groups.addAll(groupsAt(s.array())));
        return groups;
    }

    /** The volumes that hold a site's newest still image: its internal copy's secondaries. */
    public List<VolumeAddress> pointInTimeVolumes(int number) {
        return internalLeg(number).secondaries();
    }

    /** The volumes that the remote copy writes to. */
    public List<VolumeAddress> landingVolumes(int number) {
        return remoteLeg(number).secondaries();
    }

    /** The volumes at which hosts of the first site write. */
    public List<VolumeAddress> productionVolumes() {
        return remoteLeg(1).primaries();
    }

    /**
     * The same chain with every array dialled where {@code today} says; where that says nothing, as
     * before.
     */
    public CopyChain at(List<Site> today) {
        List<Site> moved =
                sites.stream()
                        .map(site ->
                                today.stream()
                                        .filter(t -> t.array().equals(site.array()))
                                        .filter(t -> !t.endpoint().isEmpty())
                                        .findFirst()
                                        .orElse(site))
                        .toList();
        return new CopyChain(name, moved, legs, managementVolumes);
    }

    /** The management volumes by site name, for people. */
    public Map<String, List<VolumeAddress>> managementVolumesBySite() {
        SortedMap<String, List<VolumeAddress>> bySite = new TreeMap<>();
        sites.forEach(s -> bySite.put(s.name(), managementVolumes(s.array())));
        return bySite;
    }
}
