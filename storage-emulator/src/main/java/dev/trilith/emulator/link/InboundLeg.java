package dev.trilith.emulator.link;

import dev.trilith.emulator.engine.EngineFault;
import dev.trilith.emulator.engine.remote.LegAcceptor;
import dev.trilith.emulator.engine.remote.LegCommand;
import dev.trilith.emulator.engine.remote.LegOpen;
import dev.trilith.emulator.engine.remote.LegReceiver;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The receiver's end of a connection: reads frames in order and hands them to the engine. */
final class InboundLeg implements Runnable, LegReceiver.Answers {
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0).asReadOnlyBuffer();
    private static final int OPENING_PAYLOAD_BYTES = 4 * 1024;
    private static final int USUAL_PAYLOAD_BYTES = 1024 * 1024;

    private final FrameChannel channel;
    private final String array;
    private final LegAcceptor acceptor;
    private final Consumer<InboundLeg> onClosed;
    private final AtomicReference<@Nullable String> endedBecause = new AtomicReference<>();
    private final long acceptedNanos = System.nanoTime();
    private ByteBuffer buffer = ByteBuffer.allocate(OPENING_PAYLOAD_BYTES);
    private volatile @Nullable Thread reader;

    /** Who is told of the end. For the reading thread. */
    private @Nullable LegReceiver concerned;

    private volatile Stage stage = Stage.NEW;

    /** Whether the reading thread owes the answer to a command. */
    private volatile boolean answering;

    /** When the last answer was given after which the sender is to hang up; 0 before. */
    private volatile long answeredNanos;

    /** How far the connection has come. */
    private enum Stage {
        /** The sender has not said yet what it wants. */
        NEW,
        /** It asked, and is being answered. */
        ASKED,
        /** The leg is open. */
        OPEN
    }

    InboundLeg(
            FrameChannel channel,
            String array,
            LegAcceptor acceptor,
            Consumer<InboundLeg> onClosed) {
        this.channel = channel;
        this.array = array;
        this.acceptor = acceptor;
        this.onClosed = onClosed;
    }

    @Override
    public void run() {
        reader = Thread.currentThread();
        try {
            LegReceiver opened = open();
            channel.widen();
            while (true) {
                handle(opened, channel.receive());
            }
        } catch (IOException e) {
            end(String.valueOf(e.getMessage()));
        } finally {
            end("the connection ended");
            String why = endedBecause.get();
            LegReceiver told = concerned;
            try {
                if (told != null) {
                    told.down(why == null ? "the connection ended" : why);
                }
            } finally {
                onClosed.accept(this);
            }
        }
    }

    private LegReceiver open() throws IOException {
        Frame frame = channel.next();
        if (frame.payloadBytes() > OPENING_PAYLOAD_BYTES) {
            throw new IOException(
                    "an " + frame.type() + " of " + frame.payloadBytes() + " bytes is none");
        }
        try {
            ask(frame);
            channel.send(Frame.bare(Frame.Type.OPENED, frame.ticket()), NOTHING);
            LegReceiver opened = concerned;
            if (opened != null) {
                stage = Stage.OPEN;
                return opened;
            }
        } catch (EngineFault refusal) {
            send(Frame.Type.REFUSED, frame.ticket(), LegCodec.bytes(refusal));
        }
        // Who was answered hangs up; doing it here would lose what a long cable delays.
        answeredNanos = System.nanoTime();
        throw new IOException("after the answer came " + channel.receive().type());
    }

    private void ask(Frame frame) throws IOException {
        switch (frame.type()) {
            case OPEN -> {
                LegOpen open = LegCodec.open(payload(frame));
                stage = Stage.ASKED;
                open(open);
            }
            case PROBE -> probed(LegCodec.probe(payload(frame)));
            default ->
                    throw new IOException(
                            "a connection begins with OPEN, not with " + frame.type());
        }
    }

    private void open(LegOpen open) {
        channel.peer(open.sender());
        requireMyself(open.receiver());
        // Kept at once: the engine is told of the end even if the answer cannot be sent.
        concerned = acceptor.open(open, this::end);
    }

    /** Another array only wants to know whether this one answers. */
    private void probed(LinkProbe.Question question) {
        channel.peer(question.sender());
        requireMyself(question.receiver());
    }

    private void requireMyself(String receiver) {
        if (!receiver.equals(array)) {
            throw new EngineFault(
                    EngineFault.Code.CONFLICTING_DEFINITION,
                    "this is array "
                            + array
                            + ", not "
                            + receiver
                            + ": correct the peer's link endpoint");
        }
    }

    private void handle(LegReceiver receiver, Frame frame) throws IOException {
        switch (frame.type()) {
            case WRITE ->
                    receiver.write(
                            frame.pair(),
                            frame.offsetBytes(),
                            payload(frame),
                            (frame.flags() & Frame.FUA) != 0,
                            frame.ticket(),
                            this);
            case ZEROES ->
                    receiver.zeroes(
                            frame.pair(),
                            frame.offsetBytes(),
                            frame.lengthBytes(),
                            (frame.flags() & Frame.HOLES) != 0,
                            (frame.flags() & Frame.FUA) != 0,
                            frame.ticket(),
                            this);
            case COPY ->
                    receiver.copy(
                            frame.pair(),
                            frame.offsetBytes(),
                            payload(frame),
                            frame.ticket(),
                            this);
            case ZERO ->
                    receiver.zero(
                            frame.pair(),
                            frame.offsetBytes(),
                            frame.lengthBytes(),
                            frame.ticket(),
                            this);
            case FLUSH -> receiver.flush(frame.pair(), frame.ticket(), this);
            case COMMAND -> command(receiver, frame);
            default -> throw new IOException("a request cannot be " + frame.type());
        }
    }

    private void command(LegReceiver receiver, Frame frame) throws IOException {
        LegCommand command = LegCodec.command(payload(frame));
        answering = true;
        try {
            byte[] reply = LegCodec.bytes(receiver.command(command));
            send(Frame.Type.REPLY, frame.ticket(), reply);
        } catch (EngineFault refusal) {
            send(Frame.Type.REFUSED, frame.ticket(), LegCodec.bytes(refusal));
        } finally {
            answering = false;
        }
        if (endedBecause.get() != null) {
            drain();
        }
    }

    /**
     * Waits until the sender, who was answered, hangs up: doing it here would lose an answer that a
     * long cable delays. What it sent meanwhile, a host's FLUSH for example, has no answer.
     */
    private void drain() throws IOException {
        while (true) {
            ByteBuffer unused = payload(channel.receive());
        }
    }

    private ByteBuffer payload(Frame frame) throws IOException {
        if (frame.payloadBytes() > buffer.capacity()) {
            int bytes = Math.max(USUAL_PAYLOAD_BYTES, frame.payloadBytes());
            buffer = ByteBuffer.allocateDirect(bytes);
        }
        return channel.payload(frame, buffer);
    }

    private void send(Frame.Type type, long ticket, byte[] bytes) throws IOException {
        ByteBuffer payload = ByteBuffer.wrap(bytes);
        int sum = Frame.sum(payload.duplicate());
        channel.send(new Frame(type, 0, -1, 0, bytes.length, ticket, sum), payload);
    }

    @Override
    public void done(long ticket) {
        try {
            Frame answer = Frame.bare(Frame.Type.DONE, ticket);
            if (Thread.currentThread().equals(reader)) {
                // With the answers to what was read together with it.
                channel.gather(answer);
            } else {
                channel.send(answer, NOTHING);
            }
        } catch (IOException e) {
            end("answering failed: " + e.getMessage());
        }
    }

    @Override
    public void tell() {
        try {
            channel.push();
        } catch (IOException e) {
            end("answering failed: " + e.getMessage());
        }
    }

    @Override
    public void refused(long ticket, EngineFault why) {
        try {
            send(Frame.Type.REFUSED, ticket, LegCodec.bytes(why));
        } catch (IOException e) {
            end("answering failed: " + e.getMessage());
        }
    }

    /** For how long the connection has been here. */
    long ageNanos() {
        return System.nanoTime() - acceptedNanos;
    }

    /** Whether nothing is lost if it ends: no leg is open, and nobody decides upon one. */
    boolean mayGiveWay() {
        return endedBecause.get() == null && (stage == Stage.NEW || answeredNanos != 0);
    }

    /** Sends a sign of life, or ends the connection if something did not come in time. */
    void beat(long quietNanos, long limitNanos) {
        try {
            if (answeredNanos != 0 && System.nanoTime() - answeredNanos > limitNanos) {
                // Whatever it sends: signs of life are no reason to keep its place.
                end("the sender did not hang up");
            } else if (stage != Stage.OPEN && answeredNanos == 0 && ageNanos() > limitNanos) {
                end("no leg was opened within " + limitNanos / 1_000_000 + " ms");
            } else if (channel.silentNanos() > limitNanos) {
                end("no sign of life for " + limitNanos / 1_000_000 + " ms");
            } else {
                channel.ping(quietNanos);
            }
        } catch (IOException e) {
            end("the connection broke: " + e.getMessage());
        }
    }

    /**
     * Ends the connection; the reading thread then tells the engine. A command that ends its own
     * connection is answered first: else the sender could only take it for a broken link.
     */
    void end(String why) {
        boolean first = endedBecause.compareAndSet(null, why);
        if (first && answering && Thread.currentThread().equals(reader)) {
            answeredNanos = System.nanoTime();
            return;
        }
        try {
            channel.close();
        } catch (IOException e) {
            endedBecause.set(why + " (closing failed too: " + e.getMessage() + ")");
        }
    }
}
