package dev.trilith.emulator.engine.array;

import dev.trilith.emulator.engine.Acknowledgement;
import dev.trilith.emulator.engine.EngineFault;
import dev.trilith.emulator.engine.EventKind;
import dev.trilith.emulator.engine.SuspendReason;
import dev.trilith.emulator.engine.copy.LocalCopy;
import dev.trilith.emulator.engine.pair.Content;
import dev.trilith.emulator.engine.pair.Leg;
import dev.trilith.emulator.engine.pair.LogicalUnit;
import dev.trilith.emulator.engine.pair.Pair;
import dev.trilith.emulator.engine.pair.WritePath;
import dev.trilith.emulator.engine.remote.LegCommand;
import dev.trilith.emulator.engine.remote.LegReceiver;
import dev.trilith.emulator.engine.remote.LegReply;
import dev.trilith.emulator.engine.remote.Pending;
import dev.trilith.emulator.engine.volume.Volume;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/** One leg as it comes from one connection. */
final class ReceivingLeg implements LegReceiver {
    private final AtomicBoolean fullTold = new AtomicBoolean();
    private final Core core;
    private final ReceivingLegs legs;
    private final Leg leg;
    private final long term;
    private final Consumer<String> end;
    private final ReceivedCommands commands;
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
        this.leg = leg;
        this.term = term;
        this.end = end;
        this.commands = new ReceivedCommands(core, legs, labels, guards, this);
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

    /** The pairs by their numbers on this connection. */
    List<Pair> numbered() {
        return numbered;
    }

    /** Numbers the pairs; the gate is closed. */
    void number(List<Pair> pairs) {
        numbered = List.copyOf(pairs);
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

    /** A cut farther back waits for the answers to all that came: none is kept back meanwhile. */
    private Volume.Pass enter(Answers answers) {
        Volume volume = leg.pairs().get(0).target().volume();
        Volume.Pass pass = volume.tryEnter();
        if (pass == null) {
            answers.tell();
            pass = volume.enter();
        }
        return pass;
    }

    @Override
    public void write(
            int pair,
            long offsetBytes,
            ByteBuffer data,
            boolean fua,
            long ticket,
            Answers answers) {
        put(pair, offsetBytes, new Content.Bytes(data), fua, ticket, answers);
    }

    @Override
    public void zeroes(
            int pair,
            long offsetBytes,
            int lengthBytes,
            boolean holes,
            boolean fua,
            long ticket,
            Answers answers) {
        put(pair, offsetBytes, new Content.Zeroes(lengthBytes, holes), fua, ticket, answers);
    }

    private void put(
            int pair,
            long offsetBytes,
            Content content,
            boolean fua,
            long ticket,
            Answers answers) {
        Volume.Pass pass = enter(answers);
        boolean handedOn = false;
        try {
            LogicalUnit unit = target(pair, offsetBytes, content.length());
            WritePath path = WritePath.begin(unit, offsetBytes, content, fua);
            if (path.waits() && !fua) {
                Pending.Then answered = core.awaited.add(path, pass, acknowledged(ticket, answers));
                handedOn = true;
                path.whenAnswered(answered);
            } else if (fua) {
                // Others' writes must not wait behind this one's disk or further array.
                core.workers.execute(() -> finish(path, fua, pass, ticket, answers));
                handedOn = true;
            } else {
                answers.done(ticket);
            }
        } catch (EngineFault e) {
            refuse(ticket, e, answers);
        } finally {
            if (!handedOn) {
                pass.leave();
            }
        }
    }

    private Acknowledgement acknowledged(long ticket, Answers answers) {
        return new Acknowledgement() {
            @Override
            public void done() {
                answers.done(ticket);
            }

            @Override
            public void refused(EngineFault why) {
                refuse(ticket, why, answers);
            }
        };
    }

    private void finish(
            WritePath path, boolean fua, Volume.Pass pass, long ticket, Answers answers) {
        try {
            path.finish(fua);
            answers.done(ticket);
        } catch (EngineFault e) {
            refuse(ticket, e, answers);
        } finally {
            pass.leave();
        }
    }

    /** The sender is told, and once for each connection whoever reads this array's events. */
    private void refuse(long ticket, EngineFault why, Answers answers) {
        if (why.code() == EngineFault.Code.NO_SPACE && fullTold.compareAndSet(false, true)) {
            core.events.add(
                    EventKind.DiskFull,
                    leg + " cannot be received: " + why.getMessage() + ": make room on its disk");
        }
        answers.refused(ticket, why);
    }

    private interface Piece {
        void put(LogicalUnit unit);
    }

    private void copyPiece(
            int pair, long offsetBytes, int length, long ticket, Answers answers, Piece piece) {
        Volume.Pass pass = enter(answers);
        try {
            piece.put(target(pair, offsetBytes, length));
            answers.done(ticket);
        } catch (EngineFault e) {
            refuse(ticket, e, answers);
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
                unit -> LocalCopy.put(unit, offsetBytes, data));
    }

    @Override
    public void zero(int pair, long offsetBytes, int lengthBytes, long ticket, Answers answers) {
        copyPiece(
                pair,
                offsetBytes,
                lengthBytes,
                ticket,
                answers,
                unit -> LocalCopy.putZeros(unit, offsetBytes, lengthBytes, core.buffers));
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
                refuse(ticket, e, answers);
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
            return commands.carryOut(command);
        } finally {
            core.orders.unlock();
        }
    }

    @Override
    public void down(String why) {
        legs.down(this, why);
    }
}
