package dev.trilith.emulator.nbd;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;

/** Sends the answers of commands. Safe for use by many threads. */
interface ReplyWriter {
    /** The command was carried out and has no data. */
    void done(Request request) throws IOException;

    /** The command was not carried out. */
    void error(Request request, NbdError error) throws IOException;

    /** The whole data of a READ. */
    void data(Request request, ByteBuffer data) throws IOException;

    /**
     * The data of a READ in pieces.
     *
     * @param pieces gives the pieces; the engine's fault at the first one is thrown on and nothing
     *     was sent, at a later one it is told or ends the connection
     */
    void data(Request request, Pieces pieces) throws IOException;

    /**
     * What BLOCK_STATUS found, one part for each context in the order of their numbers. Only for
     * clients that agreed on structured replies.
     */
    void blockStatus(Request request, List<ByteBuffer> told) throws IOException;

    /** The pieces of a long READ, in order. */
    @FunctionalInterface
    interface Pieces {
        /** The piece that starts {@code done} bytes into the range; at least one byte. */
        ByteBuffer at(long done);
    }
}
