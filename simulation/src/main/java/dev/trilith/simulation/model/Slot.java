package dev.trilith.simulation.model;

import dev.trilith.core.record.CopyManagementRecord;
import dev.trilith.core.record.RecordCodec;
import dev.trilith.core.record.RecordRefusedException;

/**
 * A record on a volume, and what it says.
 *
 * @param text byte for byte
 * @param record decoded
 */
record Slot(String text, CopyManagementRecord record) {
    static Slot of(String text) {
        try {
            return new Slot(text, RecordCodec.decode(text));
        } catch (RecordRefusedException e) {
            throw new BrokenPromise("record", "an unreadable record was written: " + e);
        }
    }
}
