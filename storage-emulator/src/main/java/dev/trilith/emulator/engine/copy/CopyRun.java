package dev.trilith.emulator.engine.copy;

import dev.trilith.emulator.engine.EngineFault;
import dev.trilith.emulator.engine.bitmap.DifferenceMap;
import dev.trilith.emulator.engine.bitmap.GrainSet;
import dev.trilith.emulator.engine.device.BufferPool;
import dev.trilith.emulator.engine.device.Threads;
import dev.trilith.emulator.engine.pair.Leg;
import dev.trilith.emulator.engine.pair.LogicalUnit;
import dev.trilith.emulator.engine.pair.Pair;
import dev.trilith.emulator.engine.remote.LegWire;
import dev.trilith.emulator.engine.remote.LinkDownException;
import dev.trilith.emulator.engine.remote.Pending;
import dev.trilith.emulator.engine.volume.RangeLocks;
import dev.trilith.emulator.engine.volume.Zeros;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A copy of one leg: sends what differs, in runs of at most 256 KiB, or 1 MiB inside this array, or
 * 16 MiB of a hole, and lets host writes pass. Driven step by step by one thread; {@link #stop} may
 * be called by any.
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

    /** A run is read, summed and sent while it is in the processor's own cache. */
    private static final int RUN_GRAINS = 256 * 1024 / GRAIN;

    /**
     * A hole is told in longer runs: nothing of it is read, and where a hole is already nothing is
     * done.
     */
    private static final int HOLE_GRAINS = 16 * 1024 * 1024 / GRAIN;

    /** What a byte of a hole weighs against one of data, in the window and towards a checkpoint. */
    private static final int HOLE_LIGHTNESS = 16;

    /**
     * After so much the other side is asked to make it durable, while the copy goes on: its disk
     * works beside the link and not after it.
     */
    private static final long CHECKPOINT_BYTES = 64L * 1024 * 1024;

    /** Here nothing is gained by that: both sides share the disk. */
    private static final long CHECKPOINT_BYTES_HERE = 256L * 1024 * 1024;

    private static final Duration ANSWER_LIMIT = Duration.ofSeconds(60);

    /** A flush asked for, and the first run that was sent after it. */
    private record Asked(Pending answer, long next) {}

    private final Leg leg;
    private final @Nullable LegWire wire;
    private final List<Pair> pairs;
    private final BufferPool buffers;
    private final ReentrantLock stepping = new ReentrantLock();
    private final IdentityHashMap<Pair, GrainSet> sent = new IdentityHashMap<>();
    private final IdentityHashMap<Pair, GrainSet> flushing = new IdentityHashMap<>();
    private final SendWindow window;
    private long sinceCheckpoint;
    private boolean lastWasZeros;

    /** The pair under way. What is to be copied only ever becomes less while a copy runs. */
    private int current;

    /** Where in it the last run began: to look for the next one from the start takes long. */
    private int reached;

    private @Nullable Asked asked;
    private volatile boolean stopped;

    /**
     * A copy of what is in the pairs' sets of parts to copy.
     *
     * @param wire the leg's connection, or null for an internal leg
     * @param buffers of 1 MiB
     * @param threads for waiting
     */
    public CopyRun(
            Leg leg,
            @Nullable LegWire wire,
            List<Pair> pairs,
            BufferPool buffers,
            Threads threads) {
        this.leg = leg;
        this.wire = wire;
        this.pairs = List.copyOf(pairs);
        this.buffers = buffers;
        this.window = new SendWindow(leg, threads, this::stopped);
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
        stepping.lock();
        try {
            window.narrow();
        } finally {
            stepping.unlock();
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
    public Step step() {
        stepping.lock();
        try {
            return stepNow();
        } finally {
            stepping.unlock();
        }
    }

    private Step stepNow() {
        // A failed member stops the pairs without asking the copy.
        if (stopped || pairs.stream().anyMatch(p -> p.mode() != Pair.Mode.COPYING)) {
            return Step.STOPPED;
        }
        try {
            Asked flush = asked;
            if (flush != null && flush.answer().outcome() != Pending.Outcome.WAITING) {
                return window.drainBefore(flush.next()) ? Step.CHECKPOINT : Step.STOPPED;
            }
            if (wire == null && sinceCheckpoint >= CHECKPOINT_BYTES_HERE) {
                beginFlush(null);
                return Step.CHECKPOINT;
            }
            if (wire != null && flush == null && sinceCheckpoint >= CHECKPOINT_BYTES) {
                beginFlush(wire.flush(-1));
            }
            if (copyNext()) {
                return window.drain() ? Step.MOVED : Step.STOPPED;
            }
            return window.drainAll() ? Step.ALL_SENT : Step.STOPPED;
        } catch (LinkDownException e) {
            return Step.STOPPED;
        }
    }

    /** Copies the next run of the pair that is under way, or of the next one; false at the end. */
    private boolean copyNext() throws LinkDownException {
        while (current < pairs.size()) {
            Pair pair = pairs.get(current);
            GrainSet rest = pair.toCopy();
            int grain = rest == null ? -1 : rest.next(reached);
            if (rest != null && grain >= 0) {
                reached = grain;
                lastWasZeros =
                        (lastWasZeros && holeRun(pair, rest, grain)) || copyRun(pair, rest, grain);
                return true;
            }
            current++;
            reached = 0;
        }
        return false;
    }

    /** What was sent so far is what the flush will cover. */
    private void beginFlush(@Nullable Pending answer) {
        sinceCheckpoint = 0;
        flushing.forEach((pair, grains) -> {
            GrainSet more = Objects.requireNonNull(sent.get(pair));
            grains.addAll(more);
            more.clear();
        });
        asked = answer == null ? null : new Asked(answer, window.next());
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

    /** How many bytes lie between a grain and the end of another, or of the volume. */
    private static int length(LogicalUnit source, int first, int end) {
        long limit = Math.min((long) end * GRAIN, source.volume().definition().sizeBytes());
        return (int) (limit - (long) first * GRAIN);
    }

    /**
     * Where nothing was ever written a copy has little to do.
     *
     * @return false if there is no hole
     */
    private boolean holeRun(Pair pair, GrainSet rest, int first) throws LinkDownException {
        LogicalUnit source = pair.source();
        long limit = window.limitBytes() * HOLE_LIGHTNESS / GRAIN / 2;
        int most = Math.min(rest.size(), first + (int) Math.min(HOLE_GRAINS, limit));
        int end = first + 1;
        while (end < most && rest.contains(end)) {
            end++;
        }
        long offset = (long) first * GRAIN;
        long locked = source.volume().ranges().lock(offset, length(source, first, end));
        try {
            long hole = source.volume().hole(offset, length(source, first, end));
            boolean whole = hole == length(source, first, end);
            end = whole ? end : first + (int) (hole / GRAIN);
            if (end == first || (wire == null && !holeHere(pair, first, end))) {
                return false;
            }
            int length = length(source, first, end);
            sends(pair, rest, first, end);
            if (wire != null) {
                window.sent(wire.zero(pair.wireIndex(), offset, length), length / HOLE_LIGHTNESS);
            }
            sinceCheckpoint += length / HOLE_LIGHTNESS;
            return true;
        } finally {
            source.volume().ranges().unlock(locked);
        }
    }

    /**
     * Within an array many locks are held: then a long run is only for what needs no work at all.
     */
    private static boolean holeHere(Pair pair, int first, int end) {
        int length = length(pair.source(), first, end);
        return pair.target().volume().hole((long) first * GRAIN, length) == length;
    }

    /** From here on a host's write to these grains goes to both sides, after this run. */
    private void sends(Pair pair, GrainSet rest, int first, int end) {
        rest.remove(first, end - 1);
        GrainSet done = sent.get(pair);
        if (done != null) {
            done.add(first, end - 1);
        }
    }

    /**
     * Copies the next run.
     *
     * @return whether it was all zeros
     */
    private boolean copyRun(Pair pair, GrainSet rest, int first) throws LinkDownException {
        LogicalUnit source = pair.source();
        int perStripe = RangeLocks.STRIPE_BYTES / GRAIN;
        int longest = wire == null ? perStripe : RUN_GRAINS;
        int most = (int) Math.max(1, Math.min(longest, window.limitBytes() / GRAIN / 2));
        int stripeEnd =
                Math.min(Math.min(rest.size(), first + most), (first / perStripe + 1) * perStripe);
        int end = first + 1;
        while (end < stripeEnd && rest.contains(end)) {
            end++;
        }
        long offset = (long) first * GRAIN;
        int length = length(source, first, end);
        ByteBuffer buffer = buffers.take();
        long locked = source.volume().ranges().lock(offset, length);
        sinceCheckpoint += length;
        try {
            sends(pair, rest, first, end);
            if (wire == null) {
                return LocalCopy.copy(pair, offset, length, buffer, buffers);
            }
            buffer.limit(length);
            source.volume().read(offset, buffer);
            return send(wire, pair, offset, buffer.flip());
        } finally {
            source.volume().ranges().unlock(locked);
            buffers.give(buffer);
        }
    }

    /** Sends a run; answers whether it was all zeros. */
    private boolean send(LegWire to, Pair pair, long offset, ByteBuffer data)
            throws LinkDownException {
        boolean zeros = true;
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
            window.sent(answer, bytes);
            zeros &= zero;
            at = end;
        }
        return zeros;
    }
}
