package dev.trilith.simulation.disk;

import dev.trilith.emulator.engine.Fence;
import dev.trilith.emulator.engine.RecordSlot;
import dev.trilith.emulator.engine.bitmap.DifferenceMap;
import dev.trilith.emulator.engine.bitmap.GrainSet;
import dev.trilith.emulator.engine.device.DiskFile;
import dev.trilith.emulator.engine.store.ControlMemory;
import dev.trilith.emulator.engine.store.SlotLayout;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What an array keeps beside its data: tables and labels in the control memory, a pair's bitmap,
 * record slots. Beside each, what it must hold, known from the calls that returned.
 */
final class ArrayFiles {
    private static final Fence COMMAND = new Fence("G1", "", 3, 1120, "c-7");

    /** How many operations there are. */
    static final int OPERATIONS = 13;

    private static final Path CONTROL = Path.of("/data/control.journal");
    private static final Path BITMAP = Path.of("/data/pair.bitmap");
    private static final Path RECORDS = Path.of("/data/records.img");
    private static final long VOLUME_BYTES = 320L * DifferenceMap.GRAIN_BYTES;
    private static final String LARGER_THAN_THE_JOURNAL = "x".repeat(520 * 1024);

    private final CrashDisk disk;
    private ControlMemory control;
    private DifferenceMap bitmap;
    private final DiskFile records;

    private final Map<String, String> rows = new TreeMap<>();
    private final Set<Integer> dirty = new TreeSet<>();
    private final Set<Integer> active = new TreeSet<>();
    private final Set<Integer> aging = new TreeSet<>();
    private String record = "";

    private ArrayFiles(
            CrashDisk disk, ControlMemory control, DifferenceMap bitmap, DiskFile records) {
        this.disk = disk;
        this.control = control;
        this.bitmap = bitmap;
        this.records = records;
    }

    /** Files of an array that was just defined. */
    static ArrayFiles create() throws IOException {
        CrashDisk disk = new CrashDisk(new CrashDisk.State());
        ControlMemory control = ControlMemory.open(disk, CONTROL);
        DifferenceMap bitmap = DifferenceMap.create(disk, BITMAP, VOLUME_BYTES, 0);
        DiskFile records = disk.open(RECORDS);
        records.force();
        disk.forceDirectory(Path.of("/data"));
        return new ArrayFiles(disk, control, bitmap, records);
    }

    CrashDisk disk() {
        return disk;
    }

    /** What the files must hold now. */
    Promise promise() {
        Set<Integer> marked = new TreeSet<>(dirty);
        marked.addAll(active);
        marked.addAll(aging);
        return new Promise(new TreeMap<>(rows), marked, record);
    }

    /**
     * What was promised.
     *
     * @param rows of all tables
     * @param marked grains that may differ
     * @param record the newest
     */
    record Promise(Map<String, String> rows, Set<Integer> marked, String record) {}

    /** Carries an operation out; {@code time} makes its content its own. */
    void run(int operation, int time) throws IOException {
        switch (operation) {
            case 0 -> put("pair", "PAIR " + time);
            case 1 -> put("pair", "PSUS " + time, "fence", "sequence " + time);
            case 2 -> remove("pair");
            case 3 -> put("label-landing", "INCOMPLETE", "label-kept", "STILL " + time);
            case 4 -> put("large", LARGER_THAN_THE_JOURNAL);
            case 5 -> mark(0);
            case 6 -> mark(300);
            case 7 -> {
                bitmap.markActive(DifferenceMap.GRAIN_BYTES, 4096);
                active.add(1);
            }
            case 8 -> copied();
            case 9 -> {
                bitmap.allDurable();
                active.clear();
                aging.clear();
            }
            case 10 -> {
                bitmap.rotate();
                aging.addAll(active);
                active.clear();
                bitmap.agedDurable();
                aging.clear();
            }
            case 11 -> write("record " + time);
            default -> restart();
        }
    }

    /** Keys and values in turn, in one batch. */
    private void put(String... keysAndValues) throws IOException {
        List<ControlMemory.Row> batch = new ArrayList<>();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            byte[] value = keysAndValues[i + 1].getBytes(StandardCharsets.UTF_8);
            batch.add(new ControlMemory.Row(1, keysAndValues[i], value));
        }
        control.commit(batch);
        for (int i = 0; i < keysAndValues.length; i += 2) {
            rows.put(keysAndValues[i], keysAndValues[i + 1]);
        }
    }

    private void remove(String key) throws IOException {
        control.commit(List.of(new ControlMemory.Row(1, key, null)));
        rows.remove(key);
    }

    private void mark(int grain) throws IOException {
        bitmap.markDirty((long) grain * DifferenceMap.GRAIN_BYTES, 4096);
        dirty.add(grain);
    }

    private void copied() throws IOException {
        GrainSet first = new GrainSet((int) (VOLUME_BYTES / DifferenceMap.GRAIN_BYTES));
        first.add(0, 0);
        bitmap.copied(first);
        dirty.remove(0);
    }

    /** As the array writes a record: the archive, then the footer that makes it count. */
    private void write(String text) throws IOException {
        List<SlotLayout.Slot> slots = SlotLayout.read(records::read);
        long at = (long) SlotLayout.next(slots) * SlotLayout.SLOT_BYTES;
        SlotLayout.Encoded slot =
                SlotLayout.encode(
                        text.getBytes(StandardCharsets.UTF_8),
                        SlotLayout.nextGeneration(slots),
                        Instant.EPOCH,
                        COMMAND);
        records.write(at, slot.archive());
        records.write(at + SlotLayout.FOOTER_AT, slot.footer());
        records.force();
        record = text;
    }

    /** The process ends and starts again; the page cache keeps what was written. */
    private void restart() throws IOException {
        control.close();
        bitmap.close();
        control = ControlMemory.open(disk, CONTROL);
        bitmap = DifferenceMap.open(disk, BITMAP, VOLUME_BYTES, 0, false);
        dirty.addAll(active);
        dirty.addAll(aging);
        active.clear();
        aging.clear();
    }

    private static Map<String, String> tables(ControlMemory memory) {
        Map<String, String> found = new TreeMap<>();
        memory.table(1)
                .forEach((key, value) -> found.put(key, new String(value, StandardCharsets.UTF_8)));
        return found;
    }

    /** Starts on a disk after a loss of power, and says what is found. */
    static Promise open(CrashDisk disk) throws IOException {
        Map<String, String> rows = tables(ControlMemory.open(disk, CONTROL));
        GrainSet grains = DifferenceMap.open(disk, BITMAP, VOLUME_BYTES, 0, true).dirtyGrains();
        Set<Integer> marked = new TreeSet<>();
        for (int grain = grains.next(0); grain >= 0; grain = grains.next(grain + 1)) {
            marked.add(grain);
        }
        String newest = "";
        long generation = -1;
        for (SlotLayout.Slot slot : SlotLayout.read(disk.open(RECORDS)::read)) {
            if (slot.state() == RecordSlot.State.WHOLE && slot.generation() > generation) {
                generation = slot.generation();
                newest = slot.content();
            }
        }
        return new Promise(rows, marked, newest);
    }
}
