package dev.trilith.emulator.nbd;

import dev.trilith.emulator.engine.HostVolume;
import java.io.IOException;

/** Names every volume of the port. */
final class ListOption implements OptionHandler {
    private final Exports exports;

    ListOption(Exports exports) {
        this.exports = exports;
    }

    @Override
    public OptionStep handle(byte[] data, Haggling haggling, OptionReplies replies)
            throws IOException {
        if (data.length > 0) {
            replies.error(Protocol.REP_ERR_INVALID, "LIST carries no data");
            return OptionStep.HAGGLE;
        }
        for (HostVolume volume : exports.all()) {
            replies.server(volume.lu());
        }
        replies.ack();
        return OptionStep.HAGGLE;
    }
}
