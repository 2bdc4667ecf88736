package dev.trilith.emulator.nbd;

import dev.trilith.emulator.engine.watch.Lookout;
import java.util.concurrent.Semaphore;

/**
 * What all sessions of a server work with.
 *
 * @param pool buffers for payloads
 * @param lookout finds the commands that take long
 * @param threads those that sessions may have beyond the first one of each
 */
record ServerMeans(NbdLimits limits, BufferPool pool, Lookout lookout, Semaphore threads) {
    /** With nothing in use. */
    static ServerMeans within(NbdLimits limits) {
        return new ServerMeans(
                limits,
                new BufferPool(limits.bufferBytes()),
                new Lookout("nbd-lookout"),
                new Semaphore(limits.threads()));
    }
}
