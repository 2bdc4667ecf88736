package dev.trilith.emulator.nbd;

import java.time.Duration;

/**
 * What one client may cost: every limit is checked before memory is taken.
 *
 * @param options options in one handshake; one more ends the connection
 * @param handshakeTime from the accepted connection to the first command
 * @param handshakes connections in their handshake for each listener; one more ends the oldest
 * @param connectionsPerExport clients that may use one export at the same time
 * @param connections clients that may use exports of this server at the same time; each costs some
 *     memory of its own
 * @param requestsInFlight commands of one connection that are worked on at the same time
 * @param threads what the connections may have together beyond the first thread of each; which has
 *     none to go on with works on one command at a time
 * @param bufferBytes direct memory for the payloads of all connections together
 */
public record NbdLimits(
        int options,
        Duration handshakeTime,
        int handshakes,
        int connectionsPerExport,
        int connections,
        int requestsInFlight,
        int threads,
        int bufferBytes) {
    /** The limits that {@code docs/reference/nbd.md} names. */
    public static final NbdLimits DEFAULT =
            new NbdLimits(32, Duration.ofSeconds(10), 64, 64, 256, 16, 512, 24 << 20);
}
