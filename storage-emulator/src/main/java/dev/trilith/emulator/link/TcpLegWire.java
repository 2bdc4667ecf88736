package dev.trilith.emulator.link;

import dev.trilith.emulator.engine.EngineFault;
import dev.trilith.emulator.engine.remote.LegCommand;
import dev.trilith.emulator.engine.remote.LegReply;
import dev.trilith.emulator.engine.remote.LegWire;
import dev.trilith.emulator.engine.remote.LinkDownException;
import dev.trilith.emulator.engine.remote.Pending;
import dev.trilith.emulator.engine.watch.Lookout;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The sender's end of a leg's TCP connection. */
final class TcpLegWire implements LegWire {
    private static final System.Logger LOG = System.getLogger(TcpLegWire.class.getName());
    private static final long COMMAND_LIMIT_SECONDS = 60;
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0).asReadOnlyBuffer();

    private final FrameChannel channel;
    private final Consumer<String> onDown;
    private final Consumer<TcpLegWire> onClosed;
    private final String name;
    private final AtomicLong tickets = new AtomicLong();
    private final Map<Long, Pending> answers = new ConcurrentHashMap<>();
    private final Map<Long, CompletableFuture<LegReply>> replies = new ConcurrentHashMap<>();
    private final AtomicBoolean ended = new AtomicBoolean();
    private final Lookout.Post post;

    /** What answers set off; another thread goes on with it when one is held up. */
    private final Queue<Pending.Then> toRun = new ConcurrentLinkedQueue<>();

    private final Queue<Pending.Then> toEnd = new ConcurrentLinkedQueue<>();
    private final CountDownLatch told = new CountDownLatch(1);
    private volatile @Nullable Thread teller;
    private volatile String endedBecause = "";

    TcpLegWire(
            FrameChannel channel,
            String name,
            Lookout lookout,
            Consumer<String> onDown,
            Consumer<TcpLegWire> onClosed) {
        this.channel = channel;
        this.name = name;
        this.onDown = onDown;
        this.onClosed = onClosed;
        this.post = lookout.post(this::relieve);
    }

    /** Begins to read answers. */
    void start() {
        Thread.ofPlatform().daemon().name("link-answers-" + name).start(this::readAnswers);
    }

    /** Another thread reads when what an answer sets off holds the reader up. */
    private void relieve() {
        boolean started = false;
        try {
            start();
            started = true;
        } finally {
            if (!started) {
                // The one that is held up reads no more: without a socket the next beat sees it.
                hangUp();
            }
        }
    }

    private void hangUp() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException("the link to " + name + " cannot be closed", e);
        }
    }

    @Override
    public Pending write(int pair, long offsetBytes, ByteBuffer data, boolean fua)
            throws LinkDownException {
        return ask(Frame.Type.WRITE, fua ? Frame.FUA : 0, pair, offsetBytes, data);
    }

    @Override
    public Pending writeWithNext(int pair, long offsetBytes, ByteBuffer data)
            throws LinkDownException {
        int sum = Frame.sum(data.duplicate());
        long ticket = tickets.incrementAndGet();
        Frame frame =
                new Frame(Frame.Type.WRITE, 0, pair, offsetBytes, data.remaining(), ticket, sum);
        return send(frame, data, channel::gather);
    }

    @Override
    public void push() {
        try {
            if (!ended.get()) {
                channel.push();
            }
        } catch (IOException e) {
            close("sending to " + name + " failed: " + e.getMessage());
        }
    }

    @Override
    public Pending zeroes(int pair, long offsetBytes, int lengthBytes, boolean holes, boolean fua)
            throws LinkDownException {
        int flags = (fua ? Frame.FUA : 0) | (holes ? Frame.HOLES : 0);
        long ticket = tickets.incrementAndGet();
        return send(
                new Frame(Frame.Type.ZEROES, flags, pair, offsetBytes, lengthBytes, ticket, 0),
                NOTHING);
    }

    @Override
    public Pending copy(int pair, long offsetBytes, ByteBuffer data) throws LinkDownException {
        return ask(Frame.Type.COPY, 0, pair, offsetBytes, data);
    }

    @Override
    public Pending zero(int pair, long offsetBytes, int lengthBytes) throws LinkDownException {
        long ticket = tickets.incrementAndGet();
        return send(
                new Frame(Frame.Type.ZERO, 0, pair, offsetBytes, lengthBytes, ticket, 0), NOTHING);
    }

    @Override
    public Pending flush(int pair) throws LinkDownException {
        return ask(Frame.Type.FLUSH, 0, pair, 0, NOTHING);
    }

    private Pending ask(Frame.Type type, int flags, int pair, long offsetBytes, ByteBuffer data)
            throws LinkDownException {
        int sum = data.hasRemaining() ? Frame.sum(data.duplicate()) : 0;
        long ticket = tickets.incrementAndGet();
        return send(new Frame(type, flags, pair, offsetBytes, data.remaining(), ticket, sum), data);
    }

    /** A way to send a frame. */
    private interface Sending {
        void send(Frame frame, ByteBuffer data) throws IOException;
    }

    private Pending send(Frame frame, ByteBuffer data) throws LinkDownException {
        return send(frame, data, channel::send);
    }

    private Pending send(Frame frame, ByteBuffer data, Sending how) throws LinkDownException {
        Pending pending = new Pending();
        answers.put(frame.ticket(), pending);
        try {
            if (!ended.get()) {
                how.send(frame, data);
            }
        } catch (IOException e) {
            close("sending to " + name + " failed: " + e.getMessage());
        }
        if (ended.get()) {
            // A reader that ended meanwhile may have missed this entry.
            close(endedBecause);
            answers.remove(frame.ticket());
            throw new LinkDownException(endedBecause);
        }
        return pending;
    }

    @Override
    public LegReply command(LegCommand command) {
        CompletableFuture<LegReply> reply = new CompletableFuture<>();
        long ticket = tickets.incrementAndGet();
        replies.put(ticket, reply);
        ByteBuffer payload = ByteBuffer.wrap(LegCodec.bytes(command));
        int sum = Frame.sum(payload.duplicate());
        try {
            if (!ended.get()) {
                channel.send(
                        new Frame(Frame.Type.COMMAND, 0, -1, 0, payload.remaining(), ticket, sum),
                        payload);
            }
            if (ended.get()) {
                throw down(null);
            }
            return reply.get(COMMAND_LIMIT_SECONDS, TimeUnit.SECONDS);
        } catch (IOException e) {
            close("sending to " + name + " failed: " + e.getMessage());
            throw down(e);
        } catch (TimeoutException e) {
            close(name + " gave no answer for " + COMMAND_LIMIT_SECONDS + " s");
            throw down(e);
        } catch (InterruptedException e) {
            close("interrupted while waiting for " + name);
            Thread.currentThread().interrupt();
            throw down(e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof EngineFault refusal) {
                throw new EngineFault(
                        refusal.code(), String.valueOf(refusal.getMessage()), refusal);
            }
            throw down(e);
        } finally {
            replies.remove(ticket);
        }
    }

    private EngineFault down(@Nullable Exception cause) {
        close(endedBecause);
        String text = "the link to " + name + " is down: " + endedBecause;
        return cause == null
                ? new EngineFault(EngineFault.Code.PEER_UNREACHABLE, text)
                : new EngineFault(EngineFault.Code.PEER_UNREACHABLE, text, cause);
    }

    private void readAnswers() {
        boolean mine = true;
        try {
            // What the one before this thread was held up in.
            mine = carryOut();
            while (mine && !ended.get()) {
                Frame frame = channel.receive();
                if (frame.type() == Frame.Type.DONE && frame.payloadBytes() == 0) {
                    Pending pending = answers.remove(frame.ticket());
                    Pending.Then then = pending == null ? null : pending.done();
                    if (then != null) {
                        toRun.add(then);
                    }
                } else {
                    ByteBuffer buffer = ByteBuffer.allocate(frame.payloadBytes());
                    answer(frame, channel.payload(frame, buffer));
                }
                if (!channel.hasReceived()) {
                    mine = carryOut();
                }
            }
        } catch (IOException e) {
            close("the link to " + name + " broke: " + e.getMessage());
        } catch (RuntimeException | Error bug) {
            endBy(bug);
        } finally {
            // What came before the end was done all the same.
            if (mine && carryOut()) {
                post.close();
            }
        }
    }

    /** Does what answers set off; whether this thread is still the one to read. */
    private boolean carryOut() {
        if (toRun.isEmpty() && toEnd.isEmpty()) {
            return true;
        }
        long ticket = post.begin();
        for (Pending.Then one = toRun.poll(); one != null; one = toRun.poll()) {
            guarded(one::run);
            toEnd.add(one);
        }
        for (Pending.Then one = toEnd.poll(); one != null; one = toEnd.poll()) {
            guarded(one::endOfBatch);
        }
        return post.end(ticket);
    }

    /** One that fails is not to take with it what came before and after. */
    private void guarded(Runnable then) {
        try {
            then.run();
        } catch (RuntimeException | Error bug) {
            endBy(bug);
        }
    }

    /**
     * An error of this array's own: a write may never be acknowledged now. The leg stops, for with
     * nobody to read answers it would only seem to run.
     */
    private void endBy(Throwable bug) {
        LOG.log(System.Logger.Level.ERROR, "the link to " + name + " ends", bug);
        close("the link to " + name + " ended by an error of this array: " + bug);
    }

    private void answer(Frame frame, ByteBuffer payload) throws IOException {
        Pending pending = answers.remove(frame.ticket());
        CompletableFuture<LegReply> reply = replies.get(frame.ticket());
        switch (frame.type()) {
            case REFUSED -> {
                EngineFault why = LegCodec.fault(payload);
                if (pending != null) {
                    pending.refused(why);
                }
                if (reply != null) {
                    reply.completeExceptionally(why);
                }
            }
            case REPLY -> {
                if (reply != null) {
                    reply.complete(LegCodec.reply(payload));
                }
            }
            default -> throw new IOException("an answer cannot be " + frame.type());
        }
    }

    /** Whether the other side gave no sign of life in time. */
    boolean dead(long limitNanos) {
        return channel.silentNanos() > limitNanos || !channel.isOpen();
    }

    /** Sends a sign of life, or ends the connection if the other side gave none in time. */
    void beat(long quietNanos, long limitNanos) {
        try {
            if (!channel.isOpen()) {
                close("nobody reads the answers of " + name);
            } else if (channel.silentNanos() > limitNanos) {
                close(name + " gave no sign of life for " + limitNanos / 1_000_000 + " ms");
            } else {
                channel.ping(quietNanos);
            }
        } catch (IOException e) {
            close("the link to " + name + " broke: " + e.getMessage());
        }
    }

    @Override
    public boolean isOpen() {
        return !ended.get();
    }

    @Override
    public void close(String why) {
        if (!ended.compareAndSet(false, true)) {
            awaitTold();
            return;
        }
        teller = Thread.currentThread();
        endedBecause = why;
        try {
            channel.close();
        } catch (IOException e) {
            endedBecause = why + " (closing failed too: " + e.getMessage() + ")";
        }
        onClosed.accept(this);
        try {
            onDown.accept(endedBecause);
        } finally {
            told.countDown();
            answers.values().forEach(pending -> guarded(pending::down));
            IOException ending = new IOException(endedBecause);
            replies.values().forEach(reply -> reply.completeExceptionally(ending));
        }
    }

    private void awaitTold() {
        if (teller == Thread.currentThread()) {
            return;
        }
        boolean interrupted = false;
        while (true) {
            try {
                told.await();
                break;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public long bytesSent() {
        return channel.bytesSent();
    }
}
