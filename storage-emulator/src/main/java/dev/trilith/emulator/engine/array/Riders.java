package dev.trilith.emulator.engine.array;

import dev.trilith.emulator.engine.store.ControlMemory.Row;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Rows that are in force and durable in a record's slot, and not yet in the control memory: they
 * ride there with the next change. Used under the tables' lock.
 */
final class Riders {
    private final Map<SlotPlace, List<Row>> waiting = new LinkedHashMap<>();

    /** Rows that are durable in a slot. */
    void board(SlotPlace place, List<Row> rows) {
        waiting.put(place, rows);
    }

    /** Whether anything rides. */
    boolean any() {
        return !waiting.isEmpty();
    }

    /** Whether rows are durable in this slot only. */
    boolean on(SlotPlace place) {
        return waiting.containsKey(place);
    }

    /** A change with those that ride before it, in their order. */
    List<Row> with(List<Row> change) {
        if (waiting.isEmpty()) {
            return change;
        }
        List<Row> all = new ArrayList<>();
        waiting.values().forEach(all::addAll);
        all.addAll(change);
        return all;
    }

    /** The change is durable. */
    void arrived() {
        waiting.clear();
    }
}
