package dev.trilith.emulator.nbd;

import java.io.IOException;

/** From now on answers of commands come in chunks. */
final class StructuredReplyOption implements OptionHandler {
    @Override
    public OptionStep handle(byte[] data, Haggling haggling, OptionReplies replies)
            throws IOException {
        if (data.length > 0) {
            replies.error(Protocol.REP_ERR_INVALID, "STRUCTURED_REPLY carries no data");
        } else if (haggling.structured()) {
            replies.error(Protocol.REP_ERR_INVALID, "structured replies were agreed on before");
        } else {
            haggling.agreeStructured();
            replies.ack();
        }
        return OptionStep.HAGGLE;
    }
}
