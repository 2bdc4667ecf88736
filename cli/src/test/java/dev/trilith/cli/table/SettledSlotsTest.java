package dev.trilith.cli.table;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trilith.emulator.engine.Fence;
import dev.trilith.emulator.engine.RecordSlot;
import dev.trilith.emulator.engine.store.SlotLayout;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class SettledSlotsTest {
    private final ByteBuffer region = ByteBuffer.allocate(SlotLayout.REGION_BYTES);
    private final SlotLayout.Encoded second = encoded("second", 2);
    private final AtomicInteger footersRead = new AtomicInteger();
    private int writtenAfter = Integer.MAX_VALUE;

    private static SlotLayout.Encoded encoded(String text, long generation) {
        return SlotLayout.encode(
                text.getBytes(StandardCharsets.UTF_8),
                generation,
                Instant.parse("2026-11-23T00:00:00Z"),
                new Fence("G1", "", 3, 1120, "c-7"));
    }

    /** Slot 0 is whole; of slot 1 the archive is written, and its footer is not yet. */
    private void slotOneIsBeingWritten() {
        SlotLayout.Encoded first = encoded("first", 1);
        region.put(0, first.archive(), 0, first.archive().remaining());
        region.put(SlotLayout.FOOTER_AT, first.footer(), 0, first.footer().remaining());
        region.put(SlotLayout.SLOT_BYTES, second.archive(), 0, second.archive().remaining());
    }

    private void read(long offset, ByteBuffer target) throws IOException {
        int footerAt = SlotLayout.SLOT_BYTES + SlotLayout.FOOTER_AT;
        if (offset == footerAt && footersRead.incrementAndGet() > writtenAfter) {
            region.put(footerAt, second.footer(), 0, second.footer().remaining());
        }
        target.put(region.slice((int) offset, target.remaining()));
    }

    @Test
    void aSlotThatIsWrittenAtThisMomentIsReadAgain() throws IOException {
        slotOneIsBeingWritten();
        writtenAfter = 2;
        assertThat(SettledSlots.read(this::read))
                .extracting(SlotLayout.Slot::content)
                .containsExactly("first", "second");
        assertThat(footersRead).hasValue(3);
    }

    @Test
    void aSlotThatStaysTornIsCalledSo() throws IOException {
        slotOneIsBeingWritten();
        assertThat(SettledSlots.read(this::read))
                .extracting(SlotLayout.Slot::state)
                .containsExactly(RecordSlot.State.WHOLE, RecordSlot.State.CORRUPT);
        assertThat(footersRead).hasValue(10);
    }

    @Test
    void anEmptyRegionIsReadOnce() throws IOException {
        assertThat(SettledSlots.read(this::read))
                .extracting(SlotLayout.Slot::state)
                .containsOnly(RecordSlot.State.EMPTY);
        assertThat(footersRead).hasValue(1);
    }
}
