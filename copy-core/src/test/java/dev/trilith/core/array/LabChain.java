package dev.trilith.core.array;

import dev.trilith.core.definition.CopyChain;
import dev.trilith.core.definition.Site;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A whole chain of in-memory arrays, defined and registered, with a host at the first that writes
 * dependent stamps: each of its writes was issued after the one before was acknowledged.
 */
public final class LabChain {
    /** The names of the sites, in order. */
    private static final List<String> SITES =
            List.of("production", "local", "remote", "remote4", "remote5");

    private static final long DATA_BYTES = 4L * MemoryVolume.BLOCK_BYTES;
    private static final long MANAGEMENT_BYTES = 131L * MemoryVolume.BLOCK_BYTES;

    public final MemoryNetwork network = new MemoryNetwork();
    public final CopyChain chain;
    public final List<VolumeSpec> volumes = new ArrayList<>();
    public final List<PairDefinition> pairs = new ArrayList<>();

    private final int dataVolumes;
    private final Map<Integer, MemoryData.HostWrite> writes = new TreeMap<>();

    /**
     * @param siteCount sites in the chain, 2 to 5
     * @param dataVolumes data volumes at each role
     */
    public LabChain(int siteCount, int dataVolumes) {
        this.dataVolumes = dataVolumes;
        List<Site> sites = new ArrayList<>();
        for (int i = 0; i < siteCount; i++) {
            String array = array(i);
            network.add(array);
            sites.add(new Site(SITES.get(i), SITES.get(i) + "-ns", array, "http://" + array));
        }
        for (int volume = 0; volume <= dataVolumes; volume++) {
            define(siteCount, volume, volume == dataVolumes);
        }
        for (int volume = 0; volume <= dataVolumes; volume++) {
            pair(siteCount, volume);
        }
        chain = CopyChain.of("G1", sites, pairs, volumes);
    }

    private void define(int siteCount, int volume, boolean management) {
        for (int site = 0; site < siteCount; site++) {
            define(landing(site, volume), management);
            if (site > 0) {
                define(pointInTime(site, volume), management);
            }
        }
    }

    private void define(VolumeAddress address, boolean management) {
        long size = management ? MANAGEMENT_BYTES : DATA_BYTES;
        VolumeSpec spec = new VolumeSpec(address, "drive-" + address.lu(), size, management);
        volumes.add(spec);
        network.array(address.array()).defineVolume(spec);
    }

    private void pair(int siteCount, int volume) {
        for (int site = 1; site < siteCount; site++) {
            VolumeAddress source = site == 1 ? landing(0, volume) : pointInTime(site - 1, volume);
            register("P" + volume + "H" + site, "G1", source, landing(site, volume));
            VolumeAddress landing = landing(site, volume);
            register("P" + volume + "I" + site, "G1" + site, landing, pointInTime(site, volume));
        }
    }

    private void register(String name, String group, VolumeAddress from, VolumeAddress to) {
        PairDefinition pair = PairDefinition.of(name, group, from, to);
        pairs.add(pair);
        network.array(from.array()).registerPair(pair, "link://" + to.array());
        network.array(to.array()).registerPair(pair, "link://" + from.array());
    }

    /** Replaces a site's array by one with an empty disk. */
    public void empty(int site) {
        String array = array(site);
        List<String> others = network.all().stream().map(InMemoryArray::name).toList();
        others.forEach(other -> network.cutLink(array, other));
        network.add(array);
        others.forEach(other -> network.restoreLink(array, other));
    }

    /** The same, and has what the array lacks defined and registered. */
    public void replace(int site) {
        empty(site);
        defineVolumes(site);
        registerPairs(site);
    }

    /** Defines the volumes that an empty array lacks. */
    public void defineVolumes(int site) {
        String array = array(site);
        volumes.stream()
                .filter(v -> v.address().array().equals(array))
                .forEach(network.array(array)::defineVolume);
    }

    /** Registers the pairs that an empty array lacks. */
    public void registerPairs(int site) {
        String array = array(site);
        for (PairDefinition pair : pairs) {
            String from = pair.primary().array();
            String to = pair.secondary().array();
            if (array.equals(from) || array.equals(to)) {
                network.array(from).registerPair(pair, "link://" + to);
                network.array(to).registerPair(pair, "link://" + from);
            }
        }
    }

    /** Deletes the remote pairs of a site's array, on both sides, and registers them again. */
    public void registerRemotePairsAgain(int site) {
        for (PairDefinition pair : pairs) {
            String from = pair.primary().array();
            String to = pair.secondary().array();
            if (!from.equals(to) && (from.equals(array(site)) || to.equals(array(site)))) {
                network.array(from).pairs.remove(pair.name());
                network.array(to).pairs.remove(pair.name());
                network.array(from).registerPair(pair, "link://" + to);
                network.array(to).registerPair(pair, "link://" + from);
            }
        }
    }

    /** A copy to a site was under way when it broke: what has landed there is no image. */
    public void breakCopy(int site) {
        for (MemoryPair pair : network.array(array(site)).pairs.values()) {
            if (pair.definition.secondary().array().equals(array(site))
                    && !pair.definition.primary().array().equals(array(site))) {
                pair.status = PairStatus.PSUE;
                network.array(array(site)).volume(pair.definition.secondary()).label =
                        ImageLabel.INCOMPLETE;
            }
        }
    }

    /** The second array has begun a copy of the first leg, of which the first did not hear. */
    public void breakFirstCopy() {
        for (MemoryPair pair : network.array(array(1)).pairs.values()) {
            if (pair.definition.primary().array().equals(array(0))) {
                pair.status = PairStatus.PSUE;
            }
        }
    }

    /** The array of a site, {@code 2a} for the first. */
    public static String array(int site) {
        return "2" + (char) ('a' + site);
    }

    /** A volume that a remote copy lands on; at the first site the one that hosts write to. */
    public static VolumeAddress landing(int site, int volume) {
        return new VolumeAddress(array(site), "201", "L" + volume);
    }

    /** A volume that an internal copy keeps. */
    public static VolumeAddress pointInTime(int site, int volume) {
        return new VolumeAddress(array(site), "201", "P" + volume);
    }

    /** Writes the next stamp at the first site; false if a write still waits or is refused. */
    public boolean hostWrite() {
        int stamp = writes.size() + 1;
        MemoryData.HostWrite last = writes.get(stamp - 1);
        boolean gone = network.dead(array(0)) || network.array(array(0)).volumes.isEmpty();
        if ((last != null && !last.acknowledged()) || gone) {
            return false;
        }
        VolumeAddress volume = landing(0, stamp % dataVolumes);
        byte[] bytes = ByteBuffer.allocate(Integer.BYTES).putInt(stamp).array();
        writes.put(stamp, network.array(array(0)).hostWrite(volume, block(stamp), bytes));
        return true;
    }

    private int block(int stamp) {
        return stamp / dataVolumes % (int) (DATA_BYTES / MemoryVolume.BLOCK_BYTES);
    }

    /** How many stamps the host was told are safe. */
    public int acknowledged() {
        return (int) writes.values().stream().filter(MemoryData.HostWrite::acknowledged).count();
    }

    /** How many stamps the host issued. */
    public int issued() {
        return writes.size();
    }

    /**
     * How many stamps the volumes at a site hold, which must be the first so many and no other.
     *
     * @return that number, or -1 if what they hold is no prefix
     */
    public int prefix(int site, boolean pointInTime) {
        InMemoryArray array = network.array(array(site));
        int highest = 0;
        for (int volume = 0; volume < dataVolumes; volume++) {
            for (int block = 0; block < 4; block++) {
                highest = Math.max(highest, stamp(array, site, volume, block, pointInTime));
            }
        }
        for (int volume = 0; volume < dataVolumes; volume++) {
            for (int block = 0; block < 4; block++) {
                int found = stamp(array, site, volume, block, pointInTime);
                if (found != lastStamp(highest, volume, block)) {
                    return -1;
                }
            }
        }
        return highest;
    }

    private static int stamp(
            InMemoryArray array, int site, int volume, int block, boolean pointInTime) {
        VolumeAddress address =
                pointInTime ? LabChain.pointInTime(site, volume) : landing(site, volume);
        return ByteBuffer.wrap(array.hostRead(address, block)).getInt();
    }

    private int lastStamp(int upTo, int volume, int block) {
        for (int stamp = upTo; stamp > 0; stamp--) {
            if (stamp % dataVolumes == volume && block(stamp) == block) {
                return stamp;
            }
        }
        return 0;
    }
}
