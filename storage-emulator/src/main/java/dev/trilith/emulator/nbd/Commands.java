package dev.trilith.emulator.nbd;

import dev.trilith.emulator.engine.EngineFault;
import dev.trilith.emulator.engine.HostVolume;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Takes one command off the wire and says what is left to do for it. What needs the wire is done
 * while the caller holds the turn to receive; the rest may run beside other commands.
 */
final class Commands {
    private static final System.Logger LOG = System.getLogger(Commands.class.getName());

    /** A payload up to this size is thrown away and answered; a longer one ends the connection. */
    private static final long MAX_SKIP = 2L * Protocol.MAX_PAYLOAD;

    /** The part of a command that does not need the turn to receive. */
    @FunctionalInterface
    interface Work {
        void run() throws IOException;
    }

    /** Nothing is left to do. */
    static final Work FINISHED = () -> {};

    private final Wire wire;
    private final HostVolume volume;
    private final ReplyWriter replies;
    private final ConnectionBuffers buffers;

    Commands(Wire wire, HostVolume volume, ReplyWriter replies, ConnectionBuffers buffers) {
        this.wire = wire;
        this.volume = volume;
        this.replies = replies;
        this.buffers = buffers;
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
            case Protocol.CMD_READ -> read(request);
            case Protocol.CMD_WRITE -> write(request);
            case Protocol.CMD_FLUSH -> flush(request);
            case Protocol.CMD_DISC -> null;
            default -> () -> replies.error(request, NbdError.EINVAL);
        };
    }

    private Work read(Request request) throws IOException {
        if (hasUnknownFlags(request)
                || request.length() > Protocol.MAX_PAYLOAD
                || request.leaves(volume.sizeBytes())) {
            return () -> replies.error(request, NbdError.EINVAL);
        }
        if (request.length() == 0) {
            return () -> replies.done(request);
        }
        int wanted = (int) Math.min(request.length(), BufferPool.LARGEST);
        ByteBuffer buffer = buffers.take(wanted);
        if (buffer != null && request.length() <= buffer.capacity()) {
            return () -> readWhole(request, buffer);
        }
        try {
            readInPieces(request, buffer != null ? buffer : buffers.reserve());
        } finally {
            if (buffer != null) {
                buffers.giveBack(buffer);
            }
        }
        return FINISHED;
    }

    private void readWhole(Request request, ByteBuffer buffer) throws IOException {
        try {
            buffer.limit((int) request.length());
            NbdError error = attempt(() -> volume.read(request.offset(), buffer));
            if (error == null) {
                replies.data(request, buffer.rewind());
            } else {
                replies.error(request, error);
            }
        } finally {
            buffers.giveBack(buffer);
        }
    }

    private void readInPieces(Request request, ByteBuffer piece) throws IOException {
        boolean[] started = new boolean[1];
        try {
            replies.data(
                    request,
                    done -> {
                        int step = (int) Math.min(request.length() - done, piece.capacity());
                        piece.clear().limit(step);
                        volume.read(request.offset() + done, piece);
                        started[0] = true;
                        return piece.rewind();
                    });
        } catch (EngineFault fault) {
            if (started[0]) {
                throw new IOException("a READ failed after its reply had begun", fault);
            }
            replies.error(request, failed(fault));
        }
    }

    private Work write(Request request) throws IOException {
        NbdError refusal = refusal(request);
        if (refusal != null) {
            if (request.length() > MAX_SKIP) {
                throw new ProtocolViolation("a WRITE announces " + request.length() + " bytes");
            }
            wire.skip(request.length());
            return () -> replies.error(request, refusal);
        }
        int wanted = (int) Math.min(request.length(), BufferPool.LARGEST);
        ByteBuffer buffer = buffers.take(wanted);
        boolean handedOn = false;
        try {
            if (buffer == null || request.length() > buffer.capacity()) {
                writeInPieces(request, buffer != null ? buffer : buffers.reserve());
                return FINISHED;
            }
            wire.receive(buffer.limit((int) request.length()));
            handedOn = true;
            return () -> writeWhole(request, buffer.rewind());
        } finally {
            if (buffer != null && !handedOn) {
                buffers.giveBack(buffer);
            }
        }
    }

    private @Nullable NbdError refusal(Request request) {
        if (hasUnknownFlags(request) || request.length() > Protocol.MAX_PAYLOAD) {
            return NbdError.EINVAL;
        }
        if (!volume.writable()) {
            return NbdError.EPERM;
        }
        return request.leaves(volume.sizeBytes()) ? NbdError.ENOSPC : null;
    }

    private void writeWhole(Request request, ByteBuffer buffer) throws IOException {
        try {
            answer(request, attempt(() -> volume.write(request.offset(), buffer, request.fua())));
        } finally {
            buffers.giveBack(buffer);
        }
    }

    private void writeInPieces(Request request, ByteBuffer piece) throws IOException {
        NbdError error = null;
        long done = 0;
        while (done < request.length()) {
            int step = (int) Math.min(request.length() - done, piece.capacity());
            wire.receive(piece.clear().limit(step));
            long offset = request.offset() + done;
            if (error == null) {
                error = attempt(() -> volume.write(offset, piece.rewind(), false));
            }
            done += step;
        }
        if (error == null && request.fua()) {
            error = attempt(volume::flush);
        }
        answer(request, error);
    }

    private Work flush(Request request) {
        if (hasUnknownFlags(request) || request.offset() != 0 || request.length() != 0) {
            return () -> replies.error(request, NbdError.EINVAL);
        }
        return () -> answer(request, attempt(volume::flush));
    }

    private void answer(Request request, @Nullable NbdError error) throws IOException {
        if (error == null) {
            replies.done(request);
        } else {
            replies.error(request, error);
        }
    }

    private @Nullable NbdError attempt(Runnable operation) {
        try {
            operation.run();
            return null;
        } catch (EngineFault fault) {
            return failed(fault);
        } catch (RuntimeException bug) {
            // The client learns of it, the other commands go on.
            LOG.log(System.Logger.Level.ERROR, "a command on " + volume.lu() + " failed", bug);
            return NbdError.EIO;
        }
    }

    private NbdError failed(EngineFault fault) {
        NbdError error = NbdError.of(fault);
        if (error == NbdError.EIO) {
            LOG.log(System.Logger.Level.WARNING, "{0}: {1}", volume.lu(), fault.getMessage());
        }
        return error;
    }

    private static boolean hasUnknownFlags(Request request) {
        return (request.flags() & ~Protocol.CMD_FLAG_FUA) != 0;
    }
}
