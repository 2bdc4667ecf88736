package dev.trilith.emulator.engine.store;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.trilith.emulator.engine.Fence;
import dev.trilith.emulator.engine.RecordSlot;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;

/** Any bytes instead of a record: read as empty or damaged, never as a record that nobody wrote. */
class SlotFuzzTest {
    private static final Fence COMMAND = new Fence("G1", "", 3, 1120, "c-7");
    private static final String CONTENT = "600 a record";

    @FuzzTest(maxDuration = "5s")
    void slot(byte[] bytes) throws IOException {
        garbage(bytes);
        changed(bytes);
    }

    private static List<SlotLayout.Slot> read(ByteBuffer region) throws IOException {
        return SlotLayout.read(
                (offset, target) -> target.put(region.slice((int) offset, target.remaining())));
    }

    /** The first half at the slot's start, the rest in its footer. */
    private static void garbage(byte[] bytes) throws IOException {
        ByteBuffer region = ByteBuffer.allocate(SlotLayout.REGION_BYTES);
        int half = Math.min(bytes.length / 2, 4096);
        region.put(0, bytes, 0, half);
        int rest = Math.min(bytes.length - half, 4096);
        region.put(SlotLayout.SLOT_BYTES - 4096, bytes, half, rest);
        for (SlotLayout.Slot slot : read(region)) {
            if (slot.state() == RecordSlot.State.WHOLE) {
                // Found by luck, or by a fuzzer that solved the checksum: then by all rules.
                int length = slot.content().getBytes(StandardCharsets.UTF_8).length;
                assertThat(length).isBetween(1, SlotLayout.MAX_CONTENT_BYTES);
            }
        }
    }

    /** A record in which some bytes were changed: place and value from each four bytes. */
    private static void changed(byte[] bytes) throws IOException {
        ByteBuffer region = ByteBuffer.allocate(SlotLayout.REGION_BYTES);
        SlotLayout.Encoded whole =
                SlotLayout.encode(
                        CONTENT.getBytes(StandardCharsets.UTF_8),
                        7,
                        Instant.ofEpochSecond(1),
                        COMMAND);
        region.put(0, whole.archive(), 0, whole.archive().remaining());
        region.put(SlotLayout.FOOTER_AT, whole.footer(), 0, whole.footer().remaining());
        for (int i = 0; i + 4 <= bytes.length; i += 4) {
            int place = ByteBuffer.wrap(bytes, i, 4).getInt() >>> 8;
            region.put(place % SlotLayout.SLOT_BYTES, bytes[i + 3]);
        }
        SlotLayout.Slot slot = read(region).get(0);
        if (slot.state() == RecordSlot.State.WHOLE) {
            assertThat(slot.content()).isEqualTo(CONTENT);
            assertThat(slot.generation()).isEqualTo(7);
        }
    }
}
