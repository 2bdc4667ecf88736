package dev.trilith.cli.table;

import dev.trilith.emulator.engine.RecordSlot;
import dev.trilith.emulator.engine.store.ReadAt;
import dev.trilith.emulator.engine.store.SlotLayout;
import java.io.IOException;
import java.time.Duration;
import java.util.List;

/**
 * Reads the slots of a management volume that may be in use. A slot that is written at this very
 * moment looks torn, and is whole a moment later; one that is damaged stays so.
 */
public final class SettledSlots {
    private static final int READINGS = 10;
    private static final Duration BETWEEN = Duration.ofMillis(20);

    private SettledSlots() {}

    /**
     * Reads both slots, again while one of them is not whole, up to ten times within 0.2 s.
     *
     * @return as last read
     * @throws IOException if the volume cannot be read
     */
    public static List<SlotLayout.Slot> read(ReadAt volume) throws IOException {
        List<SlotLayout.Slot> slots = SlotLayout.read(volume);
        try {
            for (int reading = 1; reading < READINGS && torn(slots); reading++) {
                Thread.sleep(BETWEEN);
                slots = SlotLayout.read(volume);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return slots;
    }

    private static boolean torn(List<SlotLayout.Slot> slots) {
        return slots.stream().anyMatch(slot -> slot.state() == RecordSlot.State.CORRUPT);
    }
}
