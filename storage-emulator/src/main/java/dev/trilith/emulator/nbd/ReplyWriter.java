package dev.trilith.emulator.nbd;

import java.io.IOException;
import java.nio.ByteBuffer;

/** Sends the answers of commands. Safe for use by many threads: one answer goes out at a time. */
interface ReplyWriter {
    /** The command was carried out and has no data. */
    void done(Request request) throws IOException;

    /** The command was not carried out. */
    void error(Request request, NbdError error) throws IOException;

    /** The whole data of a READ. */
    void data(Request request, ByteBuffer data) throws IOException;

    /**
     * The data of a READ in pieces. No other answer goes out before the last piece.
     *
     * @param pieces gives the pieces; a failure before the first one can still be answered, a later
     *     one ends the connection
     */
    void data(Request request, Pieces pieces) throws IOException;

    /** The pieces of a long READ, in order. */
    @FunctionalInterface
    interface Pieces {
        /** The piece that starts {@code done} bytes into the range; at least one byte. */
        ByteBuffer at(long done);
    }
}
