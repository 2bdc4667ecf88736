package dev.trilith.emulator.engine.copy;

import dev.trilith.emulator.engine.bitmap.DifferenceMap;
import dev.trilith.emulator.engine.device.BufferPool;
import dev.trilith.emulator.engine.pair.Content;
import dev.trilith.emulator.engine.pair.LogicalUnit;
import dev.trilith.emulator.engine.pair.Pair;
import dev.trilith.emulator.engine.pair.WritePath;
import dev.trilith.emulator.engine.volume.Volume;
import dev.trilith.emulator.engine.volume.Zeros;
import java.nio.ByteBuffer;

/** How parts of a copy are put into a volume of this array, wherever they come from. */
public final class LocalCopy {
    private static final int GRAIN = DifferenceMap.GRAIN_BYTES;
    private static final int PEEK_BYTES = 4096;

    private LocalCopy() {}

    /**
     * Copies a part of a pair whose two volumes are here; {@code buffer} has room for it.
     *
     * @return whether it was all zeros
     */
    static boolean copy(Pair pair, long offset, int length, ByteBuffer buffer, BufferPool buffers) {
        LogicalUnit target = pair.target();
        if (holdsData(pair.source().volume(), offset, length, buffer) && isEnd(target)) {
            pair.source().volume().copyTo(offset, target.volume(), length);
            return false;
        }
        boolean zeros = true;
        buffer.clear().limit(length);
        pair.source().volume().read(offset, buffer);
        buffer.flip();
        for (int at = 0; at < length; at += GRAIN) {
            int bytes = Math.min(GRAIN, length - at);
            if (Zeros.isZero(buffer, at, bytes)) {
                putZeros(target, offset + at, bytes, buffers);
            } else {
                put(target, offset + at, buffer.slice(at, bytes));
                zeros = false;
            }
        }
        return zeros;
    }

    /** Whether every grain begins with data, so that there is no hole to keep. */
    private static boolean holdsData(Volume source, long offset, int length, ByteBuffer buffer) {
        for (int at = 0; at < length; at += GRAIN) {
            int peek = Math.min(PEEK_BYTES, length - at);
            buffer.clear().limit(peek);
            source.read(offset + at, buffer);
            if (Zeros.isZero(buffer.flip(), 0, peek)) {
                return false;
            }
        }
        return true;
    }

    private static boolean isEnd(LogicalUnit target) {
        return target.downstream().isEmpty();
    }

    /** Writes a part of a copy into its target, and on to whatever follows the target. */
    public static void put(LogicalUnit target, long offset, ByteBuffer data) {
        WritePath path = WritePath.begin(target, offset, new Content.Bytes(data), false);
        path.finish(false);
    }

    /** Makes a part of a copy's target zeros; where it is zeros already, a hole stays a hole. */
    public static void putZeros(LogicalUnit target, long offset, int length, BufferPool buffers) {
        ByteBuffer buffer = buffers.take();
        try {
            int piece;
            for (int at = 0; at < length; at += piece) {
                int hole = (int) target.volume().hole(offset + at, length - at);
                piece = hole > 0 ? hole : Math.min(Zeros.MAX_BYTES, length - at);
                if (hole > 0) {
                    continue;
                }
                target.volume().read(offset + at, buffer.clear().limit(piece));
                if (!Zeros.isZero(buffer.flip(), 0, piece)) {
                    WritePath.begin(target, offset + at, new Content.Zeroes(piece, true), false)
                            .finish(false);
                }
            }
        } finally {
            buffers.give(buffer);
        }
    }
}
