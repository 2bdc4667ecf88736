package dev.trilith.cli.stamp;

/**
 * The part of a data volume that stamped writes go to.
 *
 * @param drive the volume's drive at production, for example {@code 211a}
 * @param firstBlock index of its first 4 KiB block, at least 0
 * @param blockCount number of blocks, at least 1
 */
public record StampArea(String drive, long firstBlock, int blockCount) {
    public StampArea {
        if (firstBlock < 0 || blockCount < 1) {
            throw new IllegalArgumentException(
                    "a stamp area needs at least one block: " + firstBlock + "+" + blockCount);
        }
    }

    /** Byte offset of the area's first block in the volume. */
    public long offsetBytes() {
        return firstBlock * Stamp.BLOCK_BYTES;
    }

    /** The area's length in bytes. */
    public int lengthBytes() {
        return Math.multiplyExact(blockCount, Stamp.BLOCK_BYTES);
    }
}
