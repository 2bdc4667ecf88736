package dev.trilith.cli.scenario;

import dev.trilith.cli.fault.CliFailure;
import dev.trilith.cli.lab.LabSites;
import dev.trilith.cli.stamp.StampLog;
import dev.trilith.contract.SlotDocument;
import dev.trilith.core.cycle.CycleMoment;
import dev.trilith.core.record.CopyCycleStep;
import dev.trilith.core.record.CopyManagementRecord;
import dev.trilith.core.record.Phase;
import dev.trilith.core.record.RecordCodec;
import dev.trilith.core.record.RecordRefusedException;
import dev.trilith.core.step.Boundary;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/**
 * Follows the copy cycle of a lab that tells nothing by itself: reads the newest records from
 * production's array again and again, and has the watch know of each step that they show.
 *
 * <p>The record that announces a step is on every array before the step is ordered. So a reading
 * without the freeze proves that writes acknowledged before it are in the cut, and one with a later
 * step that writes sent after it are not. Slow reading makes the window wider, never wrong.
 */
final class RecordSpy implements AutoCloseable {
    private static final Duration LOOK_AGAIN = Duration.ofMillis(20);
    private static final Duration AFTER_FAILURE = Duration.ofMillis(250);

    private final LabSites lab;
    private final CycleWatch watch;
    private final StampLog stamps;
    private final ExecutorService reading = thread("record-spy");

    /** What is done at a step may take long, and must not keep the next record from being read. */
    private final ExecutorService telling = thread("record-spy-tells");

    private @Nullable CopyManagementRecord newest;
    private long windowClosedFor = -1;

    RecordSpy(LabSites lab, CycleWatch watch, StampLog stamps) {
        this.lab = lab;
        this.watch = watch;
        this.stamps = stamps;
    }

    /** Begins to follow the cycle. */
    void start() {
        reading.execute(this::follow);
    }

    @Override
    public void close() {
        reading.shutdownNow();
        telling.shutdownNow();
    }

    private void follow() {
        try {
            while (!Thread.currentThread().isInterrupted()) {
                Thread.sleep(look() ? LOOK_AGAIN : AFTER_FAILURE);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean look() {
        long acknowledged = stamps.acknowledged();
        List<SlotDocument> slots;
        try {
            slots = lab.slots(lab.chain().getFirst());
        } catch (CliFailure silent) {
            // It may be dead already, or its pod starts again: the next reading will tell.
            return false;
        }
        seen(records(slots), acknowledged, stamps.written());
        return true;
    }

    /**
     * Takes note of one reading.
     *
     * @param records what was read
     * @param acknowledgedBefore writes acknowledged before the reading
     * @param writtenAfter writes sent after it
     */
    void seen(List<CopyManagementRecord> records, long acknowledgedBefore, long writtenAfter) {
        for (CopyManagementRecord record : records) {
            CopyManagementRecord before = newest;
            if (before == null || record.number().compareTo(before.number()) > 0) {
                newest = record;
                tell(record, before);
            }
        }
        CopyManagementRecord now = newest;
        if (now != null) {
            noteCuts(now, acknowledgedBefore, writtenAfter);
        }
    }

    private void noteCuts(CopyManagementRecord now, long acknowledgedBefore, long writtenAfter) {
        long cycle = now.number().cycle();
        if (windowClosedFor < cycle && now.step().compareTo(CopyCycleStep.FREEZE) < 0) {
            watch.noteCut(cycle, new CutWindow(acknowledgedBefore, Long.MAX_VALUE));
        }
        boolean cut =
                now.step().compareTo(CopyCycleStep.FREEZE) > 0
                        || (now.step() == CopyCycleStep.FREEZE && now.phase() == Phase.DONE);
        if (cut && windowClosedFor < cycle) {
            long from = watch.cut(cycle).map(CutWindow::acknowledgedBefore).orElse(0L);
            watch.noteCut(cycle, new CutWindow(from, writtenAfter));
            windowClosedFor = cycle;
        }
        // The next cut is not made yet, and may be made before the next reading.
        watch.noteCut(cycle + 1, new CutWindow(acknowledgedBefore, Long.MAX_VALUE));
    }

    private void tell(CopyManagementRecord record, @Nullable CopyManagementRecord before) {
        CopyCycleStep completed = record.completed();
        if (record.phase() == Phase.DONE) {
            tell(record, record.step(), Boundary.DONE_WRITTEN);
        } else {
            if (completed != null && before != null) {
                tell(record, completed, Boundary.DONE_WRITTEN);
            }
            tell(record, record.step(), Boundary.INTENT_WRITTEN);
        }
    }

    private void tell(CopyManagementRecord record, CopyCycleStep step, Boundary boundary) {
        CycleMoment moment =
                new CycleMoment(
                        step,
                        boundary,
                        record.number().term(),
                        record.number().cycle(),
                        record.number().sequence(),
                        record.legs());
        telling.execute(() -> watch.at(moment));
    }

    private static List<CopyManagementRecord> records(List<SlotDocument> slots) {
        List<CopyManagementRecord> records = new ArrayList<>();
        for (SlotDocument slot : slots) {
            if ("WHOLE".equals(slot.state())) {
                decode(slot).ifPresent(records::add);
            }
        }
        records.sort(Comparator.comparing(CopyManagementRecord::number));
        return records;
    }

    /** One that this version does not understand tells nothing; the other slot may. */
    private static Optional<CopyManagementRecord> decode(SlotDocument slot) {
        try {
            return Optional.of(RecordCodec.decode(slot.content()));
        } catch (RecordRefusedException e) {
            return Optional.empty();
        }
    }

    private static ExecutorService thread(String name) {
        return Executors.newSingleThreadExecutor(Thread.ofPlatform().daemon().name(name).factory());
    }
}
