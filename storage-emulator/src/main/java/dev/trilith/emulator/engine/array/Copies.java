package dev.trilith.emulator.engine.array;

import dev.trilith.emulator.engine.EngineFault;
import dev.trilith.emulator.engine.EventKind;
import dev.trilith.emulator.engine.PairStatus;
import dev.trilith.emulator.engine.copy.CopyRun;
import dev.trilith.emulator.engine.pair.Leg;
import dev.trilith.emulator.engine.pair.Pair;
import dev.trilith.emulator.engine.remote.LegCommand;
import dev.trilith.emulator.engine.remote.LegReply;
import dev.trilith.emulator.engine.remote.LegWire;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;

/** The copies in flight, one thread for each leg, and how a leg gets from COPY to PAIR. */
final class Copies {
    private final Core core;
    private final Labels labels;
    private final Map<Leg, CopyRun> runs = new ConcurrentHashMap<>();

    Copies(Core core, Labels labels) {
        this.core = core;
        this.labels = labels;
    }

    /** Lets a leg's copy send nothing more. Under the orders lock. */
    private void stop(Leg leg) {
        CopyRun run = runs.remove(leg);
        if (run != null) {
            run.stop();
        }
    }

    /**
     * Does what no copy may run beside. If it is refused, the copy goes on: nobody else would start
     * it again. Under the orders lock.
     */
    void without(Leg leg, Runnable work) {
        stop(leg);
        try {
            work.run();
        } catch (RuntimeException e) {
            goOn(leg);
            throw e;
        }
    }

    /** What was sent and is not durable is sent again: only the stopped copy knew of it. */
    private void goOn(Leg leg) {
        if (!copying(leg).isEmpty()) {
            core.cut(leg, () -> copying(leg).forEach(p -> p.toCopy(p.differences().dirtyGrains())));
            start(leg);
        }
    }

    private static List<Pair> copying(Leg leg) {
        return leg.pairs().stream().filter(p -> p.mode() == Pair.Mode.COPYING).toList();
    }

    /** Starts to copy what the pairs in COPY have to copy. Under the orders lock. */
    void start(Leg leg) {
        LegWire wire = leg.wire();
        List<Pair> pairs = copying(leg);
        boolean ended = wire == null && !leg.internal();
        if (pairs.isEmpty() || ended) {
            return; // stopped since: that waits for no order
        }
        CopyRun run = new CopyRun(leg, wire, pairs, core.buffers, core.config.threads());
        runs.put(leg, run);
        core.workers.execute(() -> drive(run));
    }

    private void drive(CopyRun run) {
        try {
            while (true) {
                switch (run.step()) {
                    case MOVED -> {}
                    case CHECKPOINT -> checkpoint(run);
                    case ALL_SENT -> {
                        if (finish(run)) {
                            return;
                        }
                    }
                    case STOPPED -> {
                        return;
                    }
                }
            }
        } catch (EngineFault e) {
            if (!run.stopped()) {
                run.leg().fail("copying failed: " + e.getMessage());
            }
        } catch (IOException e) {
            run.leg().fail("the bitmap cannot be written: " + e.getMessage());
        } finally {
            runs.remove(run.leg(), run);
        }
    }

    private boolean current(CopyRun run) {
        LegWire wire = run.wire();
        return !run.stopped()
                && Objects.equals(run.leg().wire(), wire)
                && (wire == null || wire.isOpen())
                && run.pairs().stream().allMatch(p -> p.mode() == Pair.Mode.COPYING);
    }

    private void checkpoint(CopyRun run) throws IOException {
        if (!run.makeDurable(CopyRun.Step.CHECKPOINT)) {
            return;
        }
        cutForget(run);
        core.pass(CrashPoint.COPY_CHECKPOINT);
    }

    private void cutForget(CopyRun run) throws IOException {
        // No writer is between a lost connection and its mark while the gate is closed.
        IOException[] failed = new IOException[1];
        core.exclusively(() ->
                core.cut(
                        run.leg(),
                        () -> {
                            if (current(run)) {
                                try {
                                    run.forget();
                                } catch (IOException e) {
                                    failed[0] = e;
                                }
                            }
                        }));
        if (failed[0] != null) {
            throw failed[0];
        }
    }

    /** All has arrived: the whole leg goes to PAIR at one instant. */
    private boolean finish(CopyRun run) throws IOException {
        if (!run.makeDurable(CopyRun.Step.ALL_SENT)) {
            LegWire wire = run.wire();
            if (!run.stopped() && wire != null) {
                // Nothing more is sent that could fail, so nobody else would notice.
                wire.close("the other array did not make the copy durable");
            }
            return true;
        }
        cutForget(run);
        core.exclusively(() -> {
            if (current(run)) {
                core.cut(run.leg(), () -> flip(run));
                run.leg().pairs().stream()
                        .filter(p -> !p.sends())
                        .forEach(p -> labels.tellOthers(p.target()));
                core.events.add(EventKind.LegPaired, run.leg() + " is in step (PAIR)");
            }
        });
        return true;
    }

    private void flip(CopyRun run) {
        Leg leg = run.leg();
        LegWire wire = run.wire();
        Change change = core.tables.change();
        if (wire != null) {
            LegReply reply = wire.command(new LegCommand.Paired(Labels.sent(leg)));
            if (reply instanceof LegReply.Done done) {
                change.newest(leg.key().group(), done.newest());
            }
            core.pass(CrashPoint.PAIR_AFTER_PEER);
        } else {
            // What host writes added since the checkpoint.
            labels.flushSecondaries(leg);
        }
        change.require(() -> requireCurrent(run));
        // One that was registered or stopped since the copy began is not in step.
        List<Pair> done = leg.pairs().stream().filter(p -> p.state().running()).toList();
        for (Pair pair : done) {
            change.state(pair, pair.state().to(PairStatus.PAIR));
        }
        if (wire == null) {
            done.forEach(p -> labels.put(change, p.target(), p.source().volume().label()));
        }
        change.then(() ->
                done.forEach(p -> {
                    p.mode(Pair.Mode.MIRROR);
                    p.toCopy(null);
                }));
        change.commit();
    }

    private void requireCurrent(CopyRun run) {
        if (!current(run)) {
            throw core.fault(
                    EngineFault.Code.PEER_UNREACHABLE, run.leg() + " was stopped meanwhile");
        }
    }
}
