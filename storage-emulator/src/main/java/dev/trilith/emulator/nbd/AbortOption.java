package dev.trilith.emulator.nbd;

import java.io.IOException;

/** The client has seen enough. */
final class AbortOption implements OptionHandler {
    @Override
    public OptionStep handle(byte[] data, Haggling haggling, OptionReplies replies)
            throws IOException {
        replies.ack();
        return OptionStep.LEAVE;
    }
}
