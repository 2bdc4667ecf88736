package dev.trilith.emulator.engine.array;

import dev.trilith.emulator.engine.ArrayView;
import dev.trilith.emulator.engine.ArrayView.FenceView;
import dev.trilith.emulator.engine.ArrayView.PairView;
import dev.trilith.emulator.engine.ArrayView.VolumeView;
import dev.trilith.emulator.engine.Cut;
import dev.trilith.emulator.engine.EngineFault;
import dev.trilith.emulator.engine.ImageLabel;
import dev.trilith.emulator.engine.LegKey;
import dev.trilith.emulator.engine.PairStatus;
import dev.trilith.emulator.engine.VolumeAddress;
import dev.trilith.emulator.engine.VolumeDefinition;
import dev.trilith.emulator.engine.pair.Leg;
import dev.trilith.emulator.engine.pair.LogicalUnit;
import dev.trilith.emulator.engine.pair.Pair;
import dev.trilith.emulator.engine.pair.PairState;
import dev.trilith.emulator.engine.store.ControlMemory;
import dev.trilith.emulator.engine.store.ControlMemory.Row;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The array's tables in memory, always behind what is durable in its control memory. */
final class Tables {
    private static final int MAX_ANSWERS = 1024;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final ControlMemory memory;
    private final SortedMap<VolumeAddress, LogicalUnit> units = new TreeMap<>();
    private final SortedMap<String, Pair> pairs = new TreeMap<>();
    private final SortedMap<LegKey, Leg> legs = new TreeMap<>();
    private final SortedMap<String, FenceView> fences = new TreeMap<>();
    private final Map<String, Cut> newest = new HashMap<>();
    private final LinkedHashMap<String, RowCodec.Answer> answers = new LinkedHashMap<>();
    private final Riders riders = new Riders();
    private long answerNumber;
    private long version = 1;

    Tables(ControlMemory memory) {
        this.memory = memory;
    }

    /** Runs under the tables' lock. */
    void locked(Runnable work) {
        lock.lock();
        try {
            work.run();
        } finally {
            lock.unlock();
        }
    }

    private <T> T locked(Supplier<T> work) {
        lock.lock();
        try {
            return work.get();
        } finally {
            lock.unlock();
        }
    }

    Change change() {
        return new Change(this);
    }

    void changed() {
        version++;
        changed.signalAll();
    }

    /** The pairs of a group once they are as wanted, or the time is over. */
    List<PairView> awaitPairs(String group, Predicate<List<PairView>> wanted, Duration atMost) {
        lock.lock();
        try {
            long left = atMost.toNanos();
            while (true) {
                List<PairView> now =
                        pairs.values().stream()
                                .filter(p -> p.definition().group().equals(group))
                                .map(Tables::view)
                                .toList();
                if (left <= 0 || wanted.test(now)) {
                    return now;
                }
                try {
                    left = changed.awaitNanos(left);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    left = 0;
                }
            }
        } finally {
            lock.unlock();
        }
    }

    void write(List<Row> rows) {
        try {
            memory.commit(riders.with(rows));
            riders.arrived();
        } catch (IOException e) {
            boolean full = String.valueOf(e.getMessage()).contains("No space left");
            throw new EngineFault(
                    full ? EngineFault.Code.NO_SPACE : EngineFault.Code.DISK_ERROR,
                    "control memory cannot be written: " + e.getMessage(),
                    e);
        }
    }

    Row row(LogicalUnit unit, ImageLabel label) {
        VolumeDefinition definition = unit.volume().definition();
        String key = definition.port() + "/" + definition.lu();
        return new Row(RowCodec.VOLUMES, key, RowCodec.volume(definition, label));
    }

    Row row(Pair pair, PairState state) {
        byte[] value = RowCodec.pair(pair.definition(), pair.endpoint(), state);
        return new Row(RowCodec.PAIRS, pair.name(), value);
    }

    List<LogicalUnit> units() {
        return locked(() -> List.copyOf(units.values()));
    }

    @Nullable LogicalUnit unit(VolumeAddress address) {
        lock.lock();
        try {
            return units.get(address);
        } finally {
            lock.unlock();
        }
    }

    void put(LogicalUnit unit) {
        locked(() -> units.put(unit.address(), unit));
    }

    List<Pair> pairs() {
        return locked(() -> List.copyOf(pairs.values()));
    }

    @Nullable Pair pair(String name) {
        lock.lock();
        try {
            return pairs.get(name);
        } finally {
            lock.unlock();
        }
    }

    void put(Pair pair) {
        lock.lock();
        try {
            pairs.put(pair.name(), pair);
            legs.put(pair.leg().key(), pair.leg());
            pair.leg().add(pair);
            LogicalUnit primary = pair.primary();
            LogicalUnit secondary = pair.secondary();
            if (primary != null) {
                primary.addDownstream(pair);
            }
            if (secondary != null) {
                secondary.upstream(pair);
            }
        } finally {
            lock.unlock();
        }
    }

    void remove(Pair pair) {
        lock.lock();
        try {
            pairs.remove(pair.name());
            pair.leg().remove(pair);
            if (pair.leg().pairs().isEmpty()) {
                legs.remove(pair.leg().key());
            }
            LogicalUnit primary = pair.primary();
            LogicalUnit secondary = pair.secondary();
            if (primary != null) {
                primary.leave(pair);
            }
            if (secondary != null) {
                secondary.leave(pair);
            }
        } finally {
            lock.unlock();
        }
    }

    List<Leg> legs() {
        return locked(() -> List.copyOf(legs.values()));
    }

    @Nullable Leg leg(LegKey key) {
        lock.lock();
        try {
            return legs.get(key);
        } finally {
            lock.unlock();
        }
    }

    /** The group's fence; term 0 if nobody sealed it here. */
    FenceView fence(String group) {
        return locked(() -> fences.getOrDefault(group, new FenceView(group, 0, 0, "")));
    }

    void putFence(FenceView fence) {
        fences.put(fence.group(), fence);
    }

    /** The newest cut known of a group. */
    Cut newest(String group) {
        return locked(() -> newest.getOrDefault(group, Cut.NONE));
    }

    void putNewest(String group, Cut cut) {
        newest.put(group, cut);
    }

    RowCodec.@Nullable Answer answer(String commandId) {
        lock.lock();
        try {
            return answers.get(commandId);
        } finally {
            lock.unlock();
        }
    }

    void putAnswer(String commandId, RowCodec.Answer answer) {
        answers.put(commandId, answer);
        answerNumber = Math.max(answerNumber, answer.number());
    }

    /** Makes a command's answer durable. */
    void keepAnswer(String commandId, EngineFault.@Nullable Code code, String message) {
        locked(() -> answer(change(), commandId, code, message).commit());
    }

    /** A command's answer becomes a part of a change; the oldest of many are forgotten. */
    Change answer(
            Change change, String commandId, EngineFault.@Nullable Code code, String message) {
        RowCodec.Answer answer = new RowCodec.Answer(answerNumber + 1, code, message);
        change.row(RowCodec.ANSWERS, commandId, RowCodec.answer(answer));
        if (answers.size() >= MAX_ANSWERS) {
            String oldest = answers.firstEntry().getKey();
            change.row(RowCodec.ANSWERS, oldest, null);
            change.then(() -> answers.remove(oldest));
        }
        return change.then(() -> putAnswer(commandId, answer));
    }

    /**
     * A record's order and answer are in force and durable in its slot; they ride into the control
     * memory with the next change, at the latest before the slot is written over.
     */
    void ride(SlotPlace place, Change change) {
        locked(() -> riders.board(place, change.inForce()));
    }

    /** What rides gets into the control memory; nothing is written if nothing does. */
    void settle() {
        locked(() -> {
            if (riders.any()) {
                write(List.of());
            }
        });
    }

    /** What rides on a slot gets durable elsewhere, before the slot is written over. */
    void leave(SlotPlace place) {
        locked(() -> {
            if (riders.on(place)) {
                write(List.of());
            }
        });
    }

    /** Everything the array shows, at one instant. */
    ArrayView view(String name, EventLog events) {
        return locked(() ->
                new ArrayView(
                        name,
                        version + events.count(),
                        units.values().stream().map(Tables::view).toList(),
                        pairs.values().stream().map(Tables::view).toList(),
                        List.copyOf(fences.values()),
                        events.newest()));
    }

    private static VolumeView view(LogicalUnit unit) {
        return new VolumeView(
                unit.volume().definition(), unit.volume().label(), unit.hostWritable());
    }

    private static PairView view(Pair pair) {
        PairState state = pair.state();
        Cut freeze = state.freeze();
        return new PairView(
                pair.definition(),
                pair.role(),
                state.status(),
                state.reason(),
                dirtyBytes(pair, state),
                freeze == null ? null : freeze.cycle(),
                pair.endpoint());
    }

    private static long dirtyBytes(Pair pair, PairState state) {
        LogicalUnit primary = pair.primary();
        if (primary == null || state.status() == PairStatus.PAIR) {
            return 0;
        }
        long all = primary.volume().definition().sizeBytes() - primary.volume().skipBytes();
        if (state.status() == PairStatus.SMPL) {
            return all;
        }
        return Math.min(all, pair.differences().dirtyBytes());
    }
}
