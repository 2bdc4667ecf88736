package dev.trilith.emulator.engine;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.BooleanSupplier;

/**
 * A volume as a host uses it. Safe for use by many threads at once.
 *
 * <p>Ranges must lie inside the volume: the caller checks them, because its protocol says which
 * error they deserve. All methods throw {@link EngineFault} when the array refuses or its disk
 * fails.
 */
public interface HostVolume {
    /** The port's name, for example {@code 201b}. */
    String port();

    /** The logical unit's name, which is also the NBD export's name. */
    String lu();

    /** Whether it is the same volume, for another client or later on: not only its name is. */
    default boolean isSameAs(HostVolume other) {
        return equals(other);
    }

    /**
     * The same volume for a host that may go away. What it asked to change and nobody has begun to
     * change, a piece of a long range or a write that is held, is given up with a {@link
     * java.util.concurrent.CancellationException} once it is not wanted any more.
     */
    default HostVolume whileWanted(BooleanSupplier wanted) {
        return this;
    }

    /** Capacity in bytes. */
    long sizeBytes();

    /** Whether a write would be accepted now; it can change at any moment. */
    boolean writable();

    /** Whether its disk failed, so that it takes no more I/O before the array starts again. */
    default boolean failed() {
        return false;
    }

    /** Fills {@code target}'s remaining bytes from {@code offsetBytes}. Always allowed. */
    void read(long offsetBytes, ByteBuffer target);

    /**
     * Writes {@code source}'s remaining bytes. Returns when the write may be acknowledged: it has
     * reached every secondary in PAIR, and with {@code fua} the disks on both sides. Waits while
     * the volume's group is frozen with hold.
     */
    void write(long offsetBytes, ByteBuffer source, boolean fua);

    /**
     * Writes {@code source}'s remaining bytes, but does not wait for other arrays.
     *
     * @param later told when the write may be acknowledged, if that is not now
     * @return whether it may be acknowledged now; then {@code later} is not told
     */
    default boolean write(long offsetBytes, ByteBuffer source, Acknowledgement later) {
        write(offsetBytes, source, false);
        return true;
    }

    /** Sends what writes kept back because more was to follow. */
    default void push() {}

    /**
     * Makes a range zeros, on every secondary in PAIR too; a long range in pieces.
     *
     * @param holes whether the range's room may be given back
     * @param fua whether it must be durable on return
     */
    void zero(long offsetBytes, long lengthBytes, boolean holes, boolean fua);

    /**
     * The host needs a range's content no more. It becomes zeros as with {@link #zero}, so that the
     * copies stay the same; where that would mean to write zeros nothing changes.
     */
    void trim(long offsetBytes, long lengthBytes, boolean fua);

    /** Whether {@link #zero} with holes is done without writing zeros. */
    boolean zeroesFast();

    /** Makes every write acknowledged so far durable, on the secondaries in PAIR too. */
    void flush();

    /**
     * Where data may be, from an offset on; the rest are holes, which read as zeros.
     *
     * @param most the longest list wanted; it may end before the range does
     */
    List<Extent> allocation(long offsetBytes, long lengthBytes, int most);

    /** The names of the pairs whose differences {@link #differences} tells, in order. */
    List<String> differenceMaps();

    /**
     * Where the volumes of a pair may differ, from an offset on.
     *
     * @param most the longest list wanted; it may end before the range does
     */
    List<Extent> differences(String pair, long offsetBytes, long lengthBytes, int most);
}
