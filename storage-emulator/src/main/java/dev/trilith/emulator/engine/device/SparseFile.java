package dev.trilith.emulator.engine.device;

import java.io.Closeable;
import java.io.IOException;

/** A file's holes: where they are, and how to make them. Safe for use by many threads. */
interface SparseFile extends Closeable {
    /**
     * Makes a hole.
     *
     * @return false if the file system cannot, and then nothing has changed
     */
    boolean punch(long offsetBytes, long lengthBytes) throws IOException;

    /** The first byte of data at or after an offset; {@code sizeBytes} if there is none. */
    long nextData(long offsetBytes, long sizeBytes) throws IOException;

    /** The first byte of a hole at or after an offset; {@code sizeBytes} if there is none. */
    long nextHole(long offsetBytes, long sizeBytes) throws IOException;
}
