package dev.trilith.emulator.engine.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trilith.emulator.engine.Fence;
import dev.trilith.emulator.engine.RecordSlot;
import dev.trilith.emulator.engine.store.SlotLayout.Slot;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class SlotLayoutTest {
    private static final Fence COMMAND = new Fence("G1", "", 3, 1120, "c-7");
    private static final Instant NOW = Instant.parse("2026-11-23T00:00:00Z");

    private final ByteBuffer region = ByteBuffer.allocate(SlotLayout.REGION_BYTES);

    private List<Slot> slots() throws IOException {
        return SlotLayout.read(
                (offset, target) -> target.put(region.slice((int) offset, target.remaining())));
    }

    private void write(String text) throws IOException {
        List<Slot> slots = slots();
        SlotLayout.Encoded slot =
                SlotLayout.encode(
                        text.getBytes(StandardCharsets.UTF_8),
                        SlotLayout.nextGeneration(slots),
                        NOW,
                        COMMAND);
        int at = SlotLayout.next(slots) * SlotLayout.SLOT_BYTES;
        region.put(at, slot.archive(), 0, slot.archive().remaining());
        region.put(at + SlotLayout.FOOTER_AT, slot.footer(), 0, slot.footer().remaining());
    }

    @Test
    void anUntouchedRegionIsEmpty() throws IOException {
        assertThat(slots()).allMatch(s -> s.state() == RecordSlot.State.EMPTY);
    }

    @Test
    void recordsAlternateAndTheOlderOneGivesWay() throws IOException {
        write("one");
        write("two");
        write("drei \u00e4");
        assertThat(slots().get(0).content()).isEqualTo("drei \u00e4");
        assertThat(slots().get(0).generation()).isEqualTo(3);
        assertThat(slots().get(1).content()).isEqualTo("two");
    }

    @Test
    void everyFlippedByteOfARecordIsFoundAndTheOtherSlotHolds() throws IOException {
        write("one");
        write("two");
        byte[] clean = region.array().clone();
        for (int at = 0; at < 2560; at++) {
            assertFlipFound(clean, at);
        }
        for (int at = SlotLayout.SLOT_BYTES - 4096; at < SlotLayout.SLOT_BYTES - 4068; at++) {
            assertFlipFound(clean, at);
        }
    }

    private void assertFlipFound(byte[] clean, int at) throws IOException {
        region.put(0, clean);
        region.put(at, (byte) (region.get(at) ^ 0x10));
        assertThat(slots().get(0).state()).as("byte %s", at).isEqualTo(RecordSlot.State.CORRUPT);
        assertThat(slots().get(1).content()).isEqualTo("two");
        assertThat(SlotLayout.next(slots())).isZero();
    }

    @Test
    void aTornWriteIsNoRecord() throws IOException {
        write("one");
        byte[] clean = region.array().clone();
        write("two");
        byte[] full = region.array().clone();
        for (int cut = 0; cut < 200; cut++) {
            region.put(0, full);
            int half = SlotLayout.SLOT_BYTES + cut * 16;
            region.put(half, clean, half, SlotLayout.REGION_BYTES - half);
            assertThat(slots().get(1).state()).isNotEqualTo(RecordSlot.State.WHOLE);
            assertThat(slots().get(0).content()).isEqualTo("one");
        }
    }

    @Test
    void whatARecordWasWrittenWithStandsBehindIt() throws IOException {
        write("one");
        write("y".repeat(5000));
        assertThat(slots()).extracting(Slot::command).containsExactly(COMMAND, COMMAND);
        SlotLayout.Encoded found =
                SlotLayout.found(
                        (offset, target) ->
                                target.put(region.slice((int) offset, target.remaining())),
                        1);
        assertThat(found.archive())
                .isEqualTo(region.slice(SlotLayout.SLOT_BYTES, found.archive().remaining()));
        assertThat(found.footer().remaining()).isEqualTo(4096);
    }

    @Test
    void aSlotWithoutItOrWithSomethingElseThereHasNone() {
        assertThat(SlotCommand.read(ByteBuffer.allocate(2048), 2048)).isNull();
        assertThat(SlotCommand.read(ByteBuffer.allocate(2560), 2048)).isNull();
        ByteBuffer cut = SlotCommand.write(COMMAND).limit(20);
        assertThat(SlotCommand.read(cut, 0)).isNull();
    }

    @Test
    void theLongestRecordFits() throws IOException {
        write("y".repeat(SlotLayout.MAX_CONTENT_BYTES));
        assertThat(slots().get(0).content()).hasSize(SlotLayout.MAX_CONTENT_BYTES);
    }

    @Test
    void stockTarReadsASlot() throws Exception {
        write("the record");
        Process tar = new ProcessBuilder("tar", "-xOf", "-", SlotLayout.FILE_NAME).start();
        try (OutputStream in = tar.getOutputStream()) {
            in.write(region.array(), 0, SlotLayout.SLOT_BYTES);
        } catch (IOException e) {
            // tar has seen the archive's end and reads no more.
            assertThat(e).hasMessageContaining("Broken pipe");
        }
        String out = new String(tar.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(out).isEqualTo("the record");
        assertThat(tar.waitFor()).isZero();
    }
}
