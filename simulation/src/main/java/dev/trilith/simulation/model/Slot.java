package dev.trilith.simulation.model;

import dev.trilith.core.record.CopyManagementRecord;
import dev.trilith.core.record.RecordCodec;
import dev.trilith.core.record.RecordNumber;
import dev.trilith.core.record.RecordRefusedException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A record on a volume, and what of it decides.
 *
 * @param text byte for byte
 * @param number its place in the order of records
 * @param position step and phase
 * @param leftOut legs that sit the pass out
 * @param writer who wrote it
 */
record Slot(
        String text, RecordNumber number, String position, List<String> leftOut, String writer) {
    Slot {
        leftOut = List.copyOf(leftOut);
    }

    /** One text goes to many volumes, and many ways lead to it. One thread searches. */
    private static final Map<String, Slot> KNOWN = new HashMap<>();

    private static final int MOST_KNOWN = 20_000;

    static Slot of(String text) {
        Slot known = KNOWN.get(text);
        if (known == null) {
            try {
                known = of(text, RecordCodec.decode(text));
            } catch (RecordRefusedException e) {
                throw new BrokenPromise("record", "an unreadable record was written: " + e);
            }
            if (KNOWN.size() >= MOST_KNOWN) {
                KNOWN.clear();
            }
            KNOWN.put(text, known);
        }
        return known;
    }

    static Slot of(String text, CopyManagementRecord record) {
        return new Slot(
                text, record.number(), record.position(), record.leftOut(), record.writer());
    }
}
