package dev.trilith.emulator.nbd;

import dev.trilith.emulator.engine.HostVolume;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** WRITE. */
final class WriteCommand {
    /** A payload up to this size is thrown away and answered; a longer one ends the connection. */
    private static final long MAX_SKIP = 2L * Protocol.MAX_PAYLOAD;

    private final Wire wire;
    private final Answers answers;
    private final HostVolume volume;
    private final ConnectionBuffers buffers;
    private final LaterAnswers later;

    WriteCommand(Wire wire, Answers answers, ConnectionBuffers buffers, LaterAnswers later) {
        this.later = later;
        this.wire = wire;
        this.answers = answers;
        this.volume = answers.volume();
        this.buffers = buffers;
    }

    /** For the thread that holds the turn to receive. */
    Commands.Work take(Request request) throws IOException {
        NbdError refusal = refusal(request);
        if (refusal != null) {
            if (request.length() > MAX_SKIP) {
                throw new ProtocolViolation("a WRITE announces " + request.length() + " bytes");
            }
            wire.skip(request.length());
            return answers.refuse(request, refusal);
        }
        if (request.length() == 0) {
            // It changes nothing, so that what the volume holds stays the image that it is.
            return Commands.quick(() -> answers.replies().done(request));
        }
        int wanted = (int) Math.min(request.length(), BufferPool.LARGEST);
        ByteBuffer buffer = buffers.take(wanted);
        boolean handedOn = false;
        try {
            if (buffer == null || request.length() > buffer.capacity()) {
                inPieces(request, buffer != null ? buffer : buffers.reserve());
                return Commands.FINISHED;
            }
            wire.receive(buffer.limit((int) request.length()));
            Commands.Work work;
            if (request.fua()) {
                work = () -> whole(request, buffer.rewind());
            } else {
                later.takePlace();
                work = new Beginning(request, buffer.rewind(), wire.hasUnread());
            }
            handedOn = true;
            return Commands.with(() -> buffers.giveBack(buffer), work);
        } finally {
            if (buffer != null && !handedOn) {
                buffers.giveBack(buffer);
            }
        }
    }

    private @Nullable NbdError refusal(Request request) {
        if (request.hasFlagsBut(0) || request.length() > Protocol.MAX_PAYLOAD) {
            return NbdError.EINVAL;
        }
        NbdError unwritable = answers.unwritable();
        if (unwritable != null) {
            return unwritable;
        }
        return request.leaves(volume.sizeBytes()) ? NbdError.ENOSPC : null;
    }

    /** Writes here, and waits for no other array; it has a place among those that do. */
    private final class Beginning implements Commands.Work {
        private final Request request;
        private final ByteBuffer buffer;
        private final boolean more;

        private Beginning(Request request, ByteBuffer buffer, boolean more) {
            this.request = request;
            this.buffer = buffer;
            this.more = more;
        }

        @Override
        public void run() throws IOException {
            LaterAnswers.Answer end = later.to(request, more);
            boolean[] over = {true};
            try {
                NbdError error =
                        answers.attempt(
                                () -> over[0] = volume.write(request.offset(), buffer, end));
                if (over[0]) {
                    answers.answer(request, error);
                }
            } finally {
                if (over[0]) {
                    later.givePlaceBack();
                }
            }
        }

        @Override
        public void drop() {
            later.givePlaceBack();
        }

        @Override
        public boolean mayWait() {
            return false;
        }
    }

    private void whole(Request request, ByteBuffer buffer) throws IOException {
        answers.carryOut(request, () -> volume.write(request.offset(), buffer, request.fua()));
    }

    private void inPieces(Request request, ByteBuffer piece) throws IOException {
        NbdError error = null;
        long done = 0;
        while (done < request.length()) {
            int step = (int) Math.min(request.length() - done, piece.capacity());
            wire.receive(piece.clear().limit(step));
            long offset = request.offset() + done;
            if (error == null) {
                error = answers.attempt(() -> volume.write(offset, piece.rewind(), false));
            }
            done += step;
        }
        if (error == null && request.fua()) {
            error = answers.attempt(volume::flush);
        }
        answers.answer(request, error);
    }
}
