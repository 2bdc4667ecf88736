package dev.trilith.emulator.engine.array;

import dev.trilith.emulator.engine.ArrayView.FenceView;
import dev.trilith.emulator.engine.Cut;
import dev.trilith.emulator.engine.ImageLabel;
import dev.trilith.emulator.engine.pair.LogicalUnit;
import dev.trilith.emulator.engine.pair.Pair;
import dev.trilith.emulator.engine.pair.PairState;
import dev.trilith.emulator.engine.store.ControlMemory.Row;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A change of the tables that is collected first, made durable as one, and then in force at once.
 * Used by one thread.
 */
final class Change {
    private final Tables tables;
    private final Map<LogicalUnit, ImageLabel> labels = new LinkedHashMap<>();
    private final Map<Pair, PairState> states = new LinkedHashMap<>();
    private final List<Row> rows = new ArrayList<>();
    private final List<Runnable> effects = new ArrayList<>();
    private final List<Runnable> conditions = new ArrayList<>();
    private @Nullable String answered;

    Change(Tables tables) {
        this.tables = tables;
    }

    /** Fails at the commit, changing nothing, if {@code condition} throws then. */
    Change require(Runnable condition) {
        conditions.add(condition);
        return this;
    }

    Change label(LogicalUnit unit, ImageLabel label) {
        labels.put(unit, label);
        return this;
    }

    /** The label that a volume has after this change. */
    ImageLabel labelOf(LogicalUnit unit) {
        ImageLabel label = labels.get(unit);
        return label == null ? unit.volume().label() : label;
    }

    Change state(Pair pair, PairState state) {
        states.put(pair, state);
        return this;
    }

    /** The state that a pair has after this change. */
    PairState stateOf(Pair pair) {
        PairState state = states.get(pair);
        return state == null ? pair.state() : state;
    }

    /** A row that belongs to the change and has its own effect. */
    Change row(int table, String key, byte @Nullable [] value) {
        rows.add(new Row(table, key, value));
        return this;
    }

    /** Notes a cut as the group's newest, if it is. */
    Change newest(String group, Cut cut) {
        if (cut.compareTo(tables.newest(group)) > 0) {
            row(RowCodec.NEWEST, group, RowCodec.cut(cut));
            effects.add(() -> tables.putNewest(group, cut));
        }
        return this;
    }

    Change fence(FenceView fence) {
        row(RowCodec.FENCES, fence.group(), RowCodec.fence(fence));
        effects.add(() -> tables.putFence(fence));
        return this;
    }

    /** The change is what a command was given for: its answer is durable with it. */
    Change answering(String commandKey) {
        answered = commandKey;
        return this;
    }

    /** Something to be done under the tables' lock once the change is durable. */
    Change then(Runnable effect) {
        effects.add(effect);
        return this;
    }

    /**
     * Makes the change durable and puts it in force.
     *
     * @throws EngineFault DISK_ERROR or NO_SPACE if it cannot be made durable
     */
    void commit() {
        tables.locked(() -> {
            List<Row> all = collected();
            if (!all.isEmpty()) {
                tables.write(all);
            }
            takeEffect();
        });
    }

    /** Puts the change in force; its rows, which the caller has durable in another way. */
    List<Row> inForce() {
        List<Row> all = collected();
        takeEffect();
        return all;
    }

    private List<Row> collected() {
        conditions.forEach(Runnable::run);
        if (answered != null) {
            tables.answer(this, answered, null, "");
        }
        List<Row> all = new ArrayList<>(rows);
        labels.forEach((unit, label) -> all.add(tables.row(unit, label)));
        states.forEach((pair, state) -> all.add(tables.row(pair, state)));
        return all;
    }

    private void takeEffect() {
        labels.forEach((unit, label) -> unit.volume().label(label));
        states.forEach(Pair::state);
        effects.forEach(Runnable::run);
        tables.changed();
    }
}
