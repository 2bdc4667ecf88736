package dev.trilith.emulator.engine.remote;

import dev.trilith.emulator.engine.EngineFault;
import java.nio.ByteBuffer;

/**
 * The receiver's end of a leg's connection. One thread calls, in the order of arrival; {@link
 * Answers} may be called by any thread, in any order.
 */
public interface LegReceiver {
    /** Takes answers to the sender. */
    interface Answers {
        /** It is done. */
        void done(long ticket);

        /** It could not be done. */
        void refused(long ticket, EngineFault why);

        /** The calling thread is about to wait: what was kept to be told together is to be told. */
        default void tell() {}
    }

    /** A host's write. */
    void write(
            int pair, long offsetBytes, ByteBuffer data, boolean fua, long ticket, Answers answers);

    /** A host made a range zeros. */
    void zeroes(
            int pair,
            long offsetBytes,
            int lengthBytes,
            boolean holes,
            boolean fua,
            long ticket,
            Answers answers);

    /** A part of a copy. */
    void copy(int pair, long offsetBytes, ByteBuffer data, long ticket, Answers answers);

    /** A part of a copy that is zeros. */
    void zero(int pair, long offsetBytes, int lengthBytes, long ticket, Answers answers);

    /** Make what arrived durable. */
    void flush(int pair, long ticket, Answers answers);

    /**
     * Something that concerns the whole leg.
     *
     * @throws EngineFault the refusal that the sender is told
     */
    LegReply command(LegCommand command);

    /** The connection has ended; nothing more will be called. */
    void down(String why);
}
