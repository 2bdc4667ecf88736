package dev.trilith.emulator.nbd;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Optional;

/** Greets a client and haggles over options until it enters a volume or leaves. */
final class Handshake {
    /** Longest data of an option that is understood: a name of 4096 bytes and plenty of kinds. */
    static final int MAX_OPTION_DATA = 8 << 10;

    private final Map<Integer, OptionHandler> handlers;
    private final int maxOptions;

    Handshake(Exports exports, int maxOptions) {
        this.maxOptions = maxOptions;
        this.handlers =
                Map.of(
                        Protocol.OPT_EXPORT_NAME, new ExportNameOption(exports),
                        Protocol.OPT_ABORT, new AbortOption(),
                        Protocol.OPT_LIST, new ListOption(exports),
                        Protocol.OPT_INFO, new InfoOption(exports, false),
                        Protocol.OPT_GO, new InfoOption(exports, true));
    }

    /** The client's place at a volume, or nothing if it left. */
    Optional<Export> run(Wire wire) throws IOException {
        ByteBuffer greeting = ByteBuffer.allocateDirect(18);
        greeting.putLong(Protocol.NBDMAGIC).putLong(Protocol.IHAVEOPT);
        greeting.putShort((short) (Protocol.FLAG_FIXED_NEWSTYLE | Protocol.FLAG_NO_ZEROES));
        wire.send(greeting.flip());
        int clientFlags = wire.receiveInt();
        int known = Protocol.FLAG_FIXED_NEWSTYLE | Protocol.FLAG_NO_ZEROES;
        if ((clientFlags & ~known) != 0) {
            throw new ProtocolViolation(
                    "client flags 0x" + Integer.toHexString(clientFlags) + " are not known here");
        }
        boolean omitZeroes = (clientFlags & Protocol.FLAG_NO_ZEROES) != 0;
        for (int i = 0; i < maxOptions; i++) {
            OptionStep step = option(wire, omitZeroes);
            if (step instanceof OptionStep.Enter enter) {
                return Optional.of(enter.export());
            }
            if (step instanceof OptionStep.Leave) {
                return Optional.empty();
            }
        }
        throw new ProtocolViolation("more than " + maxOptions + " options in one handshake");
    }

    private OptionStep option(Wire wire, boolean omitZeroes) throws IOException {
        if (wire.receiveLong() != Protocol.IHAVEOPT) {
            throw new ProtocolViolation("an option does not begin with IHAVEOPT");
        }
        int number = wire.receiveInt();
        int length = wire.receiveInt();
        if (length < 0 || length > Protocol.MAX_PAYLOAD) {
            throw new ProtocolViolation(
                    "an option announces " + Integer.toUnsignedLong(length) + " bytes");
        }
        OptionReplies replies = new OptionReplies(wire, number, omitZeroes);
        OptionHandler handler = handlers.get(number);
        if (handler == null) {
            wire.skip(length);
            replies.error(Protocol.REP_ERR_UNSUP, "option " + number + " is not offered here");
            return OptionStep.HAGGLE;
        }
        if (length <= MAX_OPTION_DATA) {
            return handler.handle(wire.receiveBytes(length), replies);
        }
        if (number == Protocol.OPT_EXPORT_NAME) {
            throw new ProtocolViolation("an export name of " + length + " bytes");
        }
        wire.skip(length);
        replies.error(
                Protocol.REP_ERR_TOO_BIG,
                "an option's data may be " + MAX_OPTION_DATA + " bytes long here");
        return OptionStep.HAGGLE;
    }
}
