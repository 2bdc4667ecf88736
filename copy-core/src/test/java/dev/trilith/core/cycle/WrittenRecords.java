package dev.trilith.core.cycle;

import dev.trilith.core.array.LabChain;
import dev.trilith.core.array.RecordSlot;
import dev.trilith.core.record.RecordCodec;
import dev.trilith.core.record.RecordNumber;
import dev.trilith.core.record.RecordRefusedException;
import java.util.List;
import java.util.Objects;

/** What a program under test has written to the slots of an array. */
final class WrittenRecords {
    private WrittenRecords() {}

    /** What the whole slots of {@code array} hold, in the order of the slots. */
    static List<String> texts(LabChain lab, String array) {
        return lab.network.array(array).readRecords().stream()
                .filter(slot -> slot.state() == RecordSlot.State.WHOLE)
                .map(slot -> Objects.requireNonNull(slot.content()))
                .toList();
    }

    /** The numbers of those records, in the order of the slots. */
    static List<RecordNumber> numbers(LabChain lab, String array) {
        return texts(lab, array).stream().map(WrittenRecords::number).toList();
    }

    private static RecordNumber number(String text) {
        try {
            return RecordCodec.decode(text).number();
        } catch (RecordRefusedException e) {
            throw new AssertionError("an unreadable record", e);
        }
    }
}
