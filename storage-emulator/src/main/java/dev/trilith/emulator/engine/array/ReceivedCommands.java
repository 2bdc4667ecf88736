package dev.trilith.emulator.engine.array;

import dev.trilith.emulator.engine.Cut;
import dev.trilith.emulator.engine.EngineFault;
import dev.trilith.emulator.engine.ImageLabel;
import dev.trilith.emulator.engine.PairDefinition;
import dev.trilith.emulator.engine.PairStatus;
import dev.trilith.emulator.engine.VolumeDefinition;
import dev.trilith.emulator.engine.pair.Leg;
import dev.trilith.emulator.engine.pair.Pair;
import dev.trilith.emulator.engine.remote.LegCommand;
import dev.trilith.emulator.engine.remote.LegReply;
import java.util.ArrayList;
import java.util.List;

/** What the other array asks of a leg that this one receives. Used under the orders lock. */
final class ReceivedCommands {
    private final Core core;
    private final ReceivingLegs legs;
    private final Labels labels;
    private final Guards guards;
    private final ReceivingLeg receiver;
    private final Leg leg;

    ReceivedCommands(
            Core core, ReceivingLegs legs, Labels labels, Guards guards, ReceivingLeg receiver) {
        this.core = core;
        this.legs = legs;
        this.labels = labels;
        this.guards = guards;
        this.receiver = receiver;
        this.leg = receiver.leg();
    }

    LegReply carryOut(LegCommand command) {
        return switch (command) {
            case LegCommand.Inquire inquire -> inquire(inquire);
            case LegCommand.Resync resync -> resync(resync);
            case LegCommand.Paired paired -> paired(paired);
            case LegCommand.Relabel relabel -> relabel(relabel);
            case LegCommand.Freeze freeze -> freeze(freeze);
            case LegCommand.Resume resume -> resume(resume);
            case LegCommand.Suspend suspend -> {
                legs.stop(receiver, PairStatus.PSUS, "suspended by the sender");
                requireDurable();
                yield done();
            }
            case LegCommand.Forget forget -> {
                legs.stop(receiver, PairStatus.PSUE, "deleted by the sender");
                legs.forget(leg);
                yield new LegReply.Done(Cut.NONE);
            }
        };
    }

    /** The sender forgets what it sent last once it knows that it is durable here. */
    private void requireDurable() {
        for (Pair pair : leg.pairs()) {
            if (pair.target().volume().failed()) {
                throw core.fault(
                        EngineFault.Code.DISK_ERROR,
                        pair.target() + " has failed, and may have lost what was written last");
            }
        }
    }

    private EngineFault wrongState(String what) {
        return core.fault(EngineFault.Code.WRONG_STATE, what + " does not fit " + leg);
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
            requireNotTakenOver(pair);
            answers.add(new LegReply.PairAnswer(pair.state().copyId()));
        }
        boolean image = Labels.image(Labels.secondaries(leg));
        return new LegReply.Known(core.continuity(), image, answers);
    }

    private void requireNotTakenOver(Pair pair) {
        if (pair.state().status() == PairStatus.SSWS) {
            throw wrongState("a copy onto " + pair.target() + ", which was taken over,");
        }
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
        pairs.forEach(this::requireNotTakenOver);
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
        receiver.number(pairs);
    }

    private void see(Change change, ImageLabel label) {
        Cut cut = label.cut();
        if (cut != null) {
            change.newest(leg.key().group(), cut);
        }
    }

    private void checkCount(List<ImageLabel> given) {
        if (given.size() != receiver.numbered().size()) {
            throw core.fault(
                    EngineFault.Code.INVALID_VALUE,
                    given.size()
                            + " labels were sent for "
                            + receiver.numbered().size()
                            + " pairs");
        }
    }

    private LegReply paired(LegCommand.Paired order) {
        checkCount(order.labels());
        for (Pair pair : receiver.numbered()) {
            if (!pair.state().running()) {
                throw wrongState("the end of a copy of " + pair + " in " + pair.state());
            }
        }
        core.cut(leg, () -> intoStep(order.labels()));
        receiver.numbered().forEach(p -> labels.tellOthers(p.target()));
        return done();
    }

    /** The secondaries are in step and hold what the primaries hold. The gate is closed. */
    private void intoStep(List<ImageLabel> sources) {
        labels.flushSecondaries(leg);
        Change change = core.tables.change();
        for (int i = 0; i < receiver.numbered().size(); i++) {
            Pair pair = receiver.numbered().get(i);
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
                    for (int i = 0; i < receiver.numbered().size(); i++) {
                        Pair pair = receiver.numbered().get(i);
                        if (pair.state().status() == PairStatus.PAIR) {
                            labels.put(change, pair.target(), order.labels().get(i));
                            see(change, order.labels().get(i));
                        }
                    }
                    change.commit();
                });
        receiver.numbered().forEach(p -> labels.tellOthers(p.target()));
        return done();
    }

    private LegReply freeze(LegCommand.Freeze order) {
        for (Pair pair : receiver.numbered()) {
            if (pair.state().status() != PairStatus.PAIR) {
                throw wrongState("a freeze of " + pair + " in " + pair.state());
            }
        }
        core.cut(
                leg,
                () -> {
                    labels.flushSecondaries(leg);
                    Change change = core.tables.change();
                    for (Pair pair : receiver.numbered()) {
                        labels.put(change, pair.target(), ImageLabel.still(order.cut()));
                        change.state(pair, pair.state().frozen(order.cut()));
                    }
                    change.newest(leg.key().group(), order.cut()).commit();
                });
        receiver.numbered().forEach(p -> labels.tellOthers(p.target()));
        return done();
    }

    private LegReply resume(LegCommand.Resume order) {
        checkCount(order.labels());
        for (Pair pair : receiver.numbered()) {
            Cut freeze = pair.state().freeze();
            if (freeze == null || freeze.cycle() != order.cycle()) {
                throw core.fault(
                        EngineFault.Code.CUT_VOID,
                        "the freeze of cycle " + order.cycle() + " is not in force on " + pair);
            }
        }
        core.cut(leg, () -> intoStep(order.labels()));
        receiver.numbered().forEach(p -> labels.tellOthers(p.target()));
        return done();
    }
}
