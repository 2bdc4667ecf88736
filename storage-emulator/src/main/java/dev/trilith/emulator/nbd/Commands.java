package dev.trilith.emulator.nbd;

import dev.trilith.emulator.engine.HostVolume;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Takes one command off the wire and says what is left to do for it. What needs the wire is done
 * while the caller holds the turn to receive; the rest may run beside other commands.
 */
final class Commands {
    /**
     * The part of a command that does not need the turn to receive. It is carried out once, or
     * dropped: what it was given for that goes back either way.
     */
    @FunctionalInterface
    interface Work {
        void run() throws IOException;

        /** It will not be carried out. */
        default void drop() {}

        /** Whether it may have to wait for a disk or another array; if not it takes no time. */
        default boolean mayWait() {
            return true;
        }
    }

    /** Work that does not wait. */
    static Work quick(Work work) {
        return new Work() {
            @Override
            public void run() throws IOException {
                work.run();
            }

            @Override
            public void drop() {
                work.drop();
            }

            @Override
            public boolean mayWait() {
                return false;
            }
        };
    }

    /** Work with something that goes back at its end, or when it is dropped. */
    static Work with(Runnable giveBack, Work work) {
        return new Work() {
            @Override
            public void run() throws IOException {
                try {
                    work.run();
                } finally {
                    giveBack.run();
                }
            }

            @Override
            public void drop() {
                try {
                    work.drop();
                } finally {
                    giveBack.run();
                }
            }

            @Override
            public boolean mayWait() {
                return work.mayWait();
            }
        };
    }

    /** Nothing is left to do. */
    static final Work FINISHED = quick(() -> {});

    private final Wire wire;
    private final Outbox out;
    private final LaterAnswers later;
    private final SharedFlush flushes;
    private final Answers answers;
    private final ReadCommand read;
    private final WriteCommand write;
    private final ZeroCommands zeroes;
    private final BlockStatusCommand blockStatus;
    private volatile boolean tookLeave;

    private Commands(
            Wire wire,
            Outbox out,
            LaterAnswers later,
            SharedFlush flushes,
            Answers answers,
            ReadCommand read,
            WriteCommand write,
            ZeroCommands zeroes,
            BlockStatusCommand blockStatus) {
        this.wire = wire;
        this.out = out;
        this.later = later;
        this.flushes = flushes;
        this.answers = answers;
        this.read = read;
        this.write = write;
        this.zeroes = zeroes;
        this.blockStatus = blockStatus;
    }

    /**
     * The commands of a client as it agreed on them.
     *
     * @param inFlight how many writes may wait for other arrays at the same time
     */
    static Commands of(
            Wire wire, Handshake.Entered client, ConnectionBuffers buffers, int inFlight) {
        Export export = client.export();
        HostVolume volume = export.volume().whileWanted(export::wanted);
        Outbox out = new Outbox(wire);
        wire.beforeWait(() -> {
            volume.push();
            out.flush();
        });
        ReplyWriter replies =
                client.structured() ? new StructuredReplies(out) : new SimpleReplies(out);
        Answers answers = new Answers(volume, replies);
        LaterAnswers later = new LaterAnswers(answers, out, inFlight);
        return new Commands(
                wire,
                out,
                later,
                export.flushes(),
                answers,
                new ReadCommand(answers, buffers, client.structured()),
                new WriteCommand(wire, answers, buffers, later),
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
            case Protocol.CMD_DISC -> disconnect();
            default -> answers.refuse(request, NbdError.EINVAL);
        };
    }

    private @Nullable Work disconnect() {
        tookLeave = true;
        return null;
    }

    /** Whether the client said that it goes. */
    boolean tookLeave() {
        return tookLeave;
    }

    /** Fails if the client is found to be gone. For the thread that holds the turn to receive. */
    void look() throws IOException {
        wire.look();
    }

    /** Whether a further command, or a part of one, has been received. */
    boolean moreReceived() {
        return wire.hasUnread();
    }

    /** Sends what was kept to be sent together: writes to other arrays, answers to the client. */
    void sendKept() throws IOException {
        answers.volume().push();
        out.flush();
    }

    /** Answers what still waits for other arrays, and takes leave of the client. */
    void end() throws IOException {
        later.awaitAll();
        out.flush();
        wire.bye();
    }

    private Work flush(Request request) {
        if (request.hasFlagsBut(0) || request.offset() != 0 || request.length() != 0) {
            return answers.refuse(request, NbdError.EINVAL);
        }
        return () -> {
            // Not before: what is not carried out, since the client is gone, gives no place back.
            later.takePlace();
            flushes.ask(answers, later.to(request, false));
        };
    }
}
