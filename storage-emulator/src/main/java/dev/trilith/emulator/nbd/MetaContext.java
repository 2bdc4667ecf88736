package dev.trilith.emulator.nbd;

import dev.trilith.emulator.engine.Extent;
import dev.trilith.emulator.engine.HostVolume;
import java.util.ArrayList;
import java.util.List;

/** One thing that BLOCK_STATUS can tell of a volume. */
sealed interface MetaContext {
    /** The name on the wire. */
    String name();

    /** What is so from an offset on, at most {@code most} extents. */
    List<Extent> extents(HostVolume volume, long offset, long length, int most);

    /** The status flags of an extent. */
    int status(Extent extent);

    /** Everything that can be told of a volume. */
    static List<MetaContext> of(HostVolume volume) {
        List<MetaContext> all = new ArrayList<>();
        all.add(new Allocation());
        volume.differenceMaps().forEach(pair -> all.add(new Differences(pair)));
        return all;
    }

    /** Whether a query of LIST asks for it: by its name, or by a beginning that ends in a colon. */
    default boolean listedBy(String query) {
        return selectedBy(query) || (query.endsWith(":") && name().startsWith(query));
    }

    /** Whether a query of SET asks for it. */
    default boolean selectedBy(String query) {
        return name().equals(query);
    }

    /** Where there is data, and where there are holes. */
    record Allocation() implements MetaContext {
        @Override
        public String name() {
            return "base:allocation";
        }

        @Override
        public List<Extent> extents(HostVolume volume, long offset, long length, int most) {
            return volume.allocation(offset, length, most);
        }

        @Override
        public int status(Extent extent) {
            return extent.marked() ? 0 : Protocol.STATE_HOLE | Protocol.STATE_ZERO;
        }
    }

    /**
     * Where the other volume of a pair may differ.
     *
     * @param pair the pair's name
     */
    record Differences(String pair) implements MetaContext {
        @Override
        public String name() {
            return "qemu:dirty-bitmap:" + pair;
        }

        @Override
        public List<Extent> extents(HostVolume volume, long offset, long length, int most) {
            return volume.differences(pair, offset, length, most);
        }

        @Override
        public int status(Extent extent) {
            return extent.marked() ? Protocol.STATE_DIRTY : 0;
        }
    }
}
