package dev.trilith.simulation.oracle;

import dev.trilith.core.array.PairDefinition;
import dev.trilith.core.array.VolumeAddress;
import dev.trilith.core.array.VolumeSpec;
import dev.trilith.core.definition.CopyChain;
import dev.trilith.core.definition.Site;
import dev.trilith.simulation.site.SimArray;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** The volumes and pairs of a simulated chain, and where on them the host writes its stamps. */
public final class Layout {
    /** Data volumes of each role. */
    public static final int DATA_VOLUMES = 2;

    /** Bytes of one stamped block. */
    public static final int BLOCK = 4096;

    /** Bytes that a disk writes in one piece; each carries the block's stamp. */
    public static final int SECTOR = 512;

    /** Stamped blocks on one volume. */
    public static final int BLOCKS = 8;

    private static final int GRAIN = 64 * 1024;
    private static final long DATA_BYTES = 4L * GRAIN;
    private static final long MANAGEMENT_BYTES = 512L * 1024 + 3 * BLOCK;
    private static final List<String> SITES =
            List.of("production", "local", "remote", "remote4", "remote5");

    /** Volumes of the chain. */
    public final List<VolumeSpec> volumes = new ArrayList<>();

    /** Pairs of the chain. */
    public final List<PairDefinition> pairs = new ArrayList<>();

    /** The chain that they form. */
    public final CopyChain chain;

    /** A chain of so many sites. */
    public Layout(int siteCount) {
        List<Site> sites = new ArrayList<>();
        for (int i = 0; i < siteCount; i++) {
            sites.add(new Site(SITES.get(i), SITES.get(i) + "-ns", array(i), array(i) + ":1"));
        }
        for (int volume = 0; volume <= DATA_VOLUMES; volume++) {
            for (int site = 0; site < siteCount; site++) {
                define(landing(site, volume), volume == DATA_VOLUMES);
                if (site > 0) {
                    define(pointInTime(site, volume), volume == DATA_VOLUMES);
                }
            }
            for (int site = 1; site < siteCount; site++) {
                VolumeAddress from = site == 1 ? landing(0, volume) : pointInTime(site - 1, volume);
                VolumeAddress to = landing(site, volume);
                pairs.add(PairDefinition.of("P" + volume + "H" + site, "G1", from, to));
                pairs.add(
                        PairDefinition.of(
                                "P" + volume + "I" + site,
                                "G1" + site,
                                to,
                                pointInTime(site, volume)));
            }
        }
        chain = CopyChain.of("G1", sites, pairs, volumes);
    }

    private void define(VolumeAddress address, boolean management) {
        volumes.add(
                new VolumeSpec(
                        address,
                        address.lu(),
                        management ? MANAGEMENT_BYTES : DATA_BYTES,
                        management));
    }

    /** The name of a site's array. */
    public static String array(int site) {
        return "2" + (char) ('a' + site);
    }

    /** The number of an array's site. */
    public static int site(String array) {
        return array.charAt(1) - 'a';
    }

    /** Where a remote copy lands; at the first site what hosts write to. */
    public static VolumeAddress landing(int site, int volume) {
        return new VolumeAddress(array(site), SimArray.PORT, "L" + volume);
    }

    /** What an internal copy keeps. */
    public static VolumeAddress pointInTime(int site, int volume) {
        return new VolumeAddress(array(site), SimArray.PORT, "P" + volume);
    }

    /** Where the host's block with this number lies on its volume. */
    public static long offset(int block) {
        return (long) (block / 2) * GRAIN + (block % 2) * 20480L;
    }

    /** A block that carries a stamp in each of its sectors. */
    public static ByteBuffer stamped(long stamp) {
        ByteBuffer block = ByteBuffer.allocate(BLOCK);
        for (int at = 0; at < BLOCK; at += SECTOR) {
            block.putLong(at, stamp);
        }
        return block;
    }

    /** Tells whether what {@link #read} gives may have changed. */
    static List<Long> changes(SimArray array, boolean pointInTime) {
        List<Long> changes = new ArrayList<>();
        for (int volume = 0; volume < DATA_VOLUMES; volume++) {
            changes.add(array.changes((pointInTime ? "P" : "L") + volume));
        }
        return changes;
    }

    /** The stamps of every sector of every block that a group of volumes holds. */
    public static long[] read(SimArray array, boolean pointInTime) {
        int perBlock = BLOCK / SECTOR;
        long[] stamps = new long[DATA_VOLUMES * BLOCKS * perBlock];
        for (int volume = 0; volume < DATA_VOLUMES; volume++) {
            for (int i = 0; i < BLOCKS; i++) {
                array.look(
                        (pointInTime ? "P" : "L") + volume,
                        offset(i),
                        stamps,
                        (volume * BLOCKS + i) * perBlock,
                        perBlock);
            }
        }
        return stamps;
    }
}
