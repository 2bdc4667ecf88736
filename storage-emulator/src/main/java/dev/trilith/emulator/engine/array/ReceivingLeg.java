package dev.trilith.emulator.engine.array;

import dev.trilith.emulator.engine.Cut;
import dev.trilith.emulator.engine.EngineFault;
import dev.trilith.emulator.engine.ImageLabel;
import dev.trilith.emulator.engine.PairDefinition;
import dev.trilith.emulator.engine.PairStatus;
import dev.trilith.emulator.engine.SuspendReason;
import dev.trilith.emulator.engine.VolumeDefinition;
import dev.trilith.emulator.engine.copy.CopyRun;
import dev.trilith.emulator.engine.pair.Leg;
import dev.trilith.emulator.engine.pair.LogicalUnit;
import dev.trilith.emulator.engine.pair.Pair;
import dev.trilith.emulator.engine.pair.WritePath;
import dev.trilith.emulator.engine.remote.LegCommand;
import dev.trilith.emulator.engine.remote.LegReceiver;
import dev.trilith.emulator.engine.remote.LegReply;
import dev.trilith.emulator.engine.volume.Volume;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** One leg as it comes from one connection. */
final class ReceivingLeg implements LegReceiver {
    private final Core core;
    private final ReceivingLegs legs;
    private final Labels labels;
    private final Guards guards;
    private final Leg leg;
    private final long term;
    private final Consumer<String> end;
    private volatile List<Pair> numbered = List.of();
    private volatile boolean closed;

    ReceivingLeg(
            Core core,
            ReceivingLegs legs,
            Labels labels,
            Guards guards,
            Leg leg,
            long term,
            Consumer<String> end) {
        this.core = core;
        this.legs = legs;
        this.labels = labels;
        this.guards = guards;
        this.leg = leg;
        this.term = term;
        this.end = end;
    }

    Leg leg() {
        return leg;
    }

    long term() {
        return term;
    }

    /** Takes nothing more; the gate is closed. */
    void close() {
        closed = true;
    }

    /** Ends the connection. */
    void end(String why) {
        closed = true;
        end.accept(why);
    }

    boolean anyInForce() {
        return leg.pairs().stream()
                .anyMatch(p -> p.state().running() || p.state().is(SuspendReason.FROZEN));
    }

    private EngineFault wrongState(String what) {
        return core.fault(EngineFault.Code.WRONG_STATE, what + " does not fit " + leg);
    }

    /** The volume that a numbered piece of data goes to. The gate is passed. */
    private LogicalUnit target(int number, long offsetBytes, long lengthBytes) {
        List<Pair> pairs = numbered;
        if (closed || number < 0 || number >= pairs.size()) {
            throw wrongState("data for pair number " + number);
        }
        Pair pair = pairs.get(number);
        if (!pair.state().running()) {
            throw wrongState("data for " + pair + " in " + pair.state());
        }
        LogicalUnit unit = pair.target();
        long size = unit.volume().definition().sizeBytes();
        boolean inside =
                offsetBytes >= unit.volume().skipBytes()
                        && lengthBytes > 0
                        && offsetBytes <= size - lengthBytes;
        if (!inside) {
            throw core.fault(
                    EngineFault.Code.INVALID_VALUE,
                    "data for bytes " + offsetBytes + " + " + lengthBytes + " of " + unit);
        }
        return unit;
    }

    private Volume anyVolume() {
        return leg.pairs().get(0).target().volume();
    }

    @Override
    public void write(
            int pair,
            long offsetBytes,
            ByteBuffer data,
            boolean fua,
            long ticket,
            Answers answers) {
        Volume.Pass pass = anyVolume().enter();
        boolean handedOn = false;
        try {
            LogicalUnit unit = target(pair, offsetBytes, data.remaining());
            WritePath path = WritePath.begin(unit, offsetBytes, data, fua);
            if (path.waits() || fua) {
                // Others' writes must not wait behind this one's disk or further array.
                core.workers.execute(() -> finish(path, fua, pass, ticket, answers));
                handedOn = true;
            } else {
                answers.done(ticket);
            }
        } catch (EngineFault e) {
            answers.refused(ticket, e);
        } finally {
            if (!handedOn) {
                pass.leave();
            }
        }
    }

    private static void finish(
            WritePath path, boolean fua, Volume.Pass pass, long ticket, Answers answers) {
        try {
            path.finish(fua);
            answers.done(ticket);
        } catch (EngineFault e) {
            answers.refused(ticket, e);
        } finally {
            pass.leave();
        }
    }

    private interface Piece {
        void put(LogicalUnit unit);
    }

    private void copyPiece(
            int pair, long offsetBytes, int length, long ticket, Answers answers, Piece piece) {
        Volume.Pass pass = anyVolume().enter();
        try {
            piece.put(target(pair, offsetBytes, length));
            answers.done(ticket);
        } catch (EngineFault e) {
            answers.refused(ticket, e);
        } finally {
            pass.leave();
        }
    }

    @Override
    public void copy(int pair, long offsetBytes, ByteBuffer data, long ticket, Answers answers) {
        copyPiece(
                pair,
                offsetBytes,
                data.remaining(),
                ticket,
                answers,
                unit -> CopyRun.put(unit, offsetBytes, data));
    }

    @Override
    public void zero(int pair, long offsetBytes, int lengthBytes, long ticket, Answers answers) {
        copyPiece(
                pair,
                offsetBytes,
                lengthBytes,
                ticket,
                answers,
                unit -> CopyRun.putZeros(unit, offsetBytes, lengthBytes, core.buffers));
    }

    @Override
    public void flush(int pair, long ticket, Answers answers) {
        List<Pair> pairs = numbered;
        core.workers.execute(() -> {
            try {
                if (pair >= 0 && pair < pairs.size()) {
                    WritePath.flush(pairs.get(pair).target());
                } else {
                    // Here first and all at once; then what follows them elsewhere.
                    core.flush(pairs.stream().map(Pair::target).toList());
                    pairs.forEach(p -> WritePath.flush(p.target()));
                }
                answers.done(ticket);
            } catch (EngineFault e) {
                answers.refused(ticket, e);
            }
        });
    }

    @Override
    public LegReply command(LegCommand command) {
        core.orders.lock();
        try {
            if (closed || leg.pairs().isEmpty()) {
                throw wrongState(command.getClass().getSimpleName() + " on an ended connection");
            }
            return switch (command) {
                case LegCommand.Inquire inquire -> inquire(inquire);
                case LegCommand.Resync resync -> resync(resync);
                case LegCommand.Paired paired -> paired(paired);
                case LegCommand.Relabel relabel -> relabel(relabel);
                case LegCommand.Freeze freeze -> freeze(freeze);
                case LegCommand.Resume resume -> resume(resume);
                case LegCommand.Suspend suspend -> {
                    legs.stop(this, PairStatus.PSUS, "suspended by the sender");
                    yield done();
                }
                case LegCommand.Forget forget -> {
                    legs.stop(this, PairStatus.PSUE, "deleted by the sender");
                    legs.forget(leg);
                    yield new LegReply.Done(Cut.NONE);
                }
            };
        } finally {
            core.orders.unlock();
        }
    }

    private LegReply done() {
        return new LegReply.Done(core.tables.newest(leg.key().group()));
    }

    private LegReply inquire(LegCommand.Inquire inquire) {
        List<LegReply.PairAnswer> answers = new ArrayList<>();
        for (LegCommand.Offer offer : inquire.pairs()) {
            Pair pair = find(offer.name());
            PairDefinition own = pair.definition();
            if (!own.primary().equals(offer.primary())
                    || !own.secondary().equals(offer.secondary())) {
                throw core.fault(
                        EngineFault.Code.CONFLICTING_DEFINITION,
                        pair + " joins " + own.primary() + " and " + own.secondary() + " here");
            }
            VolumeDefinition volume = pair.target().volume().definition();
            if (volume.sizeBytes() != offer.sizeBytes()
                    || volume.storesManagementInformation() != offer.management()) {
                throw core.fault(
                        EngineFault.Code.CONFLICTING_DEFINITION,
                        pair
                                + " joins unlike volumes: the primary has "
                                + offer.sizeBytes()
                                + " bytes, the secondary "
                                + volume.sizeBytes()
                                + ", and management information must be kept in both or in none");
            }
            if (pair.state().status() == PairStatus.SSWS) {
                throw wrongState("a copy onto " + pair.target() + ", which was taken over,");
            }
            answers.add(new LegReply.PairAnswer(pair.state().copyId()));
        }
        boolean image = Labels.image(Labels.secondaries(leg));
        return new LegReply.Known(core.continuity(), image, answers);
    }

    private Pair find(String name) {
        return leg.pairs().stream()
                .filter(p -> p.name().equals(name))
                .findFirst()
                .orElseThrow(() ->
                        core.fault(
                                EngineFault.Code.NO_SUCH_LEG,
                                "pair " + name + " is not registered in " + leg));
    }

    private LegReply resync(LegCommand.Resync order) {
        legs.checkTerm(leg, order.term());
        if (!order.continuity().equals(core.continuity())) {
            throw wrongState("a copy asked for before the disk failed");
        }
        List<Pair> pairs = order.pairs().stream().map(s -> find(s.name())).toList();
        List<ImageLabel> sources = order.pairs().stream().map(LegCommand.Start::label).toList();
        guards.sourceIsImage(leg, sources, order.force());
        if (!order.direct()) {
            guards.goldenCopyIsSafe(leg, order.force());
        }
        core.cut(leg, () -> begin(order, pairs));
        pairs.forEach(p -> labels.tellOthers(p.target()));
        return done();
    }

    private void begin(LegCommand.Resync order, List<Pair> pairs) {
        if (order.direct()) {
            labels.flushSecondaries(leg);
        }
        PairStatus next = order.direct() ? PairStatus.PAIR : PairStatus.COPY;
        Change change = core.tables.change().newest(leg.key().group(), order.newest());
        for (int i = 0; i < pairs.size(); i++) {
            LegCommand.Start start = order.pairs().get(i);
            Pair pair = pairs.get(i);
            if (start.starts()) {
                change.state(pair, pair.state().to(next).withCopy(start.copyId()));
                labels.put(
                        change,
                        pair.target(),
                        order.direct() ? start.label() : ImageLabel.INCOMPLETE);
                see(change, start.label());
            }
        }
        change.commit();
        numbered = List.copyOf(pairs);
    }

    private void see(Change change, ImageLabel label) {
        Cut cut = label.cut();
        if (cut != null) {
            change.newest(leg.key().group(), cut);
        }
    }

    private void checkCount(List<ImageLabel> given) {
        if (given.size() != numbered.size()) {
            throw core.fault(
                    EngineFault.Code.INVALID_VALUE,
                    given.size() + " labels were sent for " + numbered.size() + " pairs");
        }
    }

    private LegReply paired(LegCommand.Paired order) {
        checkCount(order.labels());
        for (Pair pair : numbered) {
            if (!pair.state().running()) {
                throw wrongState("the end of a copy of " + pair + " in " + pair.state());
            }
        }
        core.cut(leg, () -> intoStep(order.labels()));
        numbered.forEach(p -> labels.tellOthers(p.target()));
        return done();
    }

    /** The secondaries are in step and hold what the primaries hold. The gate is closed. */
    private void intoStep(List<ImageLabel> sources) {
        labels.flushSecondaries(leg);
        Change change = core.tables.change();
        for (int i = 0; i < numbered.size(); i++) {
            Pair pair = numbered.get(i);
            change.state(pair, pair.state().to(PairStatus.PAIR));
            labels.put(change, pair.target(), sources.get(i));
            see(change, sources.get(i));
        }
        change.commit();
    }

    private LegReply relabel(LegCommand.Relabel order) {
        checkCount(order.labels());
        core.cut(
                leg,
                () -> {
                    labels.flushSecondaries(leg);
                    Change change = core.tables.change();
                    for (int i = 0; i < numbered.size(); i++) {
                        Pair pair = numbered.get(i);
                        if (pair.state().status() == PairStatus.PAIR) {
                            labels.put(change, pair.target(), order.labels().get(i));
                            see(change, order.labels().get(i));
                        }
                    }
                    change.commit();
                });
        numbered.forEach(p -> labels.tellOthers(p.target()));
        return done();
    }

    private LegReply freeze(LegCommand.Freeze order) {
        for (Pair pair : numbered) {
            if (pair.state().status() != PairStatus.PAIR) {
                throw wrongState("a freeze of " + pair + " in " + pair.state());
            }
        }
        core.cut(
                leg,
                () -> {
                    labels.flushSecondaries(leg);
                    Change change = core.tables.change();
                    for (Pair pair : numbered) {
                        labels.put(change, pair.target(), ImageLabel.still(order.cut()));
                        change.state(pair, pair.state().frozen(order.cut()));
                    }
                    change.newest(leg.key().group(), order.cut()).commit();
                });
        numbered.forEach(p -> labels.tellOthers(p.target()));
        return done();
    }

    private LegReply resume(LegCommand.Resume order) {
        checkCount(order.labels());
        for (Pair pair : numbered) {
            Cut freeze = pair.state().freeze();
            if (freeze == null || freeze.cycle() != order.cycle()) {
                throw core.fault(
                        EngineFault.Code.CUT_VOID,
                        "the freeze of cycle " + order.cycle() + " is not in force on " + pair);
            }
        }
        core.cut(leg, () -> intoStep(order.labels()));
        numbered.forEach(p -> labels.tellOthers(p.target()));
        return done();
    }

    @Override
    public void down(String why) {
        legs.down(this, why);
    }
}
