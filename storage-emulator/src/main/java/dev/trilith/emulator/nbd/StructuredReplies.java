package dev.trilith.emulator.nbd;

import dev.trilith.emulator.engine.EngineFault;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * Answers in chunks. Other answers may go out between two chunks of a long READ, unless the client
 * asked for it in one chunk.
 */
final class StructuredReplies implements ReplyWriter {
    private static final int HEADER_BYTES = 20;
    private static final int ERROR_BYTES = 6;
    private static final int ROOM = HEADER_BYTES + ERROR_BYTES + Long.BYTES;

    private final Outbox out;

    StructuredReplies(Outbox out) {
        this.out = out;
    }

    @Override
    public void done(Request request) throws IOException {
        out.lock();
        try {
            ByteBuffer unused = begin(request, true, Protocol.CHUNK_NONE, 0);
        } finally {
            out.unlock();
        }
    }

    @Override
    public void error(Request request, NbdError error) throws IOException {
        out.lock();
        try {
            ByteBuffer head = begin(request, true, Protocol.CHUNK_ERROR, ERROR_BYTES);
            head.putInt(error.number()).putShort((short) 0);
        } finally {
            out.unlock();
        }
    }

    @Override
    public void data(Request request, ByteBuffer data) throws IOException {
        chunk(request, 0, data, true);
    }

    private void chunk(Request request, long done, ByteBuffer data, boolean last)
            throws IOException {
        out.lock();
        try {
            int length = Long.BYTES + data.remaining();
            begin(request, last, Protocol.CHUNK_OFFSET_DATA, length)
                    .putLong(request.offset() + done);
            out.put(data);
        } finally {
            out.unlock();
        }
    }

    @Override
    public void data(Request request, Pieces pieces) throws IOException {
        if (request.has(Protocol.CMD_FLAG_DF)) {
            inOneChunk(request, pieces);
            return;
        }
        long done = 0;
        while (done < request.length()) {
            ByteBuffer piece;
            try {
                piece = pieces.at(done);
            } catch (EngineFault fault) {
                if (done == 0) {
                    throw fault;
                }
                errorAt(request, NbdError.of(fault), request.offset() + done);
                return;
            }
            long next = done + piece.remaining();
            chunk(request, done, piece, next == request.length());
            done = next;
        }
    }

    private void errorAt(Request request, NbdError error, long offset) throws IOException {
        out.lock();
        try {
            ByteBuffer head =
                    begin(request, true, Protocol.CHUNK_ERROR_OFFSET, ERROR_BYTES + Long.BYTES);
            head.putInt(error.number()).putShort((short) 0).putLong(offset);
        } finally {
            out.unlock();
        }
    }

    private void inOneChunk(Request request, Pieces pieces) throws IOException {
        ByteBuffer piece = pieces.at(0);
        boolean whole = false;
        out.lock();
        try {
            long done = piece.remaining();
            int length = Long.BYTES + (int) request.length();
            begin(request, true, Protocol.CHUNK_OFFSET_DATA, length).putLong(request.offset());
            out.put(piece);
            while (done < request.length()) {
                ByteBuffer next = pieces.at(done);
                done += next.remaining();
                out.put(next);
            }
            whole = true;
        } catch (EngineFault fault) {
            throw new IOException("a READ failed after its chunk had begun", fault);
        } finally {
            if (!whole) {
                out.breakOff();
            }
            out.unlock();
        }
    }

    @Override
    public void blockStatus(Request request, List<ByteBuffer> told) throws IOException {
        out.lock();
        try {
            for (int i = 0; i < told.size(); i++) {
                ByteBuffer extents = told.get(i);
                boolean last = i == told.size() - 1;
                int length = Integer.BYTES + extents.remaining();
                begin(request, last, Protocol.CHUNK_BLOCK_STATUS, length).putInt(i + 1);
                out.put(extents);
            }
        } finally {
            out.unlock();
        }
    }

    private ByteBuffer begin(Request request, boolean last, int type, int length)
            throws IOException {
        ByteBuffer head = out.room(ROOM).putInt(Protocol.STRUCTURED_REPLY_MAGIC);
        head.putShort((short) (last ? Protocol.CHUNK_FLAG_DONE : 0)).putShort((short) type);
        return head.putLong(request.cookie()).putInt(length);
    }
}
