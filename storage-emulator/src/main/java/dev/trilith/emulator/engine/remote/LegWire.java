package dev.trilith.emulator.engine.remote;

import java.nio.ByteBuffer;

/**
 * The sender's end of a leg's connection. What is sent arrives in the order of the calls. Safe for
 * use by many threads.
 */
public interface LegWire {
    /** The longest piece of data that one call may carry. */
    int MAX_DATA_BYTES = 1024 * 1024;

    /** Sends a host's write; the answer comes when the other side has it. */
    Pending write(int pair, long offsetBytes, ByteBuffer data, boolean fua)
            throws LinkDownException;

    /**
     * Sends a host's write, at the latest with what is sent next or when it is {@linkplain #push
     * pushed}: many writes that come together need one system call.
     */
    Pending writeWithNext(int pair, long offsetBytes, ByteBuffer data) throws LinkDownException;

    /** Sends what is kept to be sent together with more. */
    void push();

    /**
     * Sends that a host made a range zeros; the answer comes when the other side has it.
     *
     * @param holes whether the range's room may be given back
     */
    Pending zeroes(int pair, long offsetBytes, int lengthBytes, boolean holes, boolean fua)
            throws LinkDownException;

    /** Sends a part of a copy; not yet durable when it is answered. */
    Pending copy(int pair, long offsetBytes, ByteBuffer data) throws LinkDownException;

    /** Says that a part of a copy is zeros. */
    Pending zero(int pair, long offsetBytes, int lengthBytes) throws LinkDownException;

    /** Makes what a pair's secondary was sent durable; -1 for every pair. */
    Pending flush(int pair) throws LinkDownException;

    /**
     * Asks for something that concerns the whole leg, and waits for the answer.
     *
     * @throws EngineFault the other array's refusal; PEER_UNREACHABLE if the connection ended, or
     *     was ended because no answer came in time
     */
    LegReply command(LegCommand command);

    /** Whether the connection still stands. */
    boolean isOpen();

    /** Ends the connection; returns when whoever opened it has been told. */
    void close(String why);

    /** Bytes sent so far, headers included. */
    long bytesSent();
}
