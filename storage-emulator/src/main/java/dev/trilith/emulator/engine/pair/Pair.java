package dev.trilith.emulator.engine.pair;

import dev.trilith.emulator.engine.PairDefinition;
import dev.trilith.emulator.engine.PairRole;
import dev.trilith.emulator.engine.PairStatus;
import dev.trilith.emulator.engine.bitmap.DifferenceMap;
import dev.trilith.emulator.engine.bitmap.GrainSet;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A pair with at least one volume here, at run time. */
public final class Pair {
    /** What a write to the primary does for the pair. */
    public enum Mode {
        /** Nothing: everything is to be copied anyway, or it is the secondary's side. */
        IDLE,
        /** Marks what the secondary lacks. */
        TRACK,
        /** Goes to both sides, but for parts that are still to be copied. */
        COPYING,
        /** Goes to both sides. */
        MIRROR
    }

    private final PairDefinition definition;
    private final Leg leg;
    private final @Nullable LogicalUnit primary;
    private final @Nullable LogicalUnit secondary;
    private final DifferenceMap differences;
    private volatile @Nullable String endpoint;
    private volatile PairState state;
    private volatile Mode mode;
    private volatile @Nullable GrainSet toCopy;
    private volatile int wireIndex = -1;

    /**
     * A pair as read from control memory or newly registered.
     *
     * @param primary null if another array holds it
     * @param secondary null if another array holds it
     */
    public Pair(
            PairDefinition definition,
            Leg leg,
            @Nullable LogicalUnit primary,
            @Nullable LogicalUnit secondary,
            DifferenceMap differences,
            @Nullable String endpoint,
            PairState state) {
        this.definition = definition;
        this.leg = leg;
        this.primary = primary;
        this.secondary = secondary;
        this.differences = differences;
        this.endpoint = endpoint;
        this.state = state;
        this.mode = resting(state);
    }

    private Mode resting(PairState now) {
        return now.status() == PairStatus.SMPL ? Mode.IDLE : Mode.TRACK;
    }

    /** What the user registered. */
    public PairDefinition definition() {
        return definition;
    }

    /** The pair's name. */
    public String name() {
        return definition.name();
    }

    /** The pairs it acts with. */
    public Leg leg() {
        return leg;
    }

    /** The volume copied from, or null if another array holds it. */
    public @Nullable LogicalUnit primary() {
        return primary;
    }

    /** The volume copied to, or null if another array holds it. */
    public @Nullable LogicalUnit secondary() {
        return secondary;
    }

    /** The volume copied from. Only for pairs whose primary is here. */
    public LogicalUnit source() {
        return Objects.requireNonNull(primary, "the primary is at another array");
    }

    /** The volume copied to. Only for pairs whose secondary is here. */
    public LogicalUnit target() {
        return Objects.requireNonNull(secondary, "the secondary is at another array");
    }

    /** This array's side. */
    public PairRole role() {
        if (definition.internal()) {
            return PairRole.BOTH;
        }
        return primary != null ? PairRole.PRIMARY : PairRole.SECONDARY;
    }

    /** Whether this array copies to another one. */
    public boolean sends() {
        return role() == PairRole.PRIMARY;
    }

    /** Where the volumes may differ. */
    public DifferenceMap differences() {
        return differences;
    }

    /** Where the other array is dialled, or null for an internal pair. */
    public @Nullable String endpoint() {
        return endpoint;
    }

    /** Sets where the other array is dialled. */
    public void endpoint(@Nullable String endpoint) {
        this.endpoint = endpoint;
    }

    /** How far it is. */
    public PairState state() {
        return state;
    }

    /**
     * Puts a state in force that was made durable. When it stops running, writes are tracked from
     * this instant; it starts to run by {@link #mode}.
     */
    public void state(PairState next) {
        state = next;
        if (!next.running()) {
            mode = resting(next);
        }
    }

    /** What a write to the primary does for the pair. */
    public Mode mode() {
        return mode;
    }

    /** Sets what a write does; the gate must be closed. */
    public void mode(Mode next) {
        mode = next;
    }

    /** The parts still to be sent by a copy, or null. */
    public @Nullable GrainSet toCopy() {
        return toCopy;
    }

    /** Sets the parts to be sent; the gate must be closed. */
    public void toCopy(@Nullable GrainSet grains) {
        toCopy = grains;
    }

    /** The pair's number on the leg's connection. */
    public int wireIndex() {
        return wireIndex;
    }

    /** Sets the pair's number on the leg's connection. */
    public void wireIndex(int index) {
        wireIndex = index;
    }

    /** Whether a write of this range goes to the secondary too. The range must be locked. */
    boolean mirrors(long offsetBytes, int lengthBytes) {
        Mode now = mode;
        if (now == Mode.MIRROR) {
            return true;
        }
        GrainSet rest = toCopy;
        if (now != Mode.COPYING || rest == null) {
            return now == Mode.COPYING;
        }
        int first = (int) (offsetBytes / DifferenceMap.GRAIN_BYTES);
        int last = (int) ((offsetBytes + lengthBytes - 1) / DifferenceMap.GRAIN_BYTES);
        return !rest.containsAll(first, last);
    }

    @Override
    public String toString() {
        return "pair " + name() + " " + leg.key();
    }
}
