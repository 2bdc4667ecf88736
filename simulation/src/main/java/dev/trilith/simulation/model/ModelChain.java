package dev.trilith.simulation.model;

import dev.trilith.core.array.PairDefinition;
import dev.trilith.core.array.VolumeAddress;
import dev.trilith.core.array.VolumeSpec;
import dev.trilith.core.definition.CopyChain;
import dev.trilith.core.definition.Leg;
import dev.trilith.core.definition.Site;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The chain that is searched: two volumes of each role, of which the second keeps the records too.
 * Volumes and legs have numbers.
 */
final class ModelChain {
    /** Volumes of each role. */
    static final int WIDTH = 2;

    private static final List<String> SITES = List.of("production", "local", "remote", "remote4");
    private static final long BYTES = 1L << 20;
    final int sites;
    final int volumes;
    final int legs;
    final CopyChain chain;
    final List<VolumeSpec> specs = new ArrayList<>();
    private final Map<VolumeAddress, Integer> numbers = new HashMap<>();
    private final Map<String, Integer> legNumbers = new HashMap<>();

    ModelChain(int sites) {
        this.sites = sites;
        this.volumes = sites * 2 * WIDTH;
        this.legs = 2 * (sites - 1);
        List<Site> places = new ArrayList<>();
        for (int site = 0; site < sites; site++) {
            places.add(new Site(SITES.get(site), SITES.get(site) + "-ns", array(site), "-"));
        }
        List<PairDefinition> pairs = new ArrayList<>();
        for (int v = 0; v < WIDTH; v++) {
            for (int site = 0; site < sites; site++) {
                define(site, false, v);
                if (site > 0) {
                    define(site, true, v);
                    VolumeAddress landing = address(site, false, v);
                    pairs.add(
                            PairDefinition.of(
                                    "H" + site + v, "G1", address(site - 1, site > 1, v), landing));
                    pairs.add(
                            PairDefinition.of(
                                    "I" + site + v, "G1" + site, landing, address(site, true, v)));
                }
            }
        }
        chain = CopyChain.of("G1", places, pairs, specs);
        for (Leg leg : chain.legs()) {
            int number = leg.remote() ? remote(leg.number()) : internal(leg.number());
            legNumbers.put(leg.group() + " " + leg.leg(), number);
        }
    }

    private void define(int site, boolean pointInTime, int v) {
        VolumeAddress address = address(site, pointInTime, v);
        specs.add(new VolumeSpec(address, address.lu(), BYTES, v == WIDTH - 1));
        numbers.put(address, volume(site, pointInTime, v));
    }

    static String array(int site) {
        return "2" + (char) ('a' + site);
    }

    static int site(String array) {
        return array.charAt(1) - 'a';
    }

    private static VolumeAddress address(int site, boolean pointInTime, int v) {
        return new VolumeAddress(array(site), "201", (pointInTime ? "P" : "L") + v);
    }

    int volume(int site, boolean pointInTime, int v) {
        return (site * 2 + (pointInTime ? 1 : 0)) * WIDTH + v;
    }

    int volume(VolumeAddress address) {
        Integer number = numbers.get(address);
        if (number == null) {
            throw new IllegalStateException("no volume " + address);
        }
        return number;
    }

    static int siteOf(int volume) {
        return volume / (2 * WIDTH);
    }

    /** The leg that an order names, or -1. */
    int leg(String group, String leg) {
        return legNumbers.getOrDefault(group + " " + leg, -1);
    }

    /** The remote leg into a site. */
    int remote(int site) {
        return site - 1;
    }

    /** The internal leg of a site. */
    int internal(int site) {
        return sites - 1 + site - 1;
    }

    boolean isRemote(int leg) {
        return leg < sites - 1;
    }

    /** The site that the leg's secondaries are at. */
    int number(int leg) {
        return isRemote(leg) ? leg + 1 : leg - (sites - 1) + 1;
    }

    int senderSite(int leg) {
        return isRemote(leg) ? number(leg) - 1 : number(leg);
    }

    int primary(int leg, int v) {
        int to = number(leg);
        return isRemote(leg) ? volume(to - 1, to > 1, v) : volume(to, false, v);
    }

    int secondary(int leg, int v) {
        return volume(number(leg), !isRemote(leg), v);
    }

    /** The leg that copies from a volume, or -1. */
    int sending(int volume) {
        int site = siteOf(volume);
        boolean pointInTime = volume / WIDTH % 2 == 1;
        if (site > 0 && !pointInTime) {
            return internal(site);
        }
        return site + 1 < sites ? remote(site + 1) : -1;
    }

    /** The pair of a leg; both are sorted by volume. */
    PairDefinition pair(int leg, int v) {
        int to = number(leg);
        Leg found = isRemote(leg) ? chain.remoteLeg(to) : chain.internalLeg(to);
        return found.pairs().get(v);
    }
}
