package dev.trilith.emulator.nbd;

import dev.trilith.emulator.engine.EngineFault;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;

/** Answers as simple replies: a header, then the data of a READ that went well. */
final class SimpleReplies implements ReplyWriter {
    private static final int HEADER_BYTES = 16;

    private final Wire wire;
    private final ReentrantLock sending = new ReentrantLock();
    private final ByteBuffer header = ByteBuffer.allocateDirect(HEADER_BYTES);

    SimpleReplies(Wire wire) {
        this.wire = wire;
    }

    @Override
    public void done(Request request) throws IOException {
        sending.lock();
        try {
            wire.send(head(request, 0));
        } finally {
            sending.unlock();
        }
    }

    @Override
    public void error(Request request, NbdError error) throws IOException {
        sending.lock();
        try {
            wire.send(head(request, error.number()));
        } finally {
            sending.unlock();
        }
    }

    @Override
    public void data(Request request, ByteBuffer data) throws IOException {
        sending.lock();
        try {
            wire.send(head(request, 0), data);
        } finally {
            sending.unlock();
        }
    }

    @Override
    public void data(Request request, Pieces pieces) throws IOException {
        ByteBuffer piece = pieces.at(0);
        sending.lock();
        try {
            long done = piece.remaining();
            wire.send(head(request, 0), piece);
            while (done < request.length()) {
                ByteBuffer next = pieces.at(done);
                done += next.remaining();
                wire.send(next);
            }
        } catch (EngineFault fault) {
            throw new IOException("a READ failed after its reply had begun", fault);
        } finally {
            sending.unlock();
        }
    }

    @Override
    public void blockStatus(Request request, List<ByteBuffer> told) {
        throw new IllegalStateException("meta contexts were selected without structured replies");
    }

    private ByteBuffer head(Request request, int error) {
        header.clear();
        header.putInt(Protocol.SIMPLE_REPLY_MAGIC).putInt(error).putLong(request.cookie());
        return header.flip();
    }
}
