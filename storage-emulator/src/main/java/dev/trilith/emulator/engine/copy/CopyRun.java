package dev.trilith.emulator.engine.copy;

import dev.trilith.emulator.engine.EngineFault;
import dev.trilith.emulator.engine.bitmap.DifferenceMap;
import dev.trilith.emulator.engine.bitmap.GrainSet;
import dev.trilith.emulator.engine.device.BufferPool;
import dev.trilith.emulator.engine.pair.Content;
import dev.trilith.emulator.engine.pair.Leg;
import dev.trilith.emulator.engine.pair.LogicalUnit;
import dev.trilith.emulator.engine.pair.Pair;
import dev.trilith.emulator.engine.pair.WritePath;
import dev.trilith.emulator.engine.remote.LegWire;
import dev.trilith.emulator.engine.remote.LinkDownException;
import dev.trilith.emulator.engine.remote.Pending;
import dev.trilith.emulator.engine.volume.RangeLocks;
import dev.trilith.emulator.engine.volume.Volume;
import dev.trilith.emulator.engine.volume.Zeros;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A copy of one leg: sends what differs, in runs of at most 256 KiB, or 1 MiB inside this array,
 * and lets host writes pass. Driven step by step by one thread; {@link #stop} may be called by any.
 */
public final class CopyRun {
    /** What a step came to. */
    public enum Step {
        /** A run was sent. */
        MOVED,
        /** A good part is durable on the other side, so its differences can be forgotten. */
        CHECKPOINT,
        /** Nothing is left to send and all has arrived. */
        ALL_SENT,
        /** The copy was stopped, or its other side failed. */
        STOPPED
    }

    private static final int GRAIN = DifferenceMap.GRAIN_BYTES;
    private static final int PEEK_BYTES = 4096;

    /** A run is read, summed and sent while it is in the processor's own cache. */
    private static final int RUN_GRAINS = 256 * 1024 / GRAIN;

    private static final long MAX_WINDOW_BYTES = 8L * 1024 * 1024;
    private static final long MIN_WINDOW_BYTES = 2L * GRAIN;

    /** A host's write waits behind what is in flight, so no more than this long of it. */
    private static final long WINDOW_NANOS = 400_000_000L;

    /**
     * After so much the other side is asked to make it durable, while the copy goes on: its disk
     * works beside the link and not after it.
     */
    private static final long CHECKPOINT_BYTES = 64L * 1024 * 1024;

    /** Here nothing is gained by that: both sides share the disk. */
    private static final long CHECKPOINT_BYTES_HERE = 256L * 1024 * 1024;

    private static final Duration ANSWER_LIMIT = Duration.ofSeconds(60);
    private static final Duration GLANCE = Duration.ofMillis(50);

    private record InFlight(Pending answer, int bytes, long number, long sinceNanos) {}

    /** A flush asked for, and the first run that was sent after it. */
    private record Asked(Pending answer, long next) {}

    private final Leg leg;
    private final @Nullable LegWire wire;
    private final List<Pair> pairs;
    private final BufferPool buffers;
    private final IdentityHashMap<Pair, GrainSet> sent = new IdentityHashMap<>();
    private final IdentityHashMap<Pair, GrainSet> flushing = new IdentityHashMap<>();
    private final Deque<InFlight> window = new ArrayDeque<>();
    private long windowBytes;
    private long windowLimit = 1024 * 1024;
    private long sinceCheckpoint;
    private long runs;
    private @Nullable Asked asked;
    private volatile boolean stopped;

    /**
     * A copy of what is in the pairs' sets of parts to copy.
     *
     * @param wire the leg's connection, or null for an internal leg
     * @param buffers of 1 MiB
     */
    public CopyRun(Leg leg, @Nullable LegWire wire, List<Pair> pairs, BufferPool buffers) {
        this.leg = leg;
        this.wire = wire;
        this.pairs = List.copyOf(pairs);
        this.buffers = buffers;
        for (Pair pair : pairs) {
            int grains = pair.differences().dirtyGrains().size();
            sent.put(pair, new GrainSet(grains));
            flushing.put(pair, new GrainSet(grains));
        }
    }

    /** The leg that is copied. */
    public Leg leg() {
        return leg;
    }

    /** The connection it uses, or null for an internal leg. */
    public @Nullable LegWire wire() {
        return wire;
    }

    /** The pairs that are copied. */
    public List<Pair> pairs() {
        return pairs;
    }

    /** Sends nothing more from its return on; waits for the step that is being made. */
    public void stop() {
        stopped = true;
        synchronized (this) {
            windowLimit = MIN_WINDOW_BYTES;
        }
    }

    /** Whether it was stopped. */
    public boolean stopped() {
        return stopped;
    }

    /**
     * Sends one run, or says what is to be done next.
     *
     * @throws EngineFault if a disk here fails
     */
    public synchronized Step step() {
        // A failed member stops the pairs without asking the copy.
        if (stopped || pairs.stream().anyMatch(p -> p.mode() != Pair.Mode.COPYING)) {
            return Step.STOPPED;
        }
        try {
            Asked flush = asked;
            if (flush != null && flush.answer().outcome() != Pending.Outcome.WAITING) {
                return drainBefore(flush.next()) ? Step.CHECKPOINT : Step.STOPPED;
            }
            if (wire == null && sinceCheckpoint >= CHECKPOINT_BYTES_HERE) {
                beginFlush(null);
                return Step.CHECKPOINT;
            }
            if (wire != null && flush == null && sinceCheckpoint >= CHECKPOINT_BYTES) {
                beginFlush(wire.flush(-1));
            }
            for (Pair pair : pairs) {
                GrainSet rest = pair.toCopy();
                int grain = rest == null ? -1 : rest.next(0);
                if (rest != null && grain >= 0) {
                    copyRun(pair, rest, grain);
                    return drain(windowLimit) ? Step.MOVED : Step.STOPPED;
                }
            }
            return drain(0) ? Step.ALL_SENT : Step.STOPPED;
        } catch (LinkDownException e) {
            return Step.STOPPED;
        }
    }

    /** What was sent so far is what the flush will cover. */
    private void beginFlush(@Nullable Pending answer) {
        sinceCheckpoint = 0;
        flushing.forEach((pair, grains) -> {
            GrainSet more = Objects.requireNonNull(sent.get(pair));
            grains.addAll(more);
            more.clear();
        });
        asked = answer == null ? null : new Asked(answer, runs);
    }

    /**
     * Makes sure that what a {@link Step#CHECKPOINT} covers, or at {@link Step#ALL_SENT}
     * everything, is durable on the other side.
     *
     * @return false if the other side failed
     */
    public boolean makeDurable(Step reached) {
        try {
            if (wire != null) {
                if (reached == Step.ALL_SENT) {
                    beginFlush(wire.flush(-1));
                }
                Asked flush = asked;
                asked = null;
                return flush != null && flush.answer().await(ANSWER_LIMIT) == Pending.Outcome.DONE;
            }
        } catch (LinkDownException e) {
            return false;
        }
        beginFlush(null);
        for (Pair pair : pairs) {
            pair.target().volume().flush();
        }
        return true;
    }

    /**
     * Forgets the differences that {@link #makeDurable} made durable. The gate must be closed, so
     * that no write is between its two sides, and the connection must still stand.
     */
    public void forget() throws IOException {
        for (Pair pair : pairs) {
            GrainSet gone = flushing.get(pair);
            if (gone != null && !gone.isEmpty()) {
                pair.differences().copied(gone);
                gone.clear();
            }
        }
    }

    private void copyRun(Pair pair, GrainSet rest, int first) throws LinkDownException {
        LogicalUnit source = pair.source();
        int perStripe = RangeLocks.STRIPE_BYTES / GRAIN;
        int longest = wire == null ? perStripe : RUN_GRAINS;
        int most = (int) Math.max(1, Math.min(longest, windowLimit / GRAIN / 2));
        int stripeEnd =
                Math.min(Math.min(rest.size(), first + most), (first / perStripe + 1) * perStripe);
        int end = first + 1;
        while (end < stripeEnd && rest.contains(end)) {
            end++;
        }
        long offset = (long) first * GRAIN;
        long limit = Math.min((long) end * GRAIN, source.volume().definition().sizeBytes());
        int length = (int) (limit - offset);
        ByteBuffer buffer = buffers.take();
        long locked = source.volume().ranges().lock(offset, length);
        try {
            // From here on a host's write to these grains goes to both sides, after this run.
            rest.remove(first, end - 1);
            GrainSet done = sent.get(pair);
            if (done != null) {
                done.add(first, end - 1);
            }
            if (wire == null) {
                copyHere(pair, offset, length, buffer);
            } else {
                buffer.limit(length);
                source.volume().read(offset, buffer);
                send(wire, pair, offset, buffer.flip());
            }
        } finally {
            source.volume().ranges().unlock(locked);
            buffers.give(buffer);
        }
        sinceCheckpoint += length;
    }

    private void send(LegWire to, Pair pair, long offset, ByteBuffer data)
            throws LinkDownException {
        int at = 0;
        int length = data.limit();
        while (at < length) {
            boolean zero = Zeros.isZero(data, at, Math.min(GRAIN, length - at));
            int end = at + Math.min(GRAIN, length - at);
            while (end < length && Zeros.isZero(data, end, Math.min(GRAIN, length - end)) == zero) {
                end += Math.min(GRAIN, length - end);
            }
            int bytes = end - at;
            Pending answer =
                    zero
                            ? to.zero(pair.wireIndex(), offset + at, bytes)
                            : to.copy(pair.wireIndex(), offset + at, data.slice(at, bytes));
            window.add(new InFlight(answer, bytes, runs++, System.nanoTime()));
            windowBytes += bytes;
            at = end;
        }
    }

    /** Fits the window to the speed of the link: narrow cables are part of the product. */
    private void adapt(long tookNanos) {
        windowLimit =
                tookNanos > WINDOW_NANOS
                        ? Math.max(MIN_WINDOW_BYTES, windowLimit / 2)
                        : Math.min(MAX_WINDOW_BYTES, windowLimit + windowLimit / 8);
    }

    private Pending.Outcome awaitUnlessStopped(Pending answer) {
        long until = System.nanoTime() + ANSWER_LIMIT.toNanos();
        Pending.Outcome outcome = answer.await(GLANCE);
        while (outcome == Pending.Outcome.WAITING && !stopped && System.nanoTime() < until) {
            outcome = answer.await(GLANCE);
        }
        return outcome;
    }

    /** Waits until at most {@code bytes} have no answer yet. */
    private boolean drain(long bytes) {
        while (windowBytes > bytes || (bytes == 0 && !window.isEmpty())) {
            if (!settleOldest(window.removeFirst())) {
                return false;
            }
        }
        return true;
    }

    /** Waits until every run up to a number has its answer: a flush covers none that failed. */
    private boolean drainBefore(long number) {
        InFlight oldest = window.peekFirst();
        while (oldest != null && oldest.number() < number) {
            if (!settleOldest(window.removeFirst())) {
                return false;
            }
            oldest = window.peekFirst();
        }
        return true;
    }

    private boolean settleOldest(InFlight oldest) {
        Pending.Outcome outcome = awaitUnlessStopped(oldest.answer());
        if (outcome != Pending.Outcome.DONE) {
            EngineFault refusal = oldest.answer().fault();
            if (outcome != Pending.Outcome.DOWN && !stopped) {
                leg.fail(
                        refusal == null
                                ? "the other array gave no answer to a copy"
                                : "the other array could not take a copy: " + refusal.getMessage());
            }
            return false;
        }
        windowBytes -= oldest.bytes();
        adapt(System.nanoTime() - oldest.sinceNanos());
        return true;
    }

    private void copyHere(Pair pair, long offset, int length, ByteBuffer buffer) {
        LogicalUnit target = pair.target();
        if (holdsData(pair.source().volume(), offset, length, buffer) && isEnd(target)) {
            pair.source().volume().copyTo(offset, target.volume(), length);
            return;
        }
        buffer.clear().limit(length);
        pair.source().volume().read(offset, buffer);
        buffer.flip();
        for (int at = 0; at < length; at += GRAIN) {
            int bytes = Math.min(GRAIN, length - at);
            if (Zeros.isZero(buffer, at, bytes)) {
                putZeros(target, offset + at, bytes, buffers);
            } else {
                put(target, offset + at, buffer.slice(at, bytes));
            }
        }
    }

    /** Whether every grain begins with data, so that there is no hole to keep. */
    private static boolean holdsData(Volume source, long offset, int length, ByteBuffer buffer) {
        for (int at = 0; at < length; at += GRAIN) {
            int peek = Math.min(PEEK_BYTES, length - at);
            buffer.clear().limit(peek);
            source.read(offset + at, buffer);
            if (Zeros.isZero(buffer.flip(), 0, peek)) {
                return false;
            }
        }
        return true;
    }

    private static boolean isEnd(LogicalUnit target) {
        return target.downstream().isEmpty();
    }

    /** Writes a part of a copy into its target, and on to whatever follows the target. */
    public static void put(LogicalUnit target, long offset, ByteBuffer data) {
        WritePath path = WritePath.begin(target, offset, new Content.Bytes(data), false);
        path.finish(false);
    }

    /** Makes a part of a copy's target zeros; where it is zeros already, a hole stays a hole. */
    public static void putZeros(LogicalUnit target, long offset, int length, BufferPool buffers) {
        ByteBuffer buffer = buffers.take();
        try {
            for (int at = 0; at < length; at += Zeros.MAX_BYTES) {
                int piece = Math.min(Zeros.MAX_BYTES, length - at);
                target.volume().read(offset + at, buffer.clear().limit(piece));
                if (!Zeros.isZero(buffer.flip(), 0, piece)) {
                    WritePath.begin(target, offset + at, new Content.Zeroes(piece, true), false)
                            .finish(false);
                }
            }
        } finally {
            buffers.give(buffer);
        }
    }
}
