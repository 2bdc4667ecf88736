package dev.trilith.cli.stamp;

/**
 * The part of a data volume that stamped writes go to.
 *
 * @param drive the volume's drive at production, for example {@code 211a}
 * @param firstBlock index of its first 4 KiB block, at least 0
 * @param blockCount number of blocks, at least 1
 */
public record StampArea(String drive, long firstBlock, int blockCount) {
    private static final int MOST_HOST_BLOCKS = 256;
    private static final int HOST_PART = 8;

    public StampArea {
        if (firstBlock < 0 || blockCount < 1) {
            throw new IllegalArgumentException(
                    "a stamp area needs at least one block: " + firstBlock + "+" + blockCount);
        }
    }

    /**
     * The part of a volume that a host of its own writes to: its end, so that there is room for
     * other things before it. The same for every volume of the same size.
     *
     * @param drive the volume's name
     * @param sizeBytes the volume's size
     */
    public static StampArea ofHost(String drive, long sizeBytes) {
        long blocks = sizeBytes / Stamp.BLOCK_BYTES;
        int count = (int) Math.min(MOST_HOST_BLOCKS, blocks / HOST_PART);
        if (count < 1) {
            throw new IllegalArgumentException(
                    drive + " has " + sizeBytes + " bytes: too few for stamped writes");
        }
        return new StampArea(drive, blocks - count, count);
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
