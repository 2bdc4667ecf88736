package dev.trilith.core.array;

import dev.trilith.core.definition.ArrayDirectory;
import dev.trilith.core.definition.Site;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The world of the in-memory arrays: a clock moved by hand, links that can be cut, arrays that can
 * be killed. One thread.
 */
public final class MemoryNetwork implements ArrayDirectory, InstantSource {
    private final Map<String, InMemoryArray> arrays = new TreeMap<>();
    private final Set<String> cutLinks = new HashSet<>();
    private final Set<String> dead = new HashSet<>();
    private final Set<String> unreachable = new HashSet<>();
    private final Map<String, RefusalCode> refusals = new TreeMap<>();
    private Instant now = Instant.parse("2018-05-21T04:00:00Z");

    /** A new array in this world. */
    public InMemoryArray add(String name) {
        InMemoryArray array = new InMemoryArray(name, this);
        arrays.put(name, array);
        return array;
    }

    @Override
    public Instant instant() {
        return now;
    }

    /** Lets time pass; freezes whose deadline is over end. */
    public void advance(Duration time) {
        now = now.plus(time);
        alive().forEach(InMemoryArray::expireFreezes);
    }

    @Override
    public StorageArray array(Site site) {
        return array(site.array());
    }

    /** The array, dead or alive; every call to a dead one is unreachable. */
    public InMemoryArray array(String name) {
        InMemoryArray array = arrays.get(name);
        if (array == null) {
            throw new ArrayFault.Unreachable(name, "no array of that name");
        }
        return array;
    }

    /** Every array that runs. */
    public List<InMemoryArray> alive() {
        List<InMemoryArray> alive = new ArrayList<>(arrays.values());
        alive.removeIf(a -> dead.contains(a.name()));
        return alive;
    }

    /** Every array, killed ones too. */
    public List<InMemoryArray> all() {
        return List.copyOf(arrays.values());
    }

    boolean dead(String name) {
        return dead.contains(name);
    }

    /** Whether programs reach the array. */
    boolean managementReaches(String name) {
        return !dead.contains(name) && !unreachable.contains(name);
    }

    /** Cuts or restores the way of programs to an array; its links and hosts are not touched. */
    public void management(String name, boolean reachable) {
        if (reachable) {
            unreachable.remove(name);
        } else {
            unreachable.add(name);
        }
    }

    /**
     * What an array's owner lets programs do.
     *
     * @param refusal {@code UNAUTHENTICATED} for nothing, {@code NOT_GRANTED} for looking only,
     *     null for everything
     */
    public void access(String name, @Nullable RefusalCode refusal) {
        if (refusal == null) {
            refusals.remove(name);
        } else {
            refusals.put(name, refusal);
        }
    }

    @Nullable RefusalCode refusal(String name) {
        return refusals.get(name);
    }

    @Nullable InMemoryArray peer(String from, String to) {
        InMemoryArray peer = arrays.get(to);
        boolean cut = cutLinks.contains(link(from, to)) || dead.contains(from) || dead.contains(to);
        return cut ? null : peer;
    }

    /** Cuts the link between two arrays; both notice. */
    public void cutLink(String one, String other) {
        if (cutLinks.add(link(one, other))) {
            array(one).connectionEnded(other);
            array(other).connectionEnded(one);
        }
    }

    /** Restores the link; nothing reconnects by itself. */
    public void restoreLink(String one, String other) {
        cutLinks.remove(link(one, other));
    }

    /** Kills an array's process; what was acknowledged is kept. */
    public void kill(String name) {
        if (dead.add(name)) {
            alive().forEach(a -> a.connectionEnded(name));
        }
    }

    /** Starts a killed array again. */
    public void restart(String name, boolean machineFailed, boolean internalStops) {
        if (dead.remove(name)) {
            array(name).restarted(machineFailed, internalStops);
        }
    }

    /** Does one block of one copy somewhere; false if no copy has anything to do. */
    public boolean copyStep() {
        for (InMemoryArray array : alive()) {
            if (array.copyStep()) {
                return true;
            }
        }
        return false;
    }

    /** Finishes every copy that can be finished. */
    public void copyAll() {
        while (copyStep()) {}
    }

    private static String link(String one, String other) {
        return one.compareTo(other) < 0 ? one + "-" + other : other + "-" + one;
    }
}
