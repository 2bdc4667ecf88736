package dev.trilith.emulator.engine;

import java.nio.ByteBuffer;

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

    /** Capacity in bytes. */
    long sizeBytes();

    /** Whether a write would be accepted now; it can change at any moment. */
    boolean writable();

    /** Fills {@code target}'s remaining bytes from {@code offsetBytes}. Always allowed. */
    void read(long offsetBytes, ByteBuffer target);

    /**
     * Writes {@code source}'s remaining bytes. Returns when the write may be acknowledged: it has
     * reached every secondary in PAIR, and with {@code fua} the disks on both sides. Waits while
     * the volume's group is frozen with hold.
     */
    void write(long offsetBytes, ByteBuffer source, boolean fua);

    /** Makes every write acknowledged so far durable, on the secondaries in PAIR too. */
    void flush();
}
