package dev.trilith.emulator.engine.pair;

import dev.trilith.emulator.engine.ImageLabel;
import dev.trilith.emulator.engine.PairStatus;
import dev.trilith.emulator.engine.SuspendReason;
import dev.trilith.emulator.engine.VolumeAddress;
import dev.trilith.emulator.engine.volume.Volume;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A volume and the pairs that it belongs to. */
public final class LogicalUnit {
    private final Volume volume;
    private volatile List<Pair> downstream = List.of();
    private volatile @Nullable Pair upstream;

    /** A volume without pairs. */
    public LogicalUnit(Volume volume) {
        this.volume = volume;
    }

    /** The volume. */
    public Volume volume() {
        return volume;
    }

    /** Where it is. */
    public VolumeAddress address() {
        return volume.address();
    }

    /** The pairs in which it is the primary. */
    public List<Pair> downstream() {
        return downstream;
    }

    /** The pair in which it is the secondary, or null. */
    public @Nullable Pair upstream() {
        return upstream;
    }

    /** Makes it the primary of one more pair. */
    public void addDownstream(Pair pair) {
        List<Pair> more = new ArrayList<>(downstream);
        more.add(pair);
        downstream = List.copyOf(more);
    }

    /** Takes it out of a pair. */
    public void leave(Pair pair) {
        downstream = downstream.stream().filter(p -> p != pair).toList();
        if (upstream == pair) {
            upstream = null;
        }
    }

    /** Makes it the secondary of a pair. */
    public void upstream(Pair pair) {
        upstream = pair;
    }

    /** Whether a host may write to the data region now. */
    public boolean hostWritable() {
        Pair pair = upstream;
        if (pair == null || pair.state().status() == PairStatus.SSWS) {
            return true;
        }
        LogicalUnit source = pair.primary();
        return source != null
                && pair.state().is(SuspendReason.SPLIT)
                && source.volume().label().complete();
    }

    /** The label that it has once a host has written to it. */
    public ImageLabel labelAfterHostWrite() {
        Pair pair = upstream;
        ImageLabel now = volume.label();
        if (pair != null && pair.state().status() != PairStatus.SSWS) {
            return ImageLabel.INCOMPLETE;
        }
        // A copy that a host has taken over is the host's volume; so is a forgotten secondary.
        boolean takenOver = pair != null;
        return takenOver || now.complete() ? ImageLabel.LIVE : now;
    }

    @Override
    public String toString() {
        return address().toString();
    }
}
