package dev.trilith.emulator.engine.array;

import dev.trilith.emulator.engine.Acknowledgement;
import dev.trilith.emulator.engine.EngineFault;
import dev.trilith.emulator.engine.EventKind;
import dev.trilith.emulator.engine.Extent;
import dev.trilith.emulator.engine.HostVolume;
import dev.trilith.emulator.engine.PairStatus;
import dev.trilith.emulator.engine.pair.Content;
import dev.trilith.emulator.engine.pair.LogicalUnit;
import dev.trilith.emulator.engine.pair.Pair;
import dev.trilith.emulator.engine.pair.WritePath;
import dev.trilith.emulator.engine.remote.LegWire;
import dev.trilith.emulator.engine.remote.Pending;
import dev.trilith.emulator.engine.volume.Hold;
import dev.trilith.emulator.engine.volume.Volume;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** A volume as hosts use it. */
final class HostUnit implements HostVolume {
    private static final int ZERO_PIECE = 64 << 20;
    private static final int ZERO_WRITTEN_PIECE = 4 << 20;

    /** A write that is held looks so often whether its host is still there. */
    private static final Duration LOOK = Duration.ofMillis(50);

    private final Core core;
    private final Labels labels;
    private final LogicalUnit unit;
    private final AtomicBoolean fullTold = new AtomicBoolean();
    private final @Nullable BooleanSupplier wanted;

    HostUnit(Core core, Labels labels, LogicalUnit unit) {
        this(core, labels, unit, null);
    }

    private HostUnit(Core core, Labels labels, LogicalUnit unit, @Nullable BooleanSupplier wanted) {
        this.core = core;
        this.labels = labels;
        this.unit = unit;
        this.wanted = wanted;
    }

    @Override
    public HostVolume whileWanted(BooleanSupplier test) {
        return new HostUnit(core, labels, unit, test);
    }

    @Override
    public String port() {
        return unit.address().port();
    }

    @Override
    public String lu() {
        return unit.address().lu();
    }

    @Override
    public boolean isSameAs(HostVolume other) {
        return other instanceof HostUnit another && another.unit == unit;
    }

    @Override
    public long sizeBytes() {
        return unit.volume().definition().sizeBytes();
    }

    @Override
    public boolean writable() {
        return unit.hostWritable() && !failed();
    }

    @Override
    public boolean failed() {
        return unit.volume().failed();
    }

    private void checkOpen() {
        if (core.closing) {
            throw core.fault(EngineFault.Code.DISK_ERROR, "the array is stopping");
        }
    }

    @Override
    public void read(long offsetBytes, ByteBuffer target) {
        checkOpen();
        unit.volume().read(offsetBytes, target);
    }

    /** What a host asked for that is gone may come after what its successor was answered. */
    private void checkWanted() {
        if (wanted != null && !wanted.getAsBoolean()) {
            throw new CancellationException("the host that asked for it is gone");
        }
    }

    private void await(Hold hold) {
        if (wanted == null) {
            hold.await();
            return;
        }
        while (!hold.await(LOOK)) {
            checkWanted();
        }
    }

    private void checkRegion(long offsetBytes) {
        if (offsetBytes < unit.volume().skipBytes()) {
            throw core.fault(
                    EngineFault.Code.READ_ONLY,
                    "the first 512 KiB of management volume "
                            + unit
                            + " are the array's own; data begins after them");
        }
    }

    @Override
    public void write(long offsetBytes, ByteBuffer source, boolean fua) {
        put(offsetBytes, new Content.Bytes(source), fua);
    }

    @Override
    public boolean write(long offsetBytes, ByteBuffer source, Acknowledgement later) {
        return put(offsetBytes, new Content.Bytes(source, later.moreFollows()), false, later);
    }

    @Override
    public void push() {
        push(unit);
    }

    /** Also what went on over internal copies, though they may have stopped since. */
    private static void push(LogicalUnit from) {
        for (Pair pair : from.downstream()) {
            LegWire wire = pair.leg().wire();
            if (wire != null) {
                wire.push();
            } else if (pair.leg().internal()) {
                push(pair.target());
            }
        }
    }

    /** A cut waits for the answers to all that was written: nothing may be kept back meanwhile. */
    private Volume.Pass enter(@Nullable Acknowledgement later) {
        Volume.Pass pass = unit.volume().tryEnter();
        if (pass == null) {
            sendKept(later);
            pass = unit.volume().enter();
        }
        return pass;
    }

    /** This thread is about to wait: nothing that it kept to be sent with more is to wait too. */
    private void sendKept(@Nullable Acknowledgement later) {
        push();
        if (later != null) {
            later.tell();
        }
    }

    @Override
    public void zero(long offsetBytes, long lengthBytes, boolean holes, boolean fua) {
        // A cut waits for the piece that is being zeroed, so it must be short.
        int longest = holes && unit.volume().punches() ? ZERO_PIECE : ZERO_WRITTEN_PIECE;
        long done = 0;
        while (done < lengthBytes) {
            int piece = (int) Math.min(longest, lengthBytes - done);
            boolean last = done + piece == lengthBytes;
            put(offsetBytes + done, new Content.Zeroes(piece, holes), fua && last);
            done += piece;
        }
    }

    @Override
    public void trim(long offsetBytes, long lengthBytes, boolean fua) {
        if (unit.volume().punches()) {
            zero(offsetBytes, lengthBytes, true, fua);
            return;
        }
        checkOpen();
        unit.volume().checkWhole();
        checkRegion(offsetBytes);
        checkHostWritable();
    }

    @Override
    public boolean zeroesFast() {
        return unit.volume().punches();
    }

    private void put(long offsetBytes, Content content, boolean fua) {
        boolean unused = put(offsetBytes, content, fua, null);
    }

    private boolean put(
            long offsetBytes, Content content, boolean fua, @Nullable Acknowledgement later) {
        checkRegion(offsetBytes);
        while (true) {
            Put how;
            try {
                how = tryWrite(offsetBytes, content, fua, later);
            } catch (EngineFault refused) {
                tell(refused);
                throw refused;
            }
            if (how != Put.NOT_YET) {
                return how == Put.DONE;
            }
            Hold hold = unit.volume().hold();
            if (hold != null) {
                sendKept(later);
                await(hold);
            }
        }
    }

    /** The host is refused, and once for each connection whoever reads this array's events. */
    private void tell(EngineFault refused) {
        if (refused.code() == EngineFault.Code.NO_SPACE && fullTold.compareAndSet(false, true)) {
            core.events.add(
                    EventKind.DiskFull,
                    "a host's write is refused: "
                            + refused.getMessage()
                            + ": make room on its disk, or discard blocks of its volumes");
        }
    }

    /** What became of a write. */
    private enum Put {
        DONE,
        /** Waits for other arrays, without this thread. */
        AWAITED,
        /** Held by a freeze, or the label had to change first: once more. */
        NOT_YET
    }

    private Put tryWrite(
            long offsetBytes, Content content, boolean fua, @Nullable Acknowledgement later) {
        checkOpen();
        // Before a label changes, or a secondary gets what this volume cannot take any more.
        unit.volume().checkWhole();
        Volume.Pass pass = enter(later);
        boolean relabel = false;
        boolean awaited = false;
        try {
            if (unit.volume().hold() != null) {
                return Put.NOT_YET;
            }
            // With the pass: neither a freeze nor a cut comes between this and the write.
            checkWanted();
            checkHostWritable();
            if (unit.labelAfterHostWrite().sameImage(unit.volume().label())) {
                WritePath path = WritePath.begin(unit, offsetBytes, content, fua);
                if (later != null && path.waits()) {
                    Pending.Then answered = core.awaited.add(path, pass, later);
                    awaited = true;
                    path.whenAnswered(answered);
                    return Put.AWAITED;
                }
                path.finish(fua);
                return Put.DONE;
            }
            relabel = true;
        } finally {
            if (!awaited) {
                pass.leave();
            }
        }
        if (relabel) {
            sendKept(later);
            touch();
        }
        return Put.NOT_YET;
    }

    private void checkHostWritable() {
        if (!unit.hostWritable()) {
            throw core.fault(
                    EngineFault.Code.READ_ONLY,
                    "volume "
                            + unit
                            + " is the secondary of "
                            + unit.upstream()
                            + " and takes no host writes now");
        }
    }

    /** The first write to a still image: what the volume holds then is said before. */
    private void touch() {
        core.exclusively(() ->
                core.cut(
                        unit,
                        () -> {
                            if (unit.hostWritable()) {
                                Change change = core.tables.change();
                                labels.put(change, unit, unit.labelAfterHostWrite());
                                change.commit();
                            }
                            // No other write goes ahead of the word to the arrays that follow.
                            labels.tellOthers(unit);
                        }));
    }

    @Override
    public void flush() {
        checkOpen();
        WritePath.flush(unit);
    }

    @Override
    public List<Extent> allocation(long offsetBytes, long lengthBytes, int most) {
        checkOpen();
        return unit.volume().allocation(offsetBytes, lengthBytes, most);
    }

    private List<Pair> pairs() {
        List<Pair> pairs = new ArrayList<>(unit.downstream());
        Pair upstream = unit.upstream();
        if (upstream != null) {
            pairs.add(upstream);
        }
        return pairs;
    }

    @Override
    public List<String> differenceMaps() {
        return pairs().stream().map(Pair::name).sorted().toList();
    }

    @Override
    public List<Extent> differences(String pair, long offsetBytes, long lengthBytes, int most) {
        checkOpen();
        Pair asked =
                pairs().stream()
                        .filter(p -> p.name().equals(pair))
                        .findFirst()
                        .orElseThrow(() ->
                                core.fault(
                                        EngineFault.Code.WRONG_STATE,
                                        "volume " + unit + " is in no pair " + pair + " any more"));
        if (asked.state().status() == PairStatus.SMPL) {
            // Nothing was copied yet, or nothing is remembered of it.
            return List.of(new Extent(lengthBytes, true));
        }
        return asked.differences().differing(offsetBytes, lengthBytes, most);
    }
}
