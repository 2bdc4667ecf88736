package dev.trilith.emulator.engine.array;

import dev.trilith.emulator.engine.EngineFault;
import dev.trilith.emulator.engine.HostVolume;
import dev.trilith.emulator.engine.pair.LogicalUnit;
import dev.trilith.emulator.engine.pair.WritePath;
import dev.trilith.emulator.engine.volume.Hold;
import dev.trilith.emulator.engine.volume.Volume;
import java.nio.ByteBuffer;

/** A volume as hosts use it. */
final class HostUnit implements HostVolume {
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

    @Override
    public void write(long offsetBytes, ByteBuffer source, boolean fua) {
        if (offsetBytes < unit.volume().skipBytes()) {
            throw core.fault(
                    EngineFault.Code.READ_ONLY,
                    "the first 512 KiB of management volume "
                            + unit
                            + " are the array's own; data begins after them");
        }
        while (!tryWrite(offsetBytes, source, fua)) {
            // Held by a freeze, or the label had to change first: once more.
            Hold hold = unit.volume().hold();
            if (hold != null) {
                hold.await();
            }
        }
    }

    private boolean tryWrite(long offsetBytes, ByteBuffer source, boolean fua) {
        checkOpen();
        Volume.Pass pass = unit.volume().enter();
        boolean relabel = false;
        try {
            if (unit.volume().hold() != null) {
                return false;
            }
            if (!unit.hostWritable()) {
                throw core.fault(
                        EngineFault.Code.READ_ONLY,
                        "volume "
                                + unit
                                + " is the secondary of "
                                + unit.upstream()
                                + " and takes no host writes now");
            }
            if (unit.labelAfterHostWrite().sameImage(unit.volume().label())) {
                WritePath.begin(unit, offsetBytes, source, fua).finish(fua);
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
}
