package dev.trilith.emulator.nbd.tls;

import java.io.IOException;
import java.nio.ByteBuffer;

/** A connection as bytes. One thread may read while another one writes. */
public interface Transport {
    /** Reads at least one byte; -1 at the end. */
    int read(ByteBuffer target) throws IOException;

    /** Reads what is there now, perhaps nothing, where that can be found out; -1 at the end. */
    default int readNow(ByteBuffer target) throws IOException {
        return 0;
    }

    /** Writes all of {@code parts}. */
    void write(ByteBuffer... parts) throws IOException;

    /** The connection stays as it is from now on: nothing will be made of its channel any more. */
    default void settle() {}

    /** Says that nothing more will be written, where there is a word for it. */
    void bye() throws IOException;
}
