package dev.trilith.emulator.engine.pair;

import dev.trilith.emulator.engine.Cut;
import dev.trilith.emulator.engine.EngineFault;
import dev.trilith.emulator.engine.FreezeMode;
import dev.trilith.emulator.engine.LegKey;
import dev.trilith.emulator.engine.PairRole;
import dev.trilith.emulator.engine.remote.LegWire;
import dev.trilith.emulator.engine.volume.Hold;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** All pairs of one group that act as one, at run time. */
public final class Leg {
    /**
     * A freeze in force on a leg that this array sends.
     *
     * @param cut the cut it made
     * @param mode what host writes do
     * @param hold what host writes wait for; null with {@link FreezeMode#GO}
     */
    public record Freeze(Cut cut, FreezeMode mode, @Nullable Hold hold) {}

    private final LegKey key;
    private final Consumer<String> onFailure;
    private volatile List<Pair> pairs = List.of();
    private volatile @Nullable LegWire wire;
    private volatile @Nullable Freeze freeze;
    private volatile @Nullable EngineFault stuck;
    private volatile String continuity = "";

    /**
     * A leg without pairs.
     *
     * @param onFailure stops the leg because a member failed; returns when that is durable
     */
    public Leg(LegKey key, Consumer<String> onFailure) {
        this.key = key;
        this.onFailure = onFailure;
    }

    /** Group and leg. */
    public LegKey key() {
        return key;
    }

    /** Its pairs, ordered by name. */
    public List<Pair> pairs() {
        return pairs;
    }

    /** Adds a pair. */
    public void add(Pair pair) {
        List<Pair> more = new ArrayList<>(pairs);
        more.add(pair);
        more.sort(Comparator.comparing(Pair::name));
        pairs = List.copyOf(more);
    }

    /** Takes a pair out. */
    public void remove(Pair pair) {
        pairs = pairs.stream().filter(p -> p != pair).toList();
    }

    private boolean has(PairRole role) {
        List<Pair> now = pairs;
        return !now.isEmpty() && now.get(0).role() == role;
    }

    /** Whether both sides are here. */
    public boolean internal() {
        return has(PairRole.BOTH);
    }

    /** Whether this array copies to another one. */
    public boolean sends() {
        return has(PairRole.PRIMARY);
    }

    /** Whether another array copies to this one. */
    public boolean receives() {
        return has(PairRole.SECONDARY);
    }

    /** The connection of a leg that this array sends, or null. */
    public @Nullable LegWire wire() {
        return wire;
    }

    /** Sets the connection. */
    public void wire(@Nullable LegWire wire) {
        this.wire = wire;
    }

    /** The freeze in force, or null. */
    public @Nullable Freeze freeze() {
        return freeze;
    }

    /** Sets the freeze. */
    public void freeze(@Nullable Freeze freeze) {
        this.freeze = freeze;
    }

    /** The receiver's word for "I have not lost what I answered", as of the last copy. */
    public String continuity() {
        return continuity;
    }

    /** Sets the receiver's word. */
    public void continuity(String word) {
        continuity = word;
    }

    /** Stops the leg because a member failed; returns when that is durable. */
    public void fail(String why) {
        onFailure.accept(why);
    }

    /**
     * The stop of the leg could not be made durable, so no write that was sent may be acknowledged
     * any more; null once a later stop or start is durable.
     */
    public void stuck(@Nullable EngineFault why) {
        stuck = why;
    }

    /** Fails if the stop of the leg could not be made durable. */
    void checkStopDurable() {
        EngineFault why = stuck;
        if (why != null) {
            throw new EngineFault(why.code(), String.valueOf(why.getMessage()), why);
        }
    }

    @Override
    public String toString() {
        return "leg " + key;
    }
}
