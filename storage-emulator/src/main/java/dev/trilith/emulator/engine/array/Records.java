package dev.trilith.emulator.engine.array;

import dev.trilith.emulator.engine.EngineFault;
import dev.trilith.emulator.engine.EventKind;
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
import java.util.Comparator;
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

    void write(String port, String lu, Fence fence, long after, String content) {
        LogicalUnit unit = management(port, lu);
        checkFence(fence);
        if (after < 0 || after > fence.sequence()) {
            throw core.fault(
                    EngineFault.Code.INVALID_VALUE,
                    "after is from 0 to the sequence "
                            + fence.sequence()
                            + " of its fence, not "
                            + after);
        }
        byte[] bytes = utf8(content);
        if (bytes.length == 0 || bytes.length > SlotLayout.MAX_CONTENT_BYTES) {
            throw core.fault(
                    EngineFault.Code.INVALID_VALUE,
                    "a record has 1 to 131072 bytes, not " + bytes.length);
        }
        lock.lock();
        try {
            desk.record(fence, after, () -> put(unit, fence, bytes));
        } finally {
            lock.unlock();
        }
    }

    /**
     * The archive before the footer that makes it count, then both durable at once, and with them
     * the order that the record came with.
     */
    private SlotPlace put(LogicalUnit unit, Fence fence, byte[] bytes) {
        List<Slot> slots = slots(unit);
        int number = SlotLayout.next(slots);
        SlotPlace place = new SlotPlace(unit.address(), number);
        core.tables.leave(place);
        long generation = SlotLayout.nextGeneration(slots);
        write(unit, number, SlotLayout.encode(bytes, generation, core.now(), fence));
        unit.volume().flush();
        return place;
    }

    /**
     * At a start: what the slots alone know of orders and answers gets into the tables. The process
     * before this one may have failed to force such a slot; then it reads as whole, and no later
     * force writes it. So it is written again first, with the bytes that it has.
     */
    void learn() {
        for (LogicalUnit unit : core.tables.units()) {
            if (unit.volume().definition().storesManagementInformation()) {
                try {
                    learn(unit);
                } catch (EngineFault e) {
                    // It says so again to who asks for its records; the array has other work.
                    core.events.add(EventKind.DiskFailed, String.valueOf(e.getMessage()));
                }
            }
        }
    }

    private void learn(LogicalUnit unit) {
        List<Slot> slots = new ArrayList<>(slots(unit));
        slots.sort(Comparator.comparingLong(Slot::generation));
        for (Slot slot : slots) {
            Fence command = slot.command();
            if (command != null && !desk.knows(command)) {
                write(unit, slot.number(), found(unit, slot));
                unit.volume().flush();
                desk.learn(command);
            }
        }
    }

    private SlotLayout.Encoded found(LogicalUnit unit, Slot slot) {
        try {
            return SlotLayout.found(unit.volume()::read, slot.number());
        } catch (IOException e) {
            throw core.fault(EngineFault.Code.DISK_ERROR, "volume " + unit, e);
        }
    }

    private void write(LogicalUnit unit, int number, SlotLayout.Encoded slot) {
        long at = (long) number * SlotLayout.SLOT_BYTES;
        unit.volume().write(at, slot.archive());
        core.pass(CrashPoint.RECORD_HALF_WRITTEN);
        unit.volume().write(at + SlotLayout.FOOTER_AT, slot.footer());
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
                answer -> {
                    byte[] whole = Arrays.copyOf(bytes, SlotLayout.MAX_WITNESS_BYTES);
                    new HostUnit(core, labels, unit)
                            .write(SlotLayout.REGION_BYTES, ByteBuffer.wrap(whole), true);
                });
    }
}
