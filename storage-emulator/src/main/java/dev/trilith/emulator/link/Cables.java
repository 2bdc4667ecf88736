package dev.trilith.emulator.link;

import dev.trilith.emulator.engine.FaultInjection.LinkFault;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/** The faults of the cables to the other arrays. Safe for use by many threads. */
final class Cables {
    private final Map<String, LinkFault> faults = new ConcurrentHashMap<>();

    void set(String peer, LinkFault fault) {
        if (fault.equals(LinkFault.NONE)) {
            faults.remove(peer);
        } else {
            faults.put(peer, fault);
        }
    }

    Map<String, LinkFault> all() {
        return new TreeMap<>(faults);
    }

    /** The fault of the cable to one array: its own, or that of every cable. */
    LinkFault to(String peer) {
        LinkFault own = faults.get(peer);
        return own == null ? faults.getOrDefault("", LinkFault.NONE) : own;
    }
}
