package dev.trilith.emulator.engine.array;

import dev.trilith.emulator.engine.Cut;
import dev.trilith.emulator.engine.EngineFault;
import dev.trilith.emulator.engine.EventKind;
import dev.trilith.emulator.engine.ImageLabel;
import dev.trilith.emulator.engine.PairStatus;
import dev.trilith.emulator.engine.SuspendReason;
import dev.trilith.emulator.engine.pair.Leg;
import dev.trilith.emulator.engine.pair.LogicalUnit;
import dev.trilith.emulator.engine.pair.Pair;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Orders to legs whose both sides are here. Used under the orders lock. */
final class InternalLegs {
    private final Core core;
    private final Labels labels;
    private final Guards guards;
    private final Copies copies;

    InternalLegs(Core core, Labels labels, Guards guards, Copies copies) {
        this.core = core;
        this.labels = labels;
        this.guards = guards;
        this.copies = copies;
    }

    void resync(Leg leg, EngineFault.@Nullable Code force, Answering answer) {
        Starts starts = Starts.of(core, leg, "RESYNC");
        if (starts.isEmpty()) {
            return;
        }
        guards.sourceIsImage(leg, Labels.primaries(leg), force);
        guards.onwardLegIsStopped(leg, force);
        starts.markNew();
        boolean[] direct = new boolean[1];
        copies.without(leg, () -> core.cut(leg, () -> direct[0] = begin(leg, starts, answer)));
        leg.pairs().forEach(p -> labels.tellOthers(p.target()));
        if (direct[0]) {
            core.events.add(EventKind.LegPaired, leg + " is in step (PAIR), nothing differed");
        } else {
            copies.start(leg);
        }
    }

    private boolean begin(Leg leg, Starts starts, Answering answer) {
        starts.absorb();
        boolean direct = starts.nothingDiffers() && Labels.image(Labels.secondaries(leg));
        if (direct) {
            labels.flushSecondaries(leg);
        }
        Change change = core.tables.change();
        PairStatus next = direct ? PairStatus.PAIR : PairStatus.COPY;
        for (Pair pair : starts.pairs()) {
            long id = pair.state().copyId();
            change.state(pair, pair.state().to(next).withCopy(id == 0 ? starts.newId() : id));
            labels.put(
                    change,
                    pair.target(),
                    direct ? pair.source().volume().label() : ImageLabel.INCOMPLETE);
        }
        answer.with(change);
        change.then(() -> starts.run(direct)).commit();
        return direct;
    }

    void split(Leg leg, @Nullable Long cycle, Answering answer) {
        if (cycle != null) {
            for (Pair pair : leg.pairs()) {
                requireFrozen(pair, cycle);
            }
        }
        for (Pair pair : leg.pairs()) {
            PairStatus status = pair.state().status();
            boolean allowed =
                    cycle == null
                            ? status != PairStatus.PSUE && status != PairStatus.SSWS
                            : status == PairStatus.PAIR;
            if (!allowed) {
                throw core.fault(
                        EngineFault.Code.WRONG_STATE,
                        "SPLIT does not fit " + pair + ", which is " + pair.state());
            }
        }
        if (leg.pairs().stream().noneMatch(p -> p.state().running())) {
            return;
        }
        copies.without(
                leg,
                () -> {
                    // Most of it now, so that the flush under the closed gate is short.
                    labels.flushSecondaries(leg);
                    core.cut(leg, () -> splitNow(leg, cycle, answer));
                });
        leg.pairs().forEach(p -> labels.tellOthers(p.target()));
    }

    private void requireFrozen(Pair pair, long cycle) {
        Pair landing = pair.source().upstream();
        Cut cut = landing == null ? heldCut(pair.source()) : landing.state().freeze();
        if (cut == null || cut.cycle() != cycle) {
            throw core.fault(
                    EngineFault.Code.CUT_VOID,
                    "the freeze of cycle "
                            + cycle
                            + " is not in force on "
                            + pair.source()
                            + ", so no image of it can be split");
        }
    }

    /** The cut under which hosts' writes to a first volume are held. */
    private static @Nullable Cut heldCut(LogicalUnit unit) {
        for (Pair pair : unit.downstream()) {
            Leg.Freeze freeze = pair.leg().freeze();
            if (freeze != null && freeze.hold() != null) {
                return freeze.cut();
            }
        }
        return null;
    }

    private void splitNow(Leg leg, @Nullable Long cycle, Answering answer) {
        labels.flushSecondaries(leg);
        core.flush(leg.pairs().stream().map(Pair::source).toList());
        core.pass(CrashPoint.SPLIT_BEFORE_LABEL);
        Change change = core.tables.change();
        labels.stop(change, leg);
        List<Pair> stopping = leg.pairs().stream().filter(p -> p.state().running()).toList();
        for (Pair pair : stopping) {
            heldLabel(change, pair);
            change.state(pair, pair.state().suspended(SuspendReason.SPLIT));
        }
        if (cycle != null) {
            // The flush may have taken longer than the freeze.
            change.require(() -> leg.pairs().forEach(p -> requireFrozen(p, cycle)));
        }
        answer.with(change);
        change.then(() -> stopping.forEach(p -> p.toCopy(null))).commit();
        for (Pair pair : stopping) {
            Starts.forgetActive(core, pair);
        }
    }

    /** A copy of a held first volume carries the freeze's cut, as its source's label cannot. */
    private void heldLabel(Change change, Pair pair) {
        Cut cut = pair.source().upstream() == null ? heldCut(pair.source()) : null;
        if (cut != null && pair.state().status() == PairStatus.PAIR) {
            labels.put(change, pair.target(), ImageLabel.still(cut));
        }
    }
}
