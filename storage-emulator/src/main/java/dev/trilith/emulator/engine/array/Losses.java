package dev.trilith.emulator.engine.array;

import dev.trilith.emulator.engine.EngineFault;
import dev.trilith.emulator.engine.EventKind;
import dev.trilith.emulator.engine.ImageLabel;
import dev.trilith.emulator.engine.pair.LogicalUnit;
import dev.trilith.emulator.engine.pair.Pair;
import dev.trilith.emulator.engine.volume.Volume;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/** What becomes of volumes whose disk failed to make written data durable. */
final class Losses {
    private static final long NOTE_AGAIN_NANOS = 1_000_000_000L;

    private final Core core;
    private final Labels labels;
    private final ReceivingLegs receiving;

    /** Failed when there was no worker any more to note it. */
    private final Set<Volume> unnoted = ConcurrentHashMap.newKeySet();

    Losses(Core core, Labels labels, ReceivingLegs receiving) {
        this.core = core;
        this.labels = labels;
        this.receiving = receiving;
    }

    /** A flush failed: the volume is at its end, and so are the copies it takes part in. */
    void volumeFailed(Volume volume) {
        core.events.add(
                EventKind.DiskFailed,
                "volume "
                        + volume.address()
                        + " could not make written data durable and takes no more I/O");
        try {
            // Whoever flushed may hold what is needed to note it.
            core.workers.execute(() -> {
                LogicalUnit unit = core.tables.unit(volume.address());
                if (unit != null) {
                    note(unit);
                }
            });
        } catch (RejectedExecutionException stopping) {
            unnoted.add(volume);
        }
    }

    private void note(LogicalUnit unit) {
        List<Pair> pairs = new ArrayList<>(unit.downstream());
        Pair up = unit.upstream();
        if (up != null) {
            pairs.add(up);
        }
        for (Pair pair : pairs) {
            if (pair.state().running()) {
                pair.leg().fail("the disk of " + unit + " failed");
            }
        }
        try {
            core.exclusively(() -> noteNow(unit));
        } catch (EngineFault e) {
            if (core.closing) {
                throw e;
            }
            // Without the note a start would take the volume, and what it answered, for whole.
            core.events.add(
                    EventKind.DiskFailed,
                    "the loss of " + unit + " cannot be noted: " + e.getMessage());
            core.after(NOTE_AGAIN_NANOS, () -> note(unit));
        }
    }

    private void noteNow(LogicalUnit unit) {
        core.cut(
                unit,
                () -> {
                    Change change = core.tables.change();
                    labels.put(change, unit, ImageLabel.INCOMPLETE);
                    Startup.noteLoss(core, change);
                    change.commit();
                });
        Pair up = unit.upstream();
        if (up != null) {
            // Whoever sends to it may have nothing more to send, and would not hear of it.
            receiving.failed(up.leg(), "the disk of " + unit + " failed");
        }
    }

    /**
     * Makes all volumes durable when there are no workers any more, and notes those that failed
     * since.
     *
     * @param quiet whether nobody uses them; else to note one could wait for ever
     * @return the first failure; the other volumes are durable all the same
     */
    @Nullable EngineFault flushAtStop(boolean quiet) {
        EngineFault first = null;
        for (LogicalUnit unit : core.tables.units()) {
            Volume volume = unit.volume();
            try {
                if (!volume.failed()) {
                    volume.flush();
                }
            } catch (EngineFault e) {
                first = first == null ? e : first;
            }
            if (quiet && unnoted.contains(volume)) {
                note(unit);
            }
        }
        return first;
    }
}
