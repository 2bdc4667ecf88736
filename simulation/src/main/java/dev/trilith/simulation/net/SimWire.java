package dev.trilith.simulation.net;

import dev.trilith.emulator.engine.EngineFault;
import dev.trilith.emulator.engine.remote.LegCommand;
import dev.trilith.emulator.engine.remote.LegOpen;
import dev.trilith.emulator.engine.remote.LegReceiver;
import dev.trilith.emulator.engine.remote.LegReply;
import dev.trilith.emulator.engine.remote.LegWire;
import dev.trilith.emulator.engine.remote.LinkDownException;
import dev.trilith.emulator.engine.remote.Pending;
import dev.trilith.simulation.kernel.SimThreads;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The sender's end of a leg's connection. */
final class SimWire implements LegWire {
    private static final Duration COMMAND_LIMIT = Duration.ofSeconds(60);
    private static final Duration OPEN_LIMIT = Duration.ofSeconds(3);

    private final SimThreads threads;
    private final Connection connection;
    private final InboundLeg inbound;
    private final Consumer<String> onDown;
    private final Map<Long, Pending> answers = new TreeMap<>();
    private final Map<Long, LegReply> replies = new TreeMap<>();
    private final List<Runnable> kept = new ArrayList<>();
    private final CountDownLatch told = new CountDownLatch(1);
    private final Pending opening;
    private @Nullable Thread teller;
    private String endedBecause = "";
    private boolean ended;
    private boolean keepNext;
    private long tickets;
    private long bytes;

    SimWire(
            SimThreads threads,
            Connection connection,
            InboundLeg inbound,
            Consumer<String> onDown) {
        this.threads = threads;
        this.connection = connection;
        this.inbound = inbound;
        this.onDown = onDown;
        this.opening = new Pending(threads);
    }

    void open(LegOpen open) {
        connection.sender().onGone(why -> opening.down());
        connection.toReceiver(() -> inbound.arriveOpen(open, this));
        Pending.Outcome outcome = opening.await(OPEN_LIMIT);
        EngineFault refusal = opening.fault();
        if (outcome != Pending.Outcome.DONE) {
            connection.close(connection.sender(), "not opened");
        }
        if (refusal != null) {
            throw new EngineFault(refusal.code(), String.valueOf(refusal.getMessage()), refusal);
        }
        if (outcome != Pending.Outcome.DONE) {
            throw new EngineFault(
                    EngineFault.Code.PEER_UNREACHABLE,
                    "array " + open.receiver() + " did not answer");
        }
        connection.sender().onGone(this::close);
    }

    void opened(@Nullable EngineFault refusal) {
        if (refusal == null) {
            Pending.Then nobodyWaits = opening.done();
            assert nobodyWaits == null : "an opening is waited for by a thread";
        } else {
            opening.refused(refusal);
        }
    }

    private Pending send(int length, BiConsumer<LegReceiver, Long> message)
            throws LinkDownException {
        Pending pending = new Pending(threads);
        long ticket = ++tickets;
        answers.put(ticket, pending);
        if (!ended) {
            bytes += length;
            kept.add(() -> inbound.arrive(receiver -> message.accept(receiver, ticket)));
            if (!keepNext) {
                push();
            }
        } else {
            awaitTold();
            answers.remove(ticket);
            throw new LinkDownException(endedBecause);
        }
        return pending;
    }

    private static ByteBuffer copy(ByteBuffer data) {
        ByteBuffer copy = ByteBuffer.allocate(data.remaining());
        return copy.put(data.duplicate()).flip();
    }

    @Override
    public Pending write(int pair, long offsetBytes, ByteBuffer data, boolean fua)
            throws LinkDownException {
        ByteBuffer copy = copy(data);
        return send(
                copy.remaining(),
                (receiver, ticket) ->
                        receiver.write(
                                pair, offsetBytes, copy, fua, ticket, inbound.answers(this)));
    }

    /** It stays here until something else is sent or it is pushed: nobody else sends it. */
    @Override
    public Pending writeWithNext(int pair, long offsetBytes, ByteBuffer data)
            throws LinkDownException {
        keepNext = true;
        try {
            return write(pair, offsetBytes, data, false);
        } finally {
            keepNext = false;
        }
    }

    @Override
    public void push() {
        List<Runnable> now = List.copyOf(kept);
        kept.clear();
        now.forEach(connection::toReceiver);
    }

    @Override
    public Pending zeroes(int pair, long offsetBytes, int lengthBytes, boolean holes, boolean fua)
            throws LinkDownException {
        return send(
                0,
                (receiver, ticket) ->
                        receiver.zeroes(
                                pair,
                                offsetBytes,
                                lengthBytes,
                                holes,
                                fua,
                                ticket,
                                inbound.answers(this)));
    }

    @Override
    public Pending copy(int pair, long offsetBytes, ByteBuffer data) throws LinkDownException {
        ByteBuffer copy = copy(data);
        return send(
                copy.remaining(),
                (receiver, ticket) ->
                        receiver.copy(pair, offsetBytes, copy, ticket, inbound.answers(this)));
    }

    @Override
    public Pending zero(int pair, long offsetBytes, int lengthBytes) throws LinkDownException {
        return send(
                0,
                (receiver, ticket) ->
                        receiver.zero(
                                pair, offsetBytes, lengthBytes, ticket, inbound.answers(this)));
    }

    @Override
    public Pending flush(int pair) throws LinkDownException {
        return send(0, (receiver, ticket) -> receiver.flush(pair, ticket, inbound.answers(this)));
    }

    void answered(long ticket, @Nullable EngineFault why) {
        Pending pending = answers.remove(ticket);
        if (pending == null) {
            return;
        }
        if (why == null) {
            Pending.Then then = pending.done();
            if (then != null) {
                then.run();
                then.endOfBatch();
            }
        } else {
            pending.refused(why);
        }
    }

    @Override
    public LegReply command(LegCommand command) {
        Pending answer = new Pending(threads);
        long ticket = ++tickets;
        if (ended) {
            throw down();
        }
        answers.put(ticket, answer);
        push();
        connection.toReceiver(
                () -> inbound.arrive(receiver -> carryOut(receiver, command, ticket)));
        Pending.Outcome outcome = answer.await(COMMAND_LIMIT);
        answers.remove(ticket);
        LegReply reply = replies.remove(ticket);
        EngineFault refusal = answer.fault();
        if (reply != null) {
            return reply;
        }
        if (refusal != null) {
            throw new EngineFault(refusal.code(), String.valueOf(refusal.getMessage()), refusal);
        }
        if (outcome == Pending.Outcome.WAITING) {
            close("no answer for " + COMMAND_LIMIT.toSeconds() + " s");
        }
        throw down();
    }

    private void carryOut(LegReceiver receiver, LegCommand command, long ticket) {
        try {
            inbound.reply(this, ticket, receiver.command(command), null);
        } catch (EngineFault refusal) {
            inbound.reply(this, ticket, null, refusal);
        }
    }

    void replied(long ticket, @Nullable LegReply reply, @Nullable EngineFault why) {
        if (reply != null && answers.containsKey(ticket)) {
            replies.put(ticket, reply);
        }
        answered(ticket, why);
    }

    private EngineFault down() {
        close(endedBecause);
        return new EngineFault(
                EngineFault.Code.PEER_UNREACHABLE, "the link is down: " + endedBecause);
    }

    @Override
    public boolean isOpen() {
        return !ended;
    }

    @Override
    public void close(String why) {
        if (ended) {
            awaitTold();
            return;
        }
        ended = true;
        teller = Thread.currentThread();
        endedBecause = why;
        connection.close(connection.sender(), why);
        try {
            onDown.accept(why);
        } finally {
            told.countDown();
            List.copyOf(answers.values()).forEach(Pending::down);
        }
    }

    private void awaitTold() {
        if (teller == Thread.currentThread()) {
            return;
        }
        try {
            told.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException("nobody interrupts simulated threads", e);
        }
    }

    @Override
    public long bytesSent() {
        return bytes;
    }
}
