package dev.trilith.cli.stamp;

import java.nio.ByteBuffer;
import java.util.UUID;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * What a stamped block says of itself: which write of which run put it there, and what that write
 * depended on.
 *
 * @param run the run that wrote it
 * @param volume index of the data volume it was meant for
 * @param block index of the 4 KiB block it was meant for
 * @param sequence the write's number over all volumes, from 1
 * @param acknowledgedBefore every write up to this number had been acknowledged before this one was
 *     sent
 */
public record Stamp(UUID run, int volume, long block, long sequence, long acknowledgedBefore) {
    /** A block's size in bytes. */
    public static final int BLOCK_BYTES = 4096;

    private static final long MAGIC = 0x54524c5354414d50L; // "TRLSTAMP"
    private static final int CHECKSUM_AT = BLOCK_BYTES - 4;

    /** Whether a block read back holds a stamp. */
    public enum Finding {
        /** All zero: never written. */
        EMPTY,
        /** A whole stamp. */
        WHOLE,
        /** Something else, or a stamp whose checksum does not fit: half of it is missing. */
        TORN
    }

    /**
     * A block as read back.
     *
     * @param finding what it is
     * @param stamp the stamp if it is {@link Finding#WHOLE}, else null
     */
    public record Block(Finding finding, @Nullable Stamp stamp) {}

    /** The block's bytes: the whole block depends on the stamp, so that a torn one shows. */
    public ByteBuffer encode() {
        ByteBuffer block = ByteBuffer.allocate(BLOCK_BYTES);
        block.putLong(MAGIC)
                .putLong(run.getMostSignificantBits())
                .putLong(run.getLeastSignificantBits())
                .putInt(volume)
                .putLong(this.block)
                .putLong(sequence)
                .putLong(acknowledgedBefore);
        long state = run.getLeastSignificantBits() ^ (sequence * 0x9E3779B97F4A7C15L);
        while (block.position() + Long.BYTES <= CHECKSUM_AT) {
            state = state * 6364136223846793005L + 1442695040888963407L;
            block.putLong(state);
        }
        block.putInt(CHECKSUM_AT, checksum(block.array(), 0));
        return block.clear();
    }

    /** Reads the block that begins at {@code at} of {@code bytes}. */
    public static Block decode(byte[] bytes, int at) {
        ByteBuffer block = ByteBuffer.wrap(bytes, at, BLOCK_BYTES).slice();
        long magic = block.getLong();
        if (magic == 0 && isZero(bytes, at)) {
            return new Block(Finding.EMPTY, null);
        }
        if (magic != MAGIC || block.getInt(CHECKSUM_AT) != checksum(bytes, at)) {
            return new Block(Finding.TORN, null);
        }
        UUID run = new UUID(block.getLong(), block.getLong());
        return new Block(
                Finding.WHOLE,
                new Stamp(run, block.getInt(), block.getLong(), block.getLong(), block.getLong()));
    }

    private static int checksum(byte[] bytes, int at) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, at, CHECKSUM_AT);
        return (int) crc.getValue();
    }

    private static boolean isZero(byte[] bytes, int at) {
        for (int i = at; i < at + BLOCK_BYTES; i++) {
            if (bytes[i] != 0) {
                return false;
            }
        }
        return true;
    }
}
