package dev.trilith.simulation.net;

import dev.trilith.simulation.kernel.Kernel;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Who reaches whom, how slowly, and how much of it is lost. */
public final class Network {
    /** How long an end waits for a sign of life. */
    static final long LIFE_NANOS = 3_000_000_000L;

    private final Kernel kernel;
    private final Map<String, SimTransport> listeners = new HashMap<>();
    private final Set<String> cut = new TreeSet<>();
    private final List<Connection> connections = new ArrayList<>();
    private final Map<String, Long> misfortunes = new TreeMap<>();
    private int lossPerMille;

    /** A network on which everything arrives. */
    public Network(Kernel kernel) {
        this.kernel = kernel;
    }

    Kernel kernel() {
        return kernel;
    }

    /** How many of a thousand requests and answers of programs are lost, late or doubled. */
    public void lossPerMille(int loss) {
        lossPerMille = loss;
    }

    /**
     * Whether something goes wrong with one message.
     *
     * @param what it would be, for the totals
     */
    public boolean unlucky(String what) {
        boolean unlucky = lossPerMille > 0 && kernel.random().nextInt(1000) < lossPerMille;
        if (unlucky) {
            misfortunes.merge(what, 1L, Long::sum);
        }
        return unlucky;
    }

    /** What went wrong with messages, and how often. */
    public Map<String, Long> misfortunes() {
        return Map.copyOf(misfortunes);
    }

    private static String way(String from, String to) {
        return from + "|" + to;
    }

    /** Cuts what joins two places: nothing arrives and nobody is told. */
    public void cut(String one, String other) {
        boolean there = cut.add(way(one, other));
        boolean back = cut.add(way(other, one));
        if (there || back) {
            kernel.say("network", "cut between " + one + " and " + other);
            List.copyOf(connections).forEach(Connection::cableCut);
        }
    }

    /** Cuts one direction: what is sent the other way arrives. */
    public void cutOneWay(String from, String to) {
        if (cut.add(way(from, to))) {
            kernel.say("network", "cut from " + from + " to " + to);
            List.copyOf(connections).forEach(Connection::cableCut);
        }
    }

    /** Joins two places again. */
    public void join(String one, String other) {
        boolean there = cut.remove(way(one, other));
        boolean back = cut.remove(way(other, one));
        if (there || back) {
            kernel.say("network", "joined again: " + one + " and " + other);
            List.copyOf(connections).forEach(Connection::cableJoined);
        }
    }

    /** Joins everything again. */
    public void joinAll() {
        for (String each : List.copyOf(cut)) {
            int bar = each.indexOf('|');
            join(each.substring(0, bar), each.substring(bar + 1));
        }
    }

    /** Whether something sent from one place would reach the other. */
    boolean carries(String from, String to) {
        return !cut.contains(way(from, to));
    }

    /** Whether two places hear each other. */
    public boolean joined(String one, String other) {
        return carries(one, other) && carries(other, one);
    }

    void listen(String endpoint, SimTransport transport) {
        listeners.put(endpoint, transport);
    }

    void forget(String endpoint, SimTransport transport) {
        listeners.remove(endpoint, transport);
    }

    @Nullable SimTransport listener(String endpoint) {
        return listeners.get(endpoint);
    }

    void opened(Connection connection) {
        connections.add(connection);
    }

    void ended(Connection connection) {
        connections.remove(connection);
    }

    /** The time that one message takes. */
    public long latency() {
        int usual = 20_000 + kernel.random().nextInt(300_000);
        return kernel.random().nextInt(40) == 0 ? usual * 50L : usual;
    }
}
