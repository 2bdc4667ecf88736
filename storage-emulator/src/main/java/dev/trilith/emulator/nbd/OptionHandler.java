package dev.trilith.emulator.nbd;

import java.io.IOException;

/** Answers one kind of option. Knows no connection: one object serves all of them. */
@FunctionalInterface
interface OptionHandler {
    /**
     * Answers the option.
     *
     * @param data the option's data, within the handshake's limit but otherwise unchecked
     * @param haggling what was agreed on so far
     */
    OptionStep handle(byte[] data, Haggling haggling, OptionReplies replies) throws IOException;
}
