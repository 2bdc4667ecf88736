package dev.trilith.cli.table;

import dev.trilith.core.record.CopyManagementRecord;
import dev.trilith.core.record.CopyManagementTable;
import dev.trilith.core.record.RecordCodec;
import dev.trilith.core.record.RecordRefusedException;
import dev.trilith.core.record.VolumeImage;
import dev.trilith.emulator.engine.RecordSlot;
import dev.trilith.emulator.engine.store.SlotLayout;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A management volume's slots for people: what each holds, and the newest record in full. Not safe
 * for use by several threads.
 */
public final class RecordText {
    private final List<String> states = new ArrayList<>();
    private @Nullable CopyManagementRecord newest;
    private String newestText = "";
    private boolean conflict;

    /** Judges the two slots of a volume. */
    public RecordText(List<SlotLayout.Slot> slots) {
        for (SlotLayout.Slot slot : slots) {
            states.add("slot " + slot.number() + ": " + judge(slot));
        }
    }

    /** Whether a whole record was found, and no contradiction. */
    public boolean readable() {
        return newest != null && !conflict;
    }

    /** The newest record's own text. */
    public List<String> raw() {
        return newest == null ? states : newestText.lines().toList();
    }

    /** The slots, the table and everything else that the newest record says. */
    public List<String> lines() {
        List<String> lines = new ArrayList<>(states);
        CopyManagementRecord record = newest;
        if (record == null) {
            lines.add(
                    "No slot holds a whole record: they are damaged or empty, or this is no management"
                            + " volume.");
            return lines;
        }
        if (conflict) {
            lines.add("CONFLICT: both slots claim to be " + record.number() + ", and differ.");
        }
        lines.add("");
        lines.addAll(CopyManagementTable.print(record).lines().toList());
        lines.add("consistency time: " + orNone(record.consistencyTime()));
        lines.add("run token: " + (record.runToken().isEmpty() ? "none" : record.runToken()));
        lines.add("chain: " + record.chain().sites());
        lines.add("");
        TextTable images = new TextTable("VOLUME", "IMAGE");
        for (VolumeImage image : record.images()) {
            images.row(image.volume().toString(), image.image().toString());
        }
        lines.addAll(images.lines());
        return lines;
    }

    private String judge(SlotLayout.Slot slot) {
        if (slot.state() == RecordSlot.State.EMPTY) {
            return "EMPTY, never written";
        }
        if (slot.state() != RecordSlot.State.WHOLE) {
            return "CORRUPT: torn, flipped or of an unknown version; refused";
        }
        try {
            CopyManagementRecord record = RecordCodec.decode(slot.content());
            take(record, slot.content());
            return "WHOLE, generation "
                    + slot.generation()
                    + ", "
                    + record.number()
                    + ", step "
                    + record.position();
        } catch (RecordRefusedException e) {
            return "CORRUPT: " + e.getMessage() + "; refused";
        }
    }

    private void take(CopyManagementRecord record, String text) {
        CopyManagementRecord known = newest;
        int order = known == null ? 1 : record.number().compareTo(known.number());
        if (order > 0) {
            newest = record;
            newestText = text;
        }
        if (order == 0 && !text.equals(newestText)) {
            conflict = true;
        }
    }

    private static String orNone(@Nullable Object value) {
        return value == null ? "none yet" : value.toString();
    }
}
