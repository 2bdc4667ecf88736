package dev.trilith.emulator.nbd;

import dev.trilith.emulator.engine.HostVolume;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Takes one command off the wire and says what is left to do for it. What needs the wire is done
 * while the caller holds the turn to receive; the rest may run beside other commands.
 */
final class Commands {
    /** The part of a command that does not need the turn to receive. */
    @FunctionalInterface
    interface Work {
        void run() throws IOException;
    }

    /** Nothing is left to do. */
    static final Work FINISHED = () -> {};

    private final Wire wire;
    private final Answers answers;
    private final ReadCommand read;
    private final WriteCommand write;
    private final ZeroCommands zeroes;
    private final BlockStatusCommand blockStatus;

    private Commands(
            Wire wire,
            Answers answers,
            ReadCommand read,
            WriteCommand write,
            ZeroCommands zeroes,
            BlockStatusCommand blockStatus) {
        this.wire = wire;
        this.answers = answers;
        this.read = read;
        this.write = write;
        this.zeroes = zeroes;
        this.blockStatus = blockStatus;
    }

    /** The commands of a client as it agreed on them. */
    static Commands of(Wire wire, Handshake.Entered client, ConnectionBuffers buffers) {
        HostVolume volume = client.export().volume();
        ReplyWriter replies =
                client.structured() ? new StructuredReplies(wire) : new SimpleReplies(wire);
        Answers answers = new Answers(volume, replies);
        return new Commands(
                wire,
                answers,
                new ReadCommand(answers, buffers, client.structured()),
                new WriteCommand(wire, answers, buffers),
                new ZeroCommands(answers),
                new BlockStatusCommand(answers, client.contexts()));
    }

    /** The next command's work, or null if the client ended the session. */
    @Nullable Work next() throws IOException {
        if (wire.atEnd()) {
            return null;
        }
        if (wire.receiveInt() != Protocol.REQUEST_MAGIC) {
            throw new ProtocolViolation("a command does not begin with the request magic");
        }
        Request request =
                new Request(
                        Short.toUnsignedInt(wire.receiveShort()),
                        Short.toUnsignedInt(wire.receiveShort()),
                        wire.receiveLong(),
                        wire.receiveLong(),
                        Integer.toUnsignedLong(wire.receiveInt()));
        return switch (request.type()) {
            case Protocol.CMD_READ -> read.take(request);
            case Protocol.CMD_WRITE -> write.take(request);
            case Protocol.CMD_FLUSH -> flush(request);
            case Protocol.CMD_TRIM -> zeroes.trim(request);
            case Protocol.CMD_WRITE_ZEROES -> zeroes.writeZeroes(request);
            case Protocol.CMD_BLOCK_STATUS -> blockStatus.take(request);
            case Protocol.CMD_DISC -> null;
            default -> answers.refuse(request, NbdError.EINVAL);
        };
    }

    private Work flush(Request request) {
        if (request.hasFlagsBut(0) || request.offset() != 0 || request.length() != 0) {
            return answers.refuse(request, NbdError.EINVAL);
        }
        return () -> answers.carryOut(request, answers.volume()::flush);
    }
}
