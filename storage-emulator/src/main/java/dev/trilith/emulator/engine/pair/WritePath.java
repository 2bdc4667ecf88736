package dev.trilith.emulator.engine.pair;

import dev.trilith.emulator.engine.EngineFault;
import dev.trilith.emulator.engine.PairStatus;
import dev.trilith.emulator.engine.SuspendReason;
import dev.trilith.emulator.engine.remote.LegWire;
import dev.trilith.emulator.engine.remote.LinkDownException;
import dev.trilith.emulator.engine.remote.Pending;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The way of one write through the pairs of its volume: marked, sent to the remote side, written
 * here, written to internal secondaries in step, and at the end waited for. The caller holds a pass
 * of the volume's gate from before {@link #begin} until after {@link #finish}.
 */
public final class WritePath {
    /** How long a member may take to answer before the leg counts as broken. */
    static final Duration ANSWER_LIMIT = Duration.ofSeconds(10);

    private record Sent(Pair pair, Pending answer, long offsetBytes, int lengthBytes) {}

    private final LogicalUnit unit;
    private final List<Sent> sent = new ArrayList<>(1);

    private WritePath(LogicalUnit unit) {
        this.unit = unit;
    }

    /**
     * Does all of a write but the waiting.
     *
     * @throws EngineFault if this array's own disk fails; the write may then have reached the
     *     secondary, and the pairs are stopped
     */
    public static WritePath begin(
            LogicalUnit unit, long offsetBytes, Content content, boolean fua) {
        WritePath path = new WritePath(unit);
        mark(unit, offsetBytes, content.length());
        path.apply(unit, offsetBytes, content, fua);
        return path;
    }

    /**
     * Marks a range before it is written, so that no crash can forget that it may differ.
     *
     * @throws EngineFault if a bitmap cannot be written; nothing may be written then
     */
    public static void mark(LogicalUnit unit, long offsetBytes, int lengthBytes) {
        for (Pair pair : unit.downstream()) {
            switch (pair.mode()) {
                case IDLE -> {}
                case TRACK -> markDirty(pair, offsetBytes, lengthBytes);
                case COPYING, MIRROR -> markActive(pair, offsetBytes, lengthBytes);
            }
        }
        Pair own = unit.upstream();
        if (own != null && own.mode() == Pair.Mode.TRACK && letsHostsWrite(own.state())) {
            // A secondary that hosts write to differs from its primary by that.
            markDirty(own, offsetBytes, lengthBytes);
        }
    }

    /**
     * By the pair's own state, which stays while the gate is passed. Whether hosts may write also
     * depends on the primary's label, and that may change meanwhile.
     */
    private static boolean letsHostsWrite(PairState state) {
        return state.is(SuspendReason.SPLIT) || state.status() == PairStatus.SSWS;
    }

    private static void markDirty(Pair pair, long offsetBytes, int lengthBytes) {
        try {
            pair.differences().markDirty(offsetBytes, lengthBytes);
        } catch (IOException e) {
            throw bitmapFault(pair, e);
        }
    }

    private static void markActive(Pair pair, long offsetBytes, int lengthBytes) {
        try {
            pair.differences().markActive(offsetBytes, lengthBytes);
        } catch (IOException e) {
            throw bitmapFault(pair, e);
        }
        LogicalUnit secondary = pair.secondary();
        if (secondary != null) {
            mark(secondary, offsetBytes, lengthBytes);
        }
    }

    private static EngineFault bitmapFault(Pair pair, IOException cause) {
        return new EngineFault(
                EngineFault.Code.DISK_ERROR,
                "the bitmap of " + pair + " cannot be written: " + cause.getMessage(),
                cause);
    }

    private void apply(LogicalUnit to, long offsetBytes, Content content, boolean fua) {
        int length = content.length();
        long locked = to.volume().ranges().lock(offsetBytes, length);
        try {
            for (Pair pair : to.downstream()) {
                if (pair.sends() && !missed(pair, offsetBytes, length)) {
                    send(pair, offsetBytes, content, fua);
                }
            }
            writeHere(to, offsetBytes, content);
            for (Pair pair : to.downstream()) {
                LogicalUnit secondary = pair.secondary();
                if (secondary != null && !missed(pair, offsetBytes, length)) {
                    mirror(pair, secondary, offsetBytes, content, fua);
                }
            }
        } finally {
            to.volume().ranges().unlock(locked);
        }
    }

    /**
     * Whether a write does not go to the secondary. Its leg may have been stopped since the write
     * was marked as one that does, for a stop does not wait for the gate: it is tracked then.
     */
    private static boolean missed(Pair pair, long offsetBytes, int lengthBytes) {
        if (pair.mirrors(offsetBytes, lengthBytes)) {
            return false;
        }
        if (pair.mode() == Pair.Mode.TRACK) {
            markDirty(pair, offsetBytes, lengthBytes);
        }
        return true;
    }

    private static void writeHere(LogicalUnit to, long offsetBytes, Content content) {
        int length = content.length();
        try {
            content.put(to.volume(), offsetBytes);
        } catch (EngineFault e) {
            // The other sides may have what this one lacks.
            for (Pair pair : to.downstream()) {
                if (pair.mode() == Pair.Mode.MIRROR || pair.mode() == Pair.Mode.COPYING) {
                    pair.leg().fail("writing to " + to + " failed: " + e.getMessage());
                }
                if (pair.mode() != Pair.Mode.IDLE) {
                    markDirty(pair, offsetBytes, length);
                }
            }
            throw e;
        }
    }

    private void mirror(
            Pair pair, LogicalUnit secondary, long offsetBytes, Content content, boolean fua) {
        int length = content.length();
        try {
            apply(secondary, offsetBytes, content, fua);
        } catch (EngineFault e) {
            pair.leg().fail("writing to " + secondary + " failed: " + e.getMessage());
            pair.leg().checkStopDurable();
            markDirty(pair, offsetBytes, length);
        }
    }

    private void send(Pair pair, long offsetBytes, Content content, boolean fua) {
        LegWire wire = pair.leg().wire();
        int done = 0;
        int length = content.length();
        try {
            while (wire != null && done < length) {
                int piece = Math.min(content.longestPiece(), length - done);
                Pending answer =
                        content.send(wire, pair.wireIndex(), offsetBytes, done, piece, fua);
                sent.add(new Sent(pair, answer, offsetBytes + done, piece));
                done += piece;
            }
        } catch (LinkDownException e) {
            wire = null;
        }
        if (wire == null) {
            // Told by now: the leg is stopped durably, so this write is only tracked.
            pair.leg().checkStopDurable();
            markDirty(pair, offsetBytes + done, length - done);
        }
    }

    /** Whether the other side was sent anything, so that {@link #finish} may have to wait. */
    public boolean waits() {
        return !sent.isEmpty();
    }

    /** Whether the other side should have answered by now. */
    public boolean late() {
        return sent.stream().anyMatch(one -> one.answer().age().compareTo(ANSWER_LIMIT) > 0);
    }

    /** Whether every secondary in step has it, so that nothing is left to wait for. */
    public boolean arrived() {
        for (Sent one : sent) {
            if (one.answer().outcome() != Pending.Outcome.DONE) {
                return false;
            }
        }
        return true;
    }

    /** Has something done when all answers have come, by who received the last one. */
    public void whenAnswered(Pending.Then what) {
        if (sent.size() == 1) {
            sent.get(0).answer().whenFinished(what);
            return;
        }
        AtomicInteger missing = new AtomicInteger(sent.size());
        Pending.Then one =
                new Pending.Then() {
                    @Override
                    public void run() {
                        if (missing.decrementAndGet() == 0) {
                            what.run();
                        }
                    }

                    @Override
                    public void endOfBatch() {
                        what.endOfBatch();
                    }
                };
        sent.forEach(each -> each.answer().whenFinished(one));
    }

    /**
     * Waits until the write may be acknowledged: every secondary in step has it, or its leg was
     * stopped durably.
     *
     * @param fua whether it must be on this array's disk too
     */
    public void finish(boolean fua) {
        if (fua) {
            flushHere(unit);
        }
        for (Sent one : sent) {
            settle(one);
        }
    }

    private void settle(Sent one) {
        Duration left = ANSWER_LIMIT.minus(one.answer().age());
        if (!arrived(one.pair().leg(), one.answer(), left)) {
            markDirty(one.pair(), one.offsetBytes(), one.lengthBytes());
        }
    }

    private static boolean arrived(Leg leg, Pending answer, Duration limit) {
        Pending.Outcome outcome = answer.await(limit);
        if (outcome == Pending.Outcome.DONE) {
            return true;
        }
        EngineFault refusal = answer.fault();
        if (refusal != null) {
            leg.fail("the other array could not write: " + refusal.getMessage());
        } else if (outcome == Pending.Outcome.WAITING) {
            leg.fail("the other array gave no answer for " + ANSWER_LIMIT.toSeconds() + " s");
        }
        leg.checkStopDurable();
        return false;
    }

    /** Makes this array's side durable: the volume and its internal secondaries in step. */
    private static void flushHere(LogicalUnit unit) {
        unit.volume().flush();
        for (Pair pair : unit.downstream()) {
            LogicalUnit secondary = pair.secondary();
            if (secondary != null && pair.mode() == Pair.Mode.MIRROR) {
                try {
                    flushHere(secondary);
                } catch (EngineFault e) {
                    pair.leg().fail("flushing " + secondary + " failed: " + e.getMessage());
                    pair.leg().checkStopDurable();
                }
            }
        }
    }

    /**
     * Makes every write acknowledged so far durable, here and on the secondaries in step, all sides
     * at the same time.
     */
    public static void flush(LogicalUnit unit) {
        Map<Pair, Pending> answers = new LinkedHashMap<>();
        askFlush(unit, answers);
        flushHere(unit);
        answers.forEach((pair, answer) -> arrived(pair.leg(), answer, ANSWER_LIMIT));
    }

    private static void askFlush(LogicalUnit unit, Map<Pair, Pending> answers) {
        for (Pair pair : unit.downstream()) {
            if (pair.mode() != Pair.Mode.MIRROR) {
                continue;
            }
            LogicalUnit secondary = pair.secondary();
            LegWire wire = pair.leg().wire();
            if (secondary != null) {
                askFlush(secondary, answers);
            } else if (wire != null) {
                try {
                    answers.put(pair, wire.flush(pair.wireIndex()));
                } catch (LinkDownException e) {
                    pair.leg().checkStopDurable();
                }
            }
        }
    }
}
