package dev.trilith.emulator.engine.store;

import java.io.IOException;
import java.nio.ByteBuffer;

/** Something that can be read at any offset: a volume's file, or a volume over the network. */
@FunctionalInterface
public interface ReadAt {
    /** Fills {@code target}'s remaining bytes from {@code offsetBytes}. */
    void read(long offsetBytes, ByteBuffer target) throws IOException;
}
