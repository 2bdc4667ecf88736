package dev.trilith.emulator.engine.remote;

import dev.trilith.emulator.engine.FaultInjection.LinkFault;
import java.time.Duration;
import java.util.Map;
import java.util.function.Consumer;

/** The network between arrays. Safe for use by many threads. */
public interface LinkTransport extends AutoCloseable {
    /** Begins to listen for other arrays. */
    void start(String array, LegAcceptor acceptor);

    /** {@code host:port} on which other arrays reach this one. */
    String endpoint();

    /**
     * Reaches another array's listener; nothing is asked yet.
     *
     * @throws EngineFault PEER_UNREACHABLE, or INVALID_VALUE if it is no {@code host:port}
     */
    Dialed connect(String endpoint);

    /**
     * Waits for a sign of life of the array at an endpoint, on a connection of its own.
     *
     * @param sender this array
     * @param receiver the array that should answer there
     * @param limit for connecting and answering together; looking up a name is not part of it
     * @throws EngineFault PEER_UNREACHABLE if there is none in time, CONFLICTING_DEFINITION if
     *     another array answers, INVALID_VALUE if it is no {@code host:port}
     */
    void probe(String endpoint, String sender, String receiver, Duration limit);

    /** Whether this could be another array's listener: {@code host:port}. */
    boolean understands(String endpoint);

    /** Sets the cable to one other array, or to all others if the name is empty. */
    void setFault(String peerArray, LinkFault fault);

    /** The cables that have a fault, by the other array's name. */
    Map<String, LinkFault> faults();

    /** Closes every connection and the listener. */
    @Override
    void close();

    /** A connection on which nothing was asked yet. */
    interface Dialed extends AutoCloseable {
        /**
         * Opens a leg.
         *
         * @param onDown told exactly once when the connection has ended, before any answer that is
         *     waited for is given up
         * @throws EngineFault PEER_UNREACHABLE, or the other array's refusal
         */
        LegWire open(LegOpen open, Consumer<String> onDown);

        @Override
        void close();
    }
}
