package dev.trilith.cli.host;

import dev.trilith.cli.stamp.RoundRobin;
import dev.trilith.cli.stamp.Stamp;
import dev.trilith.cli.stamp.StampArea;
import dev.trilith.cli.stamp.StampChecker;
import dev.trilith.cli.stamp.StampVerdict;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** The stamped areas of a host's volumes as they were read back. Immutable. */
final class HostImage {
    private final List<StampArea> areas;
    private final List<byte[]> bytes;

    HostImage(List<StampArea> areas, List<byte[]> bytes) {
        this.areas = List.copyOf(areas);
        this.bytes = List.copyOf(bytes);
    }

    /** The whole stamp with the highest number. */
    Optional<Stamp> newest() {
        Stamp newest = null;
        for (byte[] area : bytes) {
            for (int at = 0; at < area.length; at += Stamp.BLOCK_BYTES) {
                Stamp stamp = Stamp.decode(area, at).stamp();
                if (stamp != null && (newest == null || stamp.sequence() > newest.sequence())) {
                    newest = stamp;
                }
            }
        }
        return Optional.ofNullable(newest);
    }

    /**
     * What shows that a run was written over other volumes than these, or in another order, if
     * anything does: its stamps say where they belong.
     */
    Optional<String> misnamed(UUID run) {
        RoundRobin history = new RoundRobin(run, areas, 0, 0);
        for (int i = 0; i < bytes.size(); i++) {
            List<Stamp> here = stamps(bytes.get(i), run);
            int index = i;
            boolean elsewhere = here.stream().noneMatch(stamp -> stamp.volume() == index);
            if (!here.isEmpty() && (elsewhere || !here.stream().allMatch(history::wrote))) {
                return Optional.of(
                        "the stamps on "
                                + areas.get(i).drive()
                                + " are of run "
                                + run
                                + ", which was not written over "
                                + (areas.size() == 1 ? "it alone" : "these volumes in this order")
                                + ": name all volumes of that run, in its order.");
            }
        }
        return Optional.empty();
    }

    private static List<Stamp> stamps(byte[] area, UUID run) {
        List<Stamp> stamps = new ArrayList<>();
        for (int at = 0; at < area.length; at += Stamp.BLOCK_BYTES) {
            Stamp stamp = Stamp.decode(area, at).stamp();
            if (stamp != null && stamp.run().equals(run)) {
                stamps.add(stamp);
            }
        }
        return stamps;
    }

    /** The volumes that hold something, stamps or not. */
    List<String> used() {
        List<String> used = new ArrayList<>();
        for (int i = 0; i < bytes.size(); i++) {
            if (!Arrays.equals(bytes.get(i), new byte[bytes.get(i).length])) {
                used.add(areas.get(i).drive());
            }
        }
        return used;
    }

    /**
     * Whether the writes up to {@code newest} are all in the image.
     *
     * @param newest names the run, and the write up to which it is judged
     */
    StampVerdict judge(Stamp newest) {
        RoundRobin history = new RoundRobin(newest.run(), areas, newest.sequence(), 0);
        return StampChecker.check(history, areas, bytes);
    }

    /** Whether both show the same bytes. */
    boolean sameAs(HostImage other) {
        return Arrays.deepEquals(bytes.toArray(), other.bytes.toArray());
    }
}
