package dev.trilith.emulator.nbd;

import dev.trilith.emulator.engine.EngineFault;
import dev.trilith.emulator.engine.HostVolume;
import java.io.IOException;
import java.nio.ByteBuffer;

/** READ. */
final class ReadCommand {
    /** From memory a READ takes a tenth of this, from a disk more. */
    private static final long DISK_NANOS = 30_000;

    private static final int DISK_BYTES_PER_MICRO = 2_000;
    private static final int SLOW_ENOUGH = 4;

    private final Answers answers;
    private final HostVolume volume;
    private final ConnectionBuffers buffers;
    private final int flags;

    /** Of the last 32 READs, which ones had to wait for the disk. A lost bit does no harm. */
    private volatile int slow;

    /**
     * The READs of one connection.
     *
     * @param structured whether answers come in chunks, so that a client may ask for one
     */
    ReadCommand(Answers answers, ConnectionBuffers buffers, boolean structured) {
        this.answers = answers;
        this.volume = answers.volume();
        this.buffers = buffers;
        this.flags = structured ? Protocol.CMD_FLAG_DF : 0;
    }

    /** For the thread that holds the turn to receive. */
    Commands.Work take(Request request) throws IOException {
        if (request.hasFlagsBut(flags)
                || request.length() > Protocol.MAX_PAYLOAD
                || request.leaves(volume.sizeBytes())) {
            return answers.refuse(request, NbdError.EINVAL);
        }
        if (request.length() == 0) {
            return Commands.quick(() -> answers.replies().done(request));
        }
        ByteBuffer buffer = buffers.take((int) Math.min(request.length(), BufferPool.LARGEST));
        if (buffer == null) {
            inPieces(request, buffers.reserve());
            return Commands.FINISHED;
        }
        Commands.Work work =
                Commands.with(
                        () -> buffers.giveBack(buffer),
                        () -> {
                            if (request.length() <= buffer.capacity()) {
                                whole(request, buffer);
                            } else {
                                inPieces(request, buffer);
                            }
                        });
        return Integer.bitCount(slow) < SLOW_ENOUGH ? Commands.quick(work) : work;
    }

    private void whole(Request request, ByteBuffer buffer) throws IOException {
        buffer.limit((int) request.length());
        long began = System.nanoTime();
        NbdError error = answers.attempt(() -> volume.read(request.offset(), buffer));
        note(System.nanoTime() - began, request.length());
        if (error == null) {
            answers.replies().data(request, buffer.rewind());
        } else {
            answers.replies().error(request, error);
        }
    }

    private void note(long nanos, long bytes) {
        long limit = DISK_NANOS + bytes * 1_000 / DISK_BYTES_PER_MICRO;
        slow = slow << 1 | (nanos > limit ? 1 : 0);
    }

    private void inPieces(Request request, ByteBuffer piece) throws IOException {
        try {
            answers.replies()
                    .data(
                            request,
                            done -> {
                                long left = request.length() - done;
                                int step = (int) Math.min(left, piece.capacity());
                                piece.clear().limit(step);
                                volume.read(request.offset() + done, piece);
                                return piece.rewind();
                            });
        } catch (EngineFault fault) {
            answers.replies().error(request, answers.failed(fault));
        }
    }
}
