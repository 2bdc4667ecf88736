package dev.trilith.emulator.nbd;

import dev.trilith.emulator.nbd.tls.TlsPolicy;
import dev.trilith.emulator.nbd.tls.TransportSecurity;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Greets a client and haggles over options until it enters a volume or leaves. */
final class Handshake {
    /** Longest data of an option that is understood: a name of 4096 bytes and plenty of kinds. */
    static final int MAX_OPTION_DATA = 8 << 10;

    private final Map<Integer, OptionHandler> handlers;
    private final int maxOptions;
    private final TlsPolicy tls;

    Handshake(Exports exports, int maxOptions, TlsPolicy tls) {
        this.maxOptions = maxOptions;
        this.tls = tls;
        this.handlers =
                Map.of(
                        Protocol.OPT_EXPORT_NAME, new ExportNameOption(exports),
                        Protocol.OPT_ABORT, new AbortOption(),
                        Protocol.OPT_LIST, new ListOption(exports),
                        Protocol.OPT_INFO, new InfoOption(exports, false),
                        Protocol.OPT_GO, new InfoOption(exports, true),
                        Protocol.OPT_STRUCTURED_REPLY, new StructuredReplyOption(),
                        Protocol.OPT_LIST_META_CONTEXT, new MetaContextOption(exports, false),
                        Protocol.OPT_SET_META_CONTEXT, new MetaContextOption(exports, true));
    }

    /**
     * A client that may send commands.
     *
     * @param export its place at a volume
     * @param structured whether it wants answers in chunks
     * @param contexts what BLOCK_STATUS shall tell it
     */
    record Entered(Export export, boolean structured, List<MetaContext> contexts) {
        Entered {
            contexts = List.copyOf(contexts);
        }
    }

    /**
     * What the client came to; nothing if it left.
     *
     * @param channel what to make secure if the client asks for it
     */
    Optional<Entered> run(Wire wire, SocketChannel channel) throws IOException {
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
        Haggling haggling = new Haggling();
        for (int i = 0; i < maxOptions; i++) {
            OptionStep step = option(wire, channel, haggling, omitZeroes);
            if (step instanceof OptionStep.Enter enter) {
                Export export = enter.export();
                return Optional.of(
                        new Entered(
                                export,
                                haggling.structured(),
                                haggling.contexts().on(export.volume().lu())));
            }
            if (step instanceof OptionStep.Leave) {
                wire.bye();
                return Optional.empty();
            }
        }
        throw new ProtocolViolation("more than " + maxOptions + " options in one handshake");
    }

    private OptionStep option(
            Wire wire, SocketChannel channel, Haggling haggling, boolean omitZeroes)
            throws IOException {
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
        if (number == Protocol.OPT_STARTTLS && tls.security() != null) {
            wire.skip(length);
            startTls(wire, channel, haggling, length, tls.security(), replies);
            return OptionStep.HAGGLE;
        }
        if (tls.forced() && !haggling.secured() && number != Protocol.OPT_ABORT) {
            return demandTls(wire, number, length, replies);
        }
        OptionHandler handler = handlers.get(number);
        if (handler == null) {
            wire.skip(length);
            replies.error(
                    Protocol.REP_ERR_UNSUP,
                    "option " + Integer.toUnsignedString(number) + " is not offered here");
            return OptionStep.HAGGLE;
        }
        if (length <= MAX_OPTION_DATA) {
            return handler.handle(wire.receiveBytes(length), haggling, replies);
        }
        if (number == Protocol.OPT_EXPORT_NAME) {
            throw new ProtocolViolation("an export name of " + length + " bytes");
        }
        if (number == Protocol.OPT_SET_META_CONTEXT) {
            haggling.select(MetaContexts.NONE);
        }
        wire.skip(length);
        replies.error(
                Protocol.REP_ERR_TOO_BIG,
                "an option's data may be " + MAX_OPTION_DATA + " bytes long here");
        return OptionStep.HAGGLE;
    }

    private static OptionStep demandTls(Wire wire, int number, int length, OptionReplies replies)
            throws IOException {
        if (number == Protocol.OPT_EXPORT_NAME) {
            throw new ProtocolViolation("an export is named outside TLS");
        }
        wire.skip(length);
        replies.error(Protocol.REP_ERR_TLS_REQD, "this server speaks to nobody outside TLS");
        return OptionStep.HAGGLE;
    }

    private static void startTls(
            Wire wire,
            SocketChannel channel,
            Haggling haggling,
            int length,
            TransportSecurity security,
            OptionReplies replies)
            throws IOException {
        if (length > 0) {
            replies.error(Protocol.REP_ERR_INVALID, "STARTTLS carries no data");
            return;
        }
        if (haggling.secured()) {
            replies.error(Protocol.REP_ERR_INVALID, "this connection is inside TLS already");
            return;
        }
        if (wire.hasUnread()) {
            // What was sent before the answer may have been put in by somebody on the way.
            throw new ProtocolViolation("something follows STARTTLS before its answer");
        }
        replies.ack();
        wire.secure(plain -> security.secure(channel, plain));
        haggling.beginSecured();
    }
}
