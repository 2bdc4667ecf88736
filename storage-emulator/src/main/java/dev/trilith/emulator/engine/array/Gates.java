package dev.trilith.emulator.engine.array;

import dev.trilith.emulator.engine.PairStatus;
import dev.trilith.emulator.engine.SuspendReason;
import dev.trilith.emulator.engine.pair.Leg;
import dev.trilith.emulator.engine.pair.LogicalUnit;
import dev.trilith.emulator.engine.pair.Pair;
import dev.trilith.emulator.engine.pair.PairState;
import dev.trilith.emulator.engine.volume.Volume;
import dev.trilith.emulator.engine.volume.WriteGate;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Which volumes share a write gate, and which gates a cut closes. Volumes that one leg joins side
 * by side share a gate. A write passes the gate of the volume it comes to, and goes on over
 * internal pairs from there: a cut closes the gates of all volumes from which a write could reach
 * its own. Over a pair that is split none does, so that what waits for a farther site holds up no
 * write of a nearer one.
 */
final class Gates {
    private Gates() {}

    /** Every volume here that is joined with these pairs, over any number of pairs and legs. */
    static Set<LogicalUnit> joined(List<Pair> start) {
        return reached(ends(start), pair -> true);
    }

    /** Every gate that a cut of a leg closes. */
    static Set<WriteGate> ofCut(Leg leg) {
        return gates(reached(ends(leg.pairs()), Gates::lets));
    }

    /** Every gate that a cut of a volume closes. */
    static Set<WriteGate> ofCut(LogicalUnit unit) {
        return gates(reached(List.of(unit), Gates::lets));
    }

    /** Whether a write to one end may be under way to the other; one that broke may have some. */
    private static boolean lets(Pair pair) {
        PairState state = pair.state();
        return state.status() != PairStatus.SMPL && !state.is(SuspendReason.SPLIT);
    }

    private static List<LogicalUnit> ends(Collection<Pair> pairs) {
        List<LogicalUnit> ends = new ArrayList<>();
        for (Pair pair : pairs) {
            add(pair.primary(), ends);
            add(pair.secondary(), ends);
        }
        return ends;
    }

    private static void add(@Nullable LogicalUnit unit, Collection<LogicalUnit> to) {
        if (unit != null) {
            to.add(unit);
        }
    }

    private static Set<WriteGate> gates(Set<LogicalUnit> units) {
        Set<WriteGate> gates = new LinkedHashSet<>();
        units.forEach(unit -> gates.add(unit.volume().gate()));
        return gates;
    }

    /** Volumes on one side of a leg belong together; its two sides if the predicate says so. */
    private static Set<LogicalUnit> reached(
            Collection<LogicalUnit> start, Predicate<Pair> crossed) {
        Set<LogicalUnit> units = new LinkedHashSet<>();
        Deque<LogicalUnit> next = new ArrayDeque<>(start);
        while (!next.isEmpty()) {
            LogicalUnit unit = next.removeFirst();
            if (!units.add(unit)) {
                continue;
            }
            for (Pair down : unit.downstream()) {
                down.leg().pairs().forEach(pair -> add(pair.primary(), next));
                if (crossed.test(down)) {
                    add(down.secondary(), next);
                }
            }
            Pair up = unit.upstream();
            if (up != null) {
                up.leg().pairs().forEach(pair -> add(pair.secondary(), next));
                if (crossed.test(up)) {
                    add(up.primary(), next);
                }
            }
        }
        return units;
    }

    /** Gives all volumes that the pair's leg joins side by side one gate. Under the orders lock. */
    static void join(Pair pair) {
        for (LogicalUnit end : ends(List.of(pair))) {
            share(reached(List.of(end), any -> false).stream().map(LogicalUnit::volume).toList());
        }
    }

    private static void share(List<Volume> volumes) {
        Set<WriteGate> old = new LinkedHashSet<>();
        volumes.forEach(v -> old.add(v.gate()));
        if (old.size() < 2) {
            return;
        }
        Map<WriteGate, Long> closed = close(old);
        WriteGate one = volumes.get(0).gate();
        volumes.forEach(v -> v.gate(one));
        closed.forEach(WriteGate::open);
    }

    /**
     * Closes gates, one after the other. Several are held at once only under the orders lock, and a
     * write holds one, so no circle can form.
     */
    static Map<WriteGate, Long> close(Set<WriteGate> gates) {
        Map<WriteGate, Long> closed = new LinkedHashMap<>();
        gates.forEach(gate -> closed.put(gate, gate.close()));
        return closed;
    }
}
