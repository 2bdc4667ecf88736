package dev.trilith.emulator.engine.array;

import dev.trilith.emulator.engine.EngineFault;
import dev.trilith.emulator.engine.Fence;
import dev.trilith.emulator.engine.RecordSlot;
import dev.trilith.emulator.engine.VolumeAddress;
import dev.trilith.emulator.engine.VolumeDefinition;
import dev.trilith.emulator.engine.pair.LogicalUnit;
import dev.trilith.emulator.engine.store.SlotLayout;
import dev.trilith.emulator.engine.store.SlotLayout.Slot;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;

/** Reads and writes of the management volumes' control regions, and of the witness. */
final class Records {
    private final Core core;
    private final Labels labels;
    private final OrderDesk desk;
    private final ReentrantLock lock = new ReentrantLock();

    Records(Core core, Labels labels, OrderDesk desk) {
        this.core = core;
        this.labels = labels;
        this.desk = desk;
    }

    List<RecordSlot> read() {
        List<RecordSlot> all = new ArrayList<>();
        lock.lock();
        try {
            for (LogicalUnit unit : core.tables.units()) {
                VolumeDefinition volume = unit.volume().definition();
                if (volume.storesManagementInformation()) {
                    for (Slot slot : slots(unit)) {
                        all.add(
                                new RecordSlot(
                                        volume.port(),
                                        volume.lu(),
                                        slot.number(),
                                        slot.state(),
                                        slot.content()));
                    }
                }
            }
        } finally {
            lock.unlock();
        }
        return all;
    }

    private List<Slot> slots(LogicalUnit unit) {
        try {
            return SlotLayout.read(unit.volume()::read);
        } catch (IOException e) {
            throw core.fault(EngineFault.Code.DISK_ERROR, "volume " + unit, e);
        }
    }

    private LogicalUnit management(String port, String lu) {
        LogicalUnit unit = core.tables.unit(new VolumeAddress(core.config.name(), port, lu));
        if (unit == null || !unit.volume().definition().storesManagementInformation()) {
            throw core.fault(
                    EngineFault.Code.NO_SUCH_VOLUME,
                    "there is no management volume " + port + "/" + lu);
        }
        return unit;
    }

    private void checkFence(Fence fence) {
        desk.checkForm(fence);
        if (!fence.leg().isEmpty()) {
            throw core.fault(
                    EngineFault.Code.INVALID_VALUE,
                    "a record or witness concerns a whole group, but names leg " + fence.leg());
        }
    }

    /** The bytes as they are read back; a text that has none must not become another one. */
    private byte[] utf8(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        if (!new String(bytes, StandardCharsets.UTF_8).equals(text)) {
            throw core.fault(EngineFault.Code.INVALID_VALUE, "the text has half a character");
        }
        return bytes;
    }

    void write(String port, String lu, Fence fence, String content) {
        LogicalUnit unit = management(port, lu);
        checkFence(fence);
        byte[] bytes = utf8(content);
        if (bytes.length == 0 || bytes.length > SlotLayout.MAX_CONTENT_BYTES) {
            throw core.fault(
                    EngineFault.Code.INVALID_VALUE,
                    "a record has 1 to 131072 bytes, not " + bytes.length);
        }
        lock.lock();
        try {
            desk.once(fence, () -> put(unit, bytes));
        } finally {
            lock.unlock();
        }
    }

    /** The archive before the footer that makes it count, then both durable at once. */
    private void put(LogicalUnit unit, byte[] bytes) {
        List<Slot> slots = slots(unit);
        long at = (long) SlotLayout.next(slots) * SlotLayout.SLOT_BYTES;
        SlotLayout.Encoded slot =
                SlotLayout.encode(bytes, SlotLayout.nextGeneration(slots), core.now());
        unit.volume().write(at, slot.archive());
        core.pass(CrashPoint.RECORD_HALF_WRITTEN);
        unit.volume().write(at + SlotLayout.FOOTER_AT, slot.footer());
        unit.volume().flush();
    }

    void witness(String port, String lu, Fence fence, String text) {
        LogicalUnit unit = management(port, lu);
        checkFence(fence);
        byte[] bytes = utf8(text);
        if (bytes.length > SlotLayout.MAX_WITNESS_BYTES) {
            throw core.fault(
                    EngineFault.Code.INVALID_VALUE,
                    "a witness has at most 1024 bytes, not " + bytes.length);
        }
        if (unit.upstream() != null) {
            throw core.fault(
                    EngineFault.Code.WRONG_STATE,
                    "volume "
                            + unit
                            + " is the secondary of "
                            + unit.upstream()
                            + "; the witness is written at the first volume and travels");
        }
        // Not under the records' lock: a freeze may hold it for long.
        desk.once(
                fence,
                () -> {
                    byte[] whole = Arrays.copyOf(bytes, SlotLayout.MAX_WITNESS_BYTES);
                    new HostUnit(core, labels, unit)
                            .write(SlotLayout.REGION_BYTES, ByteBuffer.wrap(whole), true);
                });
    }
}
