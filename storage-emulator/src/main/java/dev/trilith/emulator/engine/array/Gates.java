package dev.trilith.emulator.engine.array;

import dev.trilith.emulator.engine.pair.LogicalUnit;
import dev.trilith.emulator.engine.pair.Pair;
import dev.trilith.emulator.engine.volume.Volume;
import dev.trilith.emulator.engine.volume.WriteGate;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Which volumes share a write gate: those joined by pairs or by common legs. */
final class Gates {
    private Gates() {}

    /** Every volume here that is joined, over any number of pairs and legs, with these pairs. */
    static Set<LogicalUnit> joined(Tables tables, List<Pair> start) {
        Set<LogicalUnit> units = new LinkedHashSet<>();
        Set<Pair> seen = new LinkedHashSet<>();
        Deque<Pair> next = new ArrayDeque<>(start);
        while (!next.isEmpty()) {
            Pair pair = next.removeFirst();
            if (!seen.add(pair)) {
                continue;
            }
            next.addAll(pair.leg().pairs());
            reach(pair.primary(), units, next);
            reach(pair.secondary(), units, next);
        }
        return units;
    }

    private static void reach(
            @Nullable LogicalUnit unit, Set<LogicalUnit> units, Deque<Pair> next) {
        if (unit != null && units.add(unit)) {
            next.addAll(unit.downstream());
            Pair up = unit.upstream();
            if (up != null) {
                next.add(up);
            }
        }
    }

    /** Gives all volumes joined with a pair one gate. Under the orders lock. */
    static void join(Tables tables, Pair pair) {
        List<Volume> volumes =
                joined(tables, List.of(pair)).stream().map(LogicalUnit::volume).toList();
        Set<WriteGate> old = new LinkedHashSet<>();
        volumes.forEach(v -> old.add(v.gate()));
        if (old.size() < 2) {
            return;
        }
        // Two gates are held at once only here, under the orders lock, so no circle can form.
        Map<WriteGate, Long> closed = new LinkedHashMap<>();
        old.forEach(gate -> closed.put(gate, gate.close()));
        WriteGate one = volumes.get(0).gate();
        volumes.forEach(v -> v.gate(one));
        closed.forEach(WriteGate::open);
    }
}
