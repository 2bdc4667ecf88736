package dev.trilith.emulator.engine.store;

import dev.trilith.emulator.engine.Fence;
import dev.trilith.emulator.engine.RecordSlot;
import dev.trilith.emulator.engine.volume.Zeros;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * The control region at the start of a management volume: two slots, each a tar archive with one
 * file of a fixed name and a footer in its last 4096 bytes. Readable with stock tools, and by
 * {@link #read} from any copy of the volume's first bytes. The layout is written down in {@code
 * docs/reference/management-volume.md}.
 */
public final class SlotLayout {
    /** Length of the control region; the data region begins here. */
    public static final int REGION_BYTES = 512 * 1024;

    /** Length of one slot; slot 1 begins here. */
    public static final int SLOT_BYTES = 256 * 1024;

    /** The longest record. */
    public static final int MAX_CONTENT_BYTES = 128 * 1024;

    /** The longest witness. */
    public static final int MAX_WITNESS_BYTES = 1024;

    /** The name of the one file in each slot's archive [0045]. */
    public static final String FILE_NAME = "copy-management-table.txt";

    /** Where in a slot its footer is. */
    public static final int FOOTER_AT = SLOT_BYTES - 4096;

    private static final int FOOTER_BYTES = 4096;
    private static final int BLOCK = 512;
    private static final int PIECE_BYTES = 16 * 1024;
    private static final int LENGTH_AT = 20;
    private static final int CHECKED_FOOTER_BYTES = 24;
    private static final long MAGIC = 0x54524C534C4F5431L; // TRLSLOT1
    private static final int VERSION = 1;

    /**
     * A slot as read.
     *
     * @param number 0 or 1
     * @param state whether it was found whole
     * @param generation grows with each write of the region; 0 unless whole
     * @param content the record's text; empty unless whole
     * @param command what the record was written with; null unless whole, and in a slot that a
     *     program before this one wrote
     */
    public record Slot(
            int number,
            RecordSlot.State state,
            long generation,
            String content,
            @Nullable Fence command) {}

    /**
     * What is to be written into a slot.
     *
     * @param archive from the slot's start on
     * @param footer at {@link #FOOTER_AT}; it makes the archive before it count
     */
    public record Encoded(ByteBuffer archive, ByteBuffer footer) {}

    private SlotLayout() {}

    /** Reads both slots. */
    public static List<Slot> read(ReadAt volume) throws IOException {
        return List.of(readSlot(volume, 0), readSlot(volume, 1));
    }

    private static Slot readSlot(ReadAt volume, int number) throws IOException {
        long start = (long) number * SLOT_BYTES;
        ByteBuffer footer = read(volume, start + FOOTER_AT, FOOTER_BYTES);
        boolean known = footer.getLong() == MAGIC && footer.getInt() == VERSION;
        long generation = footer.getLong();
        int tarBytes = footer.getInt();
        int sum = footer.getInt();
        Slot corrupt = new Slot(number, RecordSlot.State.CORRUPT, 0, "", null);
        if (!known || tarBytes < 3 * BLOCK || tarBytes > FOOTER_AT) {
            return untouched(volume, start)
                    ? new Slot(number, RecordSlot.State.EMPTY, 0, "", null)
                    : corrupt;
        }
        ByteBuffer archive = read(volume, start, tarBytes);
        if (sum != checksum(archive, tarBytes, footer)) {
            return corrupt;
        }
        int length = contentLength(archive);
        if (length < 0 || BLOCK + length > tarBytes) {
            return corrupt;
        }
        byte[] content = new byte[length];
        archive.get(BLOCK, content);
        String text = new String(content, StandardCharsets.UTF_8);
        Fence command = SlotCommand.read(archive, archiveBytes(length));
        return new Slot(number, RecordSlot.State.WHOLE, generation, text, command);
    }

    /** A slot that was read as whole, as it was written. */
    public static Encoded found(ReadAt volume, int number) throws IOException {
        long start = (long) number * SLOT_BYTES;
        ByteBuffer footer = read(volume, start + FOOTER_AT, FOOTER_BYTES);
        ByteBuffer archive = read(volume, start, footer.getInt(LENGTH_AT));
        return new Encoded(archive, footer);
    }

    /** Whether a slot was never written; mostly its first piece says no, or it is all zeros. */
    private static boolean untouched(ReadAt volume, long start) throws IOException {
        ByteBuffer piece = ByteBuffer.allocate(PIECE_BYTES);
        for (int at = 0; at < SLOT_BYTES; at += PIECE_BYTES) {
            volume.read(start + at, piece.clear());
            if (!Zeros.isZero(piece, 0, PIECE_BYTES)) {
                return false;
            }
        }
        return true;
    }

    private static ByteBuffer read(ReadAt volume, long offset, int length) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(length);
        volume.read(offset, bytes);
        return bytes.flip();
    }

    private static int checksum(ByteBuffer slot, int tarBytes, ByteBuffer footer) {
        CRC32C crc = new CRC32C();
        crc.update(slot.slice(0, tarBytes));
        crc.update(footer.duplicate().clear().limit(CHECKED_FOOTER_BYTES));
        return (int) crc.getValue();
    }

    /** The slot that the next record goes to: the one that is not whole, else the older. */
    public static int next(List<Slot> slots) {
        Slot first = slots.get(0);
        Slot second = slots.get(1);
        if (first.state() != RecordSlot.State.WHOLE) {
            return 0;
        }
        if (second.state() != RecordSlot.State.WHOLE) {
            return 1;
        }
        return first.generation() <= second.generation() ? 0 : 1;
    }

    /** The generation of the next record. */
    public static long nextGeneration(List<Slot> slots) {
        return 1 + Math.max(slots.get(0).generation(), slots.get(1).generation());
    }

    /**
     * A slot's bytes.
     *
     * @param content 1 to {@link #MAX_CONTENT_BYTES} bytes
     * @param modified for the archive's one file
     * @param command what the record is written with
     */
    public static Encoded encode(byte[] content, long generation, Instant modified, Fence command) {
        ByteBuffer behind = SlotCommand.write(command);
        int tarBytes = archiveBytes(content.length) + behind.remaining();
        ByteBuffer archive = ByteBuffer.allocate(tarBytes);
        putTarHeader(archive, content.length, modified);
        archive.position(BLOCK).put(content);
        archive.position(archiveBytes(content.length)).put(behind);
        ByteBuffer footer = ByteBuffer.allocate(FOOTER_BYTES);
        footer.putLong(MAGIC).putInt(VERSION).putLong(generation).putInt(tarBytes);
        footer.putInt(checksum(archive.clear(), tarBytes, footer));
        return new Encoded(archive, footer.clear());
    }

    /** An archive ends with two blocks of zeros. */
    private static int archiveBytes(int contentBytes) {
        int blocks = (contentBytes + BLOCK - 1) / BLOCK;
        return BLOCK * (1 + blocks + 2);
    }

    /** A ustar header, as POSIX.1-1988 lays it down: text fields, numbers in octal. */
    private static void putTarHeader(ByteBuffer slot, int length, Instant modified) {
        put(slot, 0, FILE_NAME);
        put(slot, 100, "0000644\0");
        put(slot, 108, "0000000\0");
        put(slot, 116, "0000000\0");
        put(slot, 124, octal(length, 11) + "\0");
        long seconds = Math.clamp(modified.getEpochSecond(), 0, 0_77777777777L);
        put(slot, 136, octal(seconds, 11) + "\0");
        put(slot, 148, "        ");
        put(slot, 156, "0");
        put(slot, 257, "ustar\00000");
        put(slot, 265, "trilith");
        put(slot, 297, "trilith");
        int sum = 0;
        for (int i = 0; i < BLOCK; i++) {
            sum += slot.get(i) & 0xff;
        }
        put(slot, 148, octal(sum, 6) + "\0 ");
    }

    private static String octal(long number, int digits) {
        String text = Long.toOctalString(number);
        return "0".repeat(digits - text.length()) + text;
    }

    private static void put(ByteBuffer slot, int at, String text) {
        slot.put(at, text.getBytes(StandardCharsets.US_ASCII));
    }

    private static int contentLength(ByteBuffer slot) {
        byte[] field = new byte[11];
        slot.get(124, field);
        int length = 0;
        for (byte digit : field) {
            if (digit < '0' || digit > '7' || length > MAX_CONTENT_BYTES) {
                return -1;
            }
            length = length * 8 + (digit - '0');
        }
        return length <= MAX_CONTENT_BYTES ? length : -1;
    }
}
