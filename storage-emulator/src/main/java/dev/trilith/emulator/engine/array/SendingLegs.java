package dev.trilith.emulator.engine.array;

import dev.trilith.emulator.engine.EngineFault;
import dev.trilith.emulator.engine.EventKind;
import dev.trilith.emulator.engine.PairStatus;
import dev.trilith.emulator.engine.SuspendReason;
import dev.trilith.emulator.engine.VolumeDefinition;
import dev.trilith.emulator.engine.pair.Leg;
import dev.trilith.emulator.engine.pair.Pair;
import dev.trilith.emulator.engine.pair.PairState;
import dev.trilith.emulator.engine.remote.LegCommand;
import dev.trilith.emulator.engine.remote.LegOpen;
import dev.trilith.emulator.engine.remote.LegReply;
import dev.trilith.emulator.engine.remote.LegWire;
import dev.trilith.emulator.engine.remote.LinkDownException;
import dev.trilith.emulator.engine.remote.LinkTransport.Dialed;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** RESYNC, SUSPEND and DELETE of legs that this array sends. Used under the orders lock. */
final class SendingLegs {
    private final Core core;
    private final Guards guards;
    private final Copies copies;
    private final MemberFailure failures;

    SendingLegs(Core core, Guards guards, Copies copies, MemberFailure failures) {
        this.core = core;
        this.guards = guards;
        this.copies = copies;
        this.failures = failures;
    }

    /** Where a leg's other array is dialled. */
    String endpoint(Leg leg) {
        String endpoint = leg.pairs().get(0).endpoint();
        if (endpoint == null) {
            throw core.fault(EngineFault.Code.PEER_UNREACHABLE, leg + " has no endpoint to dial");
        }
        return endpoint;
    }

    private LegWire open(Leg leg, Dialed dialed, long term) {
        String receiver = leg.pairs().get(0).definition().secondary().array();
        AtomicReference<@Nullable LegWire> self = new AtomicReference<>();
        LegWire wire =
                dialed.open(
                        new LegOpen(core.config.name(), receiver, leg.key(), term),
                        why -> {
                            LegWire own = self.get();
                            if (own != null) {
                                failures.wireDown(leg, own, why);
                            }
                        });
        self.set(wire);
        return wire;
    }

    void resync(
            Leg leg,
            long term,
            EngineFault.@Nullable Code force,
            @Nullable Dialed dialed,
            String verb,
            Answering answer) {
        Starts starts = Starts.of(core, leg, verb);
        if (starts.isEmpty()) {
            return;
        }
        guards.sourceIsImage(leg, Labels.primaries(leg), force);
        LegWire standing = leg.wire();
        if (standing != null) {
            resync(leg, term, force, standing, starts, answer);
            return;
        }
        if (dialed == null) {
            throw core.fault(
                    EngineFault.Code.PEER_UNREACHABLE,
                    leg + " lost its connection meanwhile; order again");
        }
        LegWire fresh = open(leg, dialed, term);
        boolean done = false;
        try {
            resync(leg, term, force, fresh, starts, answer);
            done = true;
        } finally {
            if (!done) {
                fresh.close("the order was not carried out");
            }
        }
    }

    private void resync(
            Leg leg,
            long term,
            EngineFault.@Nullable Code force,
            LegWire wire,
            Starts starts,
            Answering answer) {
        List<Pair> pairs = numbered(leg, wire);
        List<LegCommand.Offer> offers = pairs.stream().map(SendingLegs::offer).toList();
        LegReply.Known known = known(wire.command(new LegCommand.Inquire(offers)));
        Set<Pair> fresh = new LinkedHashSet<>();
        for (int i = 0; i < pairs.size(); i++) {
            Pair pair = pairs.get(i);
            long id = pair.state().copyId();
            boolean other = id == 0 || known.pairs().get(i).copyId() != id;
            if (starts.contains(pair) && other) {
                fresh.add(pair);
                starts.markAll(pair);
            }
        }
        boolean[] direct = new boolean[1];
        Runnable start =
                () -> {
                    LegCommand.Resync ask = ask(leg, pairs, term, force, starts, known, fresh);
                    direct[0] = ask.direct();
                    begin(leg, pairs, wire, starts, ask, answer);
                };
        copies.without(leg, () -> core.cut(leg, start));
        if (direct[0]) {
            core.events.add(EventKind.LegPaired, leg + " is in step (PAIR), nothing differed");
        } else {
            copies.start(leg);
        }
    }

    /**
     * The pairs as the connection is to number them. One keeps the number it has there: a flush
     * that is under way names its pair by that.
     */
    private static List<Pair> numbered(Leg leg, LegWire wire) {
        if (!Objects.equals(leg.wire(), wire)) {
            return leg.pairs();
        }
        List<Pair> pairs =
                new ArrayList<>(leg.pairs().stream().filter(p -> p.wireIndex() >= 0).toList());
        pairs.sort(Comparator.comparingInt(Pair::wireIndex));
        leg.pairs().stream().filter(p -> p.wireIndex() < 0).forEach(pairs::add);
        return pairs;
    }

    private static LegCommand.Offer offer(Pair pair) {
        VolumeDefinition primary = pair.source().volume().definition();
        return new LegCommand.Offer(
                pair.name(),
                pair.definition().primary(),
                pair.definition().secondary(),
                primary.sizeBytes(),
                primary.storesManagementInformation());
    }

    private LegReply.Known known(LegReply reply) {
        if (reply instanceof LegReply.Known known) {
            return known;
        }
        throw core.fault(
                EngineFault.Code.PEER_UNREACHABLE, "the other array answers something else");
    }

    /** What the other array is asked to make ready for. */
    private LegCommand.Resync ask(
            Leg leg,
            List<Pair> pairs,
            long term,
            EngineFault.@Nullable Code force,
            Starts starts,
            LegReply.Known known,
            Set<Pair> fresh) {
        if (!known.continuity().equals(leg.continuity())) {
            // The other array may have lost what it had answered but not made durable.
            starts.absorb();
        }
        boolean direct = known.image() && fresh.isEmpty() && starts.nothingDiffers();
        List<LegCommand.Start> list = new ArrayList<>();
        for (Pair pair : pairs) {
            list.add(
                    new LegCommand.Start(
                            pair.name(),
                            starts.contains(pair),
                            fresh.contains(pair) ? starts.newId() : pair.state().copyId(),
                            pair.source().volume().label()));
        }
        return new LegCommand.Resync(
                term,
                force,
                direct,
                core.tables.newest(leg.key().group()),
                known.continuity(),
                list);
    }

    private void begin(
            Leg leg,
            List<Pair> pairs,
            LegWire wire,
            Starts starts,
            LegCommand.Resync ask,
            Answering answer) {
        LegReply reply = wire.command(ask);
        core.pass(CrashPoint.RESYNC_AFTER_PEER);
        Change change = core.tables.change();
        if (reply instanceof LegReply.Done done) {
            change.newest(leg.key().group(), done.newest());
        }
        PairStatus next = ask.direct() ? PairStatus.PAIR : PairStatus.COPY;
        for (int i = 0; i < pairs.size(); i++) {
            Pair pair = pairs.get(i);
            if (starts.contains(pair)) {
                long id = ask.pairs().get(i).copyId();
                change.state(pair, pair.state().to(next).withCopy(id));
            }
        }
        change.require(() -> requireOpen(leg, wire));
        change.then(() -> {
            leg.wire(wire);
            leg.freeze(null);
            leg.continuity(ask.continuity());
            for (int i = 0; i < pairs.size(); i++) {
                pairs.get(i).wireIndex(i);
            }
            leg.stuck(null);
            starts.run(ask.direct());
        });
        answer.with(change);
        orClose(wire, change::commit);
    }

    /** What the other array has done already and this one cannot note ends the connection. */
    private static void orClose(LegWire wire, Runnable note) {
        try {
            note.run();
        } catch (EngineFault e) {
            wire.close("what was agreed cannot be noted: " + e.getMessage());
            throw e;
        }
    }

    private void requireOpen(Leg leg, LegWire wire) {
        if (!wire.isOpen()) {
            throw core.fault(
                    EngineFault.Code.PEER_UNREACHABLE, "the connection of " + leg + " ended");
        }
    }

    void suspend(Leg leg, long term, @Nullable Dialed dialed, Answering answer) {
        for (Pair pair : leg.pairs()) {
            PairState state = pair.state();
            if (state.is(SuspendReason.SPLIT) || state.status() == PairStatus.SSWS) {
                throw core.fault(
                        EngineFault.Code.WRONG_STATE,
                        "SUSPEND does not fit " + pair + ", which is " + state);
            }
        }
        LegWire wire = leg.wire();
        if (wire != null) {
            copies.without(
                    leg,
                    () -> {
                        flushOther(wire);
                        core.flush(leg.pairs().stream().map(Pair::source).toList());
                        core.cut(leg, () -> suspendNow(leg, wire, answer));
                    });
            wire.close("suspended");
        } else if (leg.pairs().stream().anyMatch(p -> p.state().status() == PairStatus.PSUE)) {
            tell(leg, term, dialed, new LegCommand.Suspend());
            suspended(leg, core.tables.change(), answer).commit();
        }
    }

    /**
     * Makes most of what is written durable on the other side before the gate is closed, so that it
     * is closed for a short time only.
     */
    static void flushOther(LegWire wire) {
        try {
            wire.flush(-1).await(Duration.ofSeconds(10));
        } catch (LinkDownException e) {
            // Then the leg is stopped, and what follows sees that.
            return;
        }
    }

    private void suspendNow(Leg leg, LegWire wire, Answering answer) {
        boolean inStep = leg.pairs().stream().allMatch(p -> p.state().status() == PairStatus.PAIR);
        Change change = core.tables.change();
        boolean told = false;
        try {
            LegReply reply = wire.command(new LegCommand.Suspend());
            told = true;
            if (reply instanceof LegReply.Done done) {
                change.newest(leg.key().group(), done.newest());
            }
        } catch (EngineFault e) {
            // The other array stops by itself when the connection ends.
            core.events.add(
                    EventKind.LegBroken,
                    leg + " is suspended, but the other array did not confirm: " + e.getMessage());
        }
        orClose(
                wire,
                () -> {
                    core.flush(leg.pairs().stream().map(Pair::source).toList());
                    suspended(leg, change, answer).commit();
                });
        if (told && inStep) {
            leg.pairs().forEach(p -> Starts.forgetActive(core, p));
        }
    }

    private Change suspended(Leg leg, Change change, Answering answer) {
        answer.with(change);
        for (Pair pair : leg.pairs()) {
            if (pair.state().status() != PairStatus.SMPL) {
                change.state(pair, pair.state().suspended(SuspendReason.SUSPENDED));
            }
        }
        return change.then(() -> {
            Leg.Freeze freeze = leg.freeze();
            leg.freeze(null);
            leg.wire(null);
            failures.endHold(freeze);
        });
    }

    /** Tells the other array if it can be reached; this array's own state does not depend on it. */
    private void tell(Leg leg, long term, @Nullable Dialed dialed, LegCommand command) {
        if (dialed == null) {
            return;
        }
        try {
            LegWire wire = open(leg, dialed, term);
            try {
                wire.command(command);
            } finally {
                wire.close("told");
            }
        } catch (EngineFault e) {
            core.events.add(
                    EventKind.Refused, leg + ": the other array was not told: " + e.getMessage());
        }
    }

    void tellDeleted(Leg leg, long term, @Nullable Dialed dialed) {
        tell(leg, term, dialed, new LegCommand.Forget());
    }
}
