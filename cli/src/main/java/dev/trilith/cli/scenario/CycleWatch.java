package dev.trilith.cli.scenario;

import dev.trilith.cli.stamp.StampLog;
import dev.trilith.core.cycle.CycleMoment;
import dev.trilith.core.cycle.CycleObserver;
import dev.trilith.core.record.CopyCycleStep;
import dev.trilith.core.step.Boundary;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Follows the copy cycle from inside: counts passes, notes between which writes each cut fell, and
 * does what is to be done at an exact instant, before the program goes on. Safe for use by many
 * threads.
 */
final class CycleWatch implements CycleObserver {
    private final StampLog log;
    private final Consumer<CycleMoment> view;
    private final Map<Long, CutWindow> cuts = new HashMap<>();
    private final List<Deed> deeds = new ArrayList<>();
    private boolean counting;
    private long acknowledgedBeforeFreeze;
    private long pass = -1;
    private long passUnderWay = -1;
    private long completed;
    private @Nullable RuntimeException failure;

    /**
     * Something to be done once at an instant of the cycle.
     *
     * @param step the step
     * @param boundary the instant in it
     * @param action what to do, in the program's thread
     */
    record Deed(CopyCycleStep step, Boundary boundary, Runnable action) {}

    /**
     * A watch.
     *
     * @param log the writer's log
     * @param view is told of each moment
     */
    CycleWatch(StampLog log, Consumer<CycleMoment> view) {
        this.log = log;
        this.view = view;
    }

    @Override
    public void at(CycleMoment seen) {
        CycleMoment moment = ofItsPass(seen);
        view.accept(moment);
        List<Deed> due = note(moment);
        for (Deed deed : due) {
            try {
                deed.action().run();
            } catch (RuntimeException e) {
                fail(e);
            }
        }
    }

    /** Begins to count the passes that start from now on. */
    synchronized void count() {
        counting = true;
    }

    /** Number of passes that started and ended since {@link #count}. */
    synchronized long completed() {
        return completed;
    }

    /**
     * Waits until that many passes are complete, at most that long.
     *
     * @return whether they are
     */
    synchronized boolean awaitCompleted(long passes, Duration limit) throws InterruptedException {
        return await(() -> completed >= passes, limit);
    }

    /** Waits until everything that was armed is done, at most that long. */
    synchronized boolean awaitDisarmed(Duration limit) throws InterruptedException {
        return await(deeds::isEmpty, limit);
    }

    /** Has these things done, each once, at its instant, in this order. */
    synchronized void arm(List<Deed> what) {
        deeds.addAll(what);
    }

    /** Between which writes the cut of a cycle fell, if its freeze was seen. */
    synchronized Optional<CutWindow> cut(long cycle) {
        return Optional.ofNullable(cuts.get(cycle))
                .map(cut ->
                        new CutWindow(
                                cut.acknowledgedBefore(),
                                Math.min(cut.writtenAfter(), log.written())));
    }

    private synchronized List<Deed> note(CycleMoment moment) {
        if (moment.step() == CopyCycleStep.FREEZE) {
            noteFreeze(moment);
        }
        if (moment.step() == CopyCycleStep.RESYNC_INTERNAL
                && moment.boundary() == Boundary.INTENT_WRITTEN
                && counting) {
            passUnderWay = moment.cycle();
        }
        if (moment.step() == CopyCycleStep.SUSPEND_ONWARD
                && moment.boundary() == Boundary.DONE_WRITTEN
                && passUnderWay == moment.cycle()) {
            completed++;
            passUnderWay = -1;
        }
        List<Deed> due = new ArrayList<>();
        while (!deeds.isEmpty() && isDue(deeds.getFirst(), moment)) {
            due.add(deeds.removeFirst());
        }
        notifyAll();
        return due;
    }

    /**
     * The record that closes a pass's last step may be the one that announces the next pass, and
     * then has its number; the step still belongs to the pass in which it was ordered.
     */
    private synchronized CycleMoment ofItsPass(CycleMoment moment) {
        if (moment.boundary() == Boundary.INTENT_WRITTEN) {
            pass = moment.cycle();
        }
        if (moment.boundary() != Boundary.DONE_WRITTEN || pass < 0) {
            return moment;
        }
        return new CycleMoment(
                moment.step(),
                moment.boundary(),
                moment.term(),
                pass,
                moment.sequence(),
                moment.legs());
    }

    private static boolean isDue(Deed deed, CycleMoment moment) {
        return deed.step() == moment.step() && deed.boundary() == moment.boundary();
    }

    /** Notes a cut that was seen from outside; what is noted later of the same one counts. */
    synchronized void noteCut(long cycle, CutWindow window) {
        cuts.put(cycle, window);
    }

    private void noteFreeze(CycleMoment moment) {
        if (moment.boundary() == Boundary.BEFORE_INTENT) {
            acknowledgedBeforeFreeze = log.acknowledged();
        }
        // The order is accepted once the cut is made.
        if (moment.boundary() == Boundary.ORDERED) {
            cuts.put(moment.cycle(), new CutWindow(acknowledgedBeforeFreeze, log.written()));
        }
    }

    private synchronized void fail(RuntimeException e) {
        failure = e;
        notifyAll();
    }

    private boolean await(BooleanSupplier condition, Duration limit) throws InterruptedException {
        long end = System.nanoTime() + limit.toNanos();
        long left = limit.toMillis();
        while (!condition.getAsBoolean() && left > 0) {
            wait(left);
            left = (end - System.nanoTime()) / 1_000_000;
        }
        if (failure != null) {
            throw failure;
        }
        return condition.getAsBoolean();
    }
}
