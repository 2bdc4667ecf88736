package dev.trilith.simulation.net;

import dev.trilith.emulator.engine.EngineFault;
import dev.trilith.emulator.engine.remote.LegAcceptor;
import dev.trilith.emulator.engine.remote.LegOpen;
import dev.trilith.emulator.engine.remote.LegReceiver;
import dev.trilith.emulator.engine.remote.LegReply;
import dev.trilith.simulation.kernel.Kernel;
import dev.trilith.simulation.kernel.SimProcess;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The receiver's end: one thread takes what arrives, in order. */
final class InboundLeg {
    private final Kernel kernel;
    private final SimProcess process;
    private final Connection connection;
    private final LegAcceptor acceptor;
    private final Deque<Consumer<LegReceiver>> inbox = new ArrayDeque<>();
    private @Nullable Thread reader;
    private String endedBecause = "";
    private boolean ended;

    InboundLeg(Kernel kernel, SimProcess process, Connection connection, LegAcceptor acceptor) {
        this.kernel = kernel;
        this.process = process;
        this.connection = connection;
        this.acceptor = acceptor;
        connection.receiver().onGone(this::end);
    }

    /** A leg is asked for; the answer goes back over the connection. */
    void arriveOpen(LegOpen open, SimWire sender) {
        kernel.spawn(process, "link-in", () -> run(open, sender));
    }

    void arrive(Consumer<LegReceiver> message) {
        inbox.add(message);
        LockSupport.unpark(reader);
    }

    private void run(LegOpen open, SimWire sender) {
        reader = Thread.currentThread();
        LegReceiver receiver;
        try {
            receiver = acceptor.open(open, this::end);
        } catch (EngineFault refusal) {
            connection.toSender(() -> sender.opened(refusal));
            return;
        }
        connection.toSender(() -> sender.opened(null));
        try {
            while (!ended) {
                Consumer<LegReceiver> next = inbox.poll();
                if (next == null) {
                    LockSupport.park(this);
                } else {
                    next.accept(receiver);
                }
            }
        } finally {
            receiver.down(endedBecause);
        }
    }

    /** Ends the connection; the reading thread then tells the engine. */
    private void end(String why) {
        if (!ended) {
            ended = true;
            endedBecause = why;
            connection.close(connection.receiver(), why);
            LockSupport.unpark(reader);
        }
    }

    /** Answers one ticket's pending. */
    LegReceiver.Answers answers(SimWire sender) {
        return new LegReceiver.Answers() {
            @Override
            public void done(long ticket) {
                connection.toSender(() -> sender.answered(ticket, null));
            }

            @Override
            public void refused(long ticket, EngineFault why) {
                connection.toSender(() -> sender.answered(ticket, why));
            }
        };
    }

    void reply(SimWire sender, long ticket, @Nullable LegReply reply, @Nullable EngineFault why) {
        connection.toSender(() -> sender.replied(ticket, reply, why));
    }
}
