package dev.trilith.emulator.nbd;

import dev.trilith.emulator.engine.EngineFault;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;

/** Answers as simple replies: a header, then the data of a READ that went well. */
final class SimpleReplies implements ReplyWriter {
    private static final int HEADER_BYTES = 16;

    private final Outbox out;

    SimpleReplies(Outbox out) {
        this.out = out;
    }

    @Override
    public void done(Request request) throws IOException {
        out.lock();
        try {
            head(request, 0);
        } finally {
            out.unlock();
        }
    }

    @Override
    public void error(Request request, NbdError error) throws IOException {
        out.lock();
        try {
            head(request, error.number());
        } finally {
            out.unlock();
        }
    }

    @Override
    public void data(Request request, ByteBuffer data) throws IOException {
        out.lock();
        try {
            head(request, 0);
            out.put(data);
        } finally {
            out.unlock();
        }
    }

    @Override
    public void data(Request request, Pieces pieces) throws IOException {
        ByteBuffer piece = pieces.at(0);
        boolean whole = false;
        out.lock();
        try {
            long done = piece.remaining();
            head(request, 0);
            out.put(piece);
            while (done < request.length()) {
                ByteBuffer next = pieces.at(done);
                done += next.remaining();
                out.put(next);
            }
            whole = true;
        } catch (EngineFault fault) {
            throw new IOException("a READ failed after its reply had begun", fault);
        } finally {
            if (!whole) {
                out.breakOff();
            }
            out.unlock();
        }
    }

    @Override
    public void blockStatus(Request request, List<ByteBuffer> told) {
        throw new IllegalStateException("meta contexts were selected without structured replies");
    }

    private void head(Request request, int error) throws IOException {
        ByteBuffer header = out.room(HEADER_BYTES);
        header.putInt(Protocol.SIMPLE_REPLY_MAGIC).putInt(error).putLong(request.cookie());
    }
}
