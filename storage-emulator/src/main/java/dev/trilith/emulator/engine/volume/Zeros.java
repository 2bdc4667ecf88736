package dev.trilith.emulator.engine.volume;

import dev.trilith.emulator.engine.device.BufferPool;
import dev.trilith.emulator.engine.device.DiskFile;
import java.io.IOException;
import java.nio.ByteBuffer;

/** Zeros, where no hole can be made. */
public final class Zeros {
    /** The longest run that {@link #of} gives. */
    public static final int MAX_BYTES = RangeLocks.STRIPE_BYTES;

    private static final int PIECE_BYTES = 64 * 1024;
    private static final ByteBuffer ZEROS = ByteBuffer.allocateDirect(MAX_BYTES).asReadOnlyBuffer();
    private static final BufferPool BUFFERS = new BufferPool(PIECE_BYTES, 4);

    private Zeros() {}

    /** Zeros to write, at most {@link #MAX_BYTES}. */
    public static ByteBuffer of(int length) {
        return ZEROS.slice(0, length);
    }

    /** Whether a part of a buffer, at most {@link #MAX_BYTES}, is all zeros. */
    public static boolean isZero(ByteBuffer data, int at, int length) {
        return data.slice(at, length).mismatch(of(length)) < 0;
    }

    /**
     * Writes zeros.
     *
     * @param holes whether what reads as zeros already may stay as it is, for it may be a hole
     */
    static void write(DiskFile file, long offsetBytes, long lengthBytes, boolean holes)
            throws IOException {
        long end = offsetBytes + lengthBytes;
        if (!holes) {
            for (long at = offsetBytes; at < end; at += MAX_BYTES) {
                file.write(at, of((int) Math.min(MAX_BYTES, end - at)));
            }
            return;
        }
        ByteBuffer piece = BUFFERS.take();
        try {
            for (long at = offsetBytes; at < end; at += PIECE_BYTES) {
                int length = (int) Math.min(PIECE_BYTES, end - at);
                file.read(at, piece.clear().limit(length));
                if (!isZero(piece.flip(), 0, length)) {
                    file.write(at, of(length));
                }
            }
        } finally {
            BUFFERS.give(piece);
        }
    }
}
