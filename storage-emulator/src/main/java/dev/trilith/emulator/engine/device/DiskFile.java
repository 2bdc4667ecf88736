package dev.trilith.emulator.engine.device;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * An open file. Safe for use by many threads; overlapping writes have no order of their own. A
 * thread inside must not be interrupted: that closes the file for everyone.
 */
public interface DiskFile extends Closeable {
    /** Fills {@code target}'s remaining bytes. What was never written reads as zeros. */
    void read(long offsetBytes, ByteBuffer target) throws IOException;

    /** Writes {@code source}'s remaining bytes. */
    void write(long offsetBytes, ByteBuffer source) throws IOException;

    /** Whether {@link #punch} works here. */
    default boolean punches() throws IOException {
        return false;
    }

    /**
     * Makes a range zeros by giving its room back, without writing it.
     *
     * @return false if the file system cannot, and then nothing has changed
     */
    default boolean punch(long offsetBytes, long lengthBytes) throws IOException {
        return false;
    }

    /**
     * The first byte at or after an offset that may be other than zero; the file's size if there is
     * none. Where holes cannot be told from data everything is data.
     */
    default long nextData(long offsetBytes) throws IOException {
        return Math.min(offsetBytes, size());
    }

    /** The first byte at or after an offset that lies in a hole; the file's size if none does. */
    default long nextHole(long offsetBytes) throws IOException {
        return size();
    }

    /** Makes all that was written durable. After a failure the file's content is not known. */
    void force() throws IOException;

    /** Length in bytes. */
    long size() throws IOException;

    /** Cuts the file, or lengthens it with a hole. */
    void resize(long sizeBytes) throws IOException;

    /** Copies a range into another file of the same disk, inside the kernel where it can. */
    void copyTo(long offsetBytes, DiskFile target, long lengthBytes) throws IOException;
}
