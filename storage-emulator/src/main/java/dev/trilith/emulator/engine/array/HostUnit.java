package dev.trilith.emulator.engine.array;

import dev.trilith.emulator.engine.EngineFault;
import dev.trilith.emulator.engine.Extent;
import dev.trilith.emulator.engine.HostVolume;
import dev.trilith.emulator.engine.PairStatus;
import dev.trilith.emulator.engine.pair.Content;
import dev.trilith.emulator.engine.pair.LogicalUnit;
import dev.trilith.emulator.engine.pair.Pair;
import dev.trilith.emulator.engine.pair.WritePath;
import dev.trilith.emulator.engine.volume.Hold;
import dev.trilith.emulator.engine.volume.Volume;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** A volume as hosts use it. */
final class HostUnit implements HostVolume {
    private static final int ZERO_PIECE = 64 << 20;
    private static final int ZERO_WRITTEN_PIECE = 4 << 20;

    private final Core core;
    private final Labels labels;
    private final LogicalUnit unit;

    HostUnit(Core core, Labels labels, LogicalUnit unit) {
        this.core = core;
        this.labels = labels;
        this.unit = unit;
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
    public long sizeBytes() {
        return unit.volume().definition().sizeBytes();
    }

    @Override
    public boolean writable() {
        return unit.hostWritable() && !unit.volume().failed();
    }

    @Override
    public boolean writesWait() {
        for (Pair pair : unit.downstream()) {
            Pair.Mode mode = pair.mode();
            if (pair.sends() && (mode == Pair.Mode.MIRROR || mode == Pair.Mode.COPYING)) {
                return true;
            }
        }
        return false;
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
        checkRegion(offsetBytes);
        checkHostWritable();
    }

    @Override
    public boolean zeroesFast() {
        return unit.volume().punches();
    }

    private void put(long offsetBytes, Content content, boolean fua) {
        checkRegion(offsetBytes);
        while (!tryWrite(offsetBytes, content, fua)) {
            // Held by a freeze, or the label had to change first: once more.
            Hold hold = unit.volume().hold();
            if (hold != null) {
                hold.await();
            }
        }
    }

    private boolean tryWrite(long offsetBytes, Content content, boolean fua) {
        checkOpen();
        Volume.Pass pass = unit.volume().enter();
        boolean relabel = false;
        try {
            if (unit.volume().hold() != null) {
                return false;
            }
            checkHostWritable();
            if (unit.labelAfterHostWrite().sameImage(unit.volume().label())) {
                WritePath.begin(unit, offsetBytes, content, fua).finish(fua);
                return true;
            }
            relabel = true;
        } finally {
            pass.leave();
        }
        if (relabel) {
            touch();
        }
        return false;
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
        core.exclusively(() -> {
            core.cut(
                    unit,
                    () -> {
                        if (unit.hostWritable()) {
                            Change change = core.tables.change();
                            labels.put(change, unit, unit.labelAfterHostWrite());
                            change.commit();
                        }
                    });
            labels.tellOthers(unit);
        });
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
