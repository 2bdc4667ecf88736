package dev.trilith.emulator.engine.remote;

import java.util.function.Consumer;

/** Decides whether another array may open a leg here. */
@FunctionalInterface
public interface LegAcceptor {
    /**
     * Takes a connection for a leg.
     *
     * @param end ends the connection; may be called at any time, by any thread
     * @throws EngineFault the refusal that the sender is told
     */
    LegReceiver open(LegOpen open, Consumer<String> end);
}
