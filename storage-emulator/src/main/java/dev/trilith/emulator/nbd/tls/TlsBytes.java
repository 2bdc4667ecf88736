package dev.trilith.emulator.nbd.tls;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;

/**
 * What TLS sends and receives on a connection. TLS itself can only wait for its peer: so that it is
 * found out without waiting that a peer is gone, what it sends is read ahead here. One thread may
 * read while others write.
 */
final class TlsBytes {
    private static final int READ_AHEAD_BYTES = 16 << 10;

    private final Transport plain;
    private final ByteBuffer ahead = ByteBuffer.allocateDirect(READ_AHEAD_BYTES).limit(0);
    private final InputStream in = new In();
    private final OutputStream out = new Out();

    TlsBytes(Transport plain) {
        this.plain = plain;
    }

    InputStream in() {
        return in;
    }

    OutputStream out() {
        return out;
    }

    /** Reads ahead without waiting, which fails if the peer is gone. For the reading thread. */
    void look() throws IOException {
        ahead.compact();
        try {
            if (ahead.hasRemaining()) {
                // The end comes again to whoever reads.
                int unused = plain.readNow(ahead);
            }
        } finally {
            ahead.flip();
        }
    }

    private final class In extends InputStream {
        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : Byte.toUnsignedInt(one[0]);
        }

        @Override
        public int read(byte[] target, int from, int count) throws IOException {
            if (count == 0) {
                return 0;
            }
            if (!ahead.hasRemaining()) {
                ahead.clear();
                int got;
                try {
                    got = plain.read(ahead);
                } finally {
                    ahead.flip();
                }
                if (got < 0) {
                    return -1;
                }
            }
            int step = Math.min(count, ahead.remaining());
            ahead.get(target, from, step);
            return step;
        }

        @Override
        public int available() {
            return ahead.remaining();
        }
    }

    private final class Out extends OutputStream {
        @Override
        public void write(int one) throws IOException {
            write(new byte[] {(byte) one}, 0, 1);
        }

        @Override
        public void write(byte[] said, int from, int count) throws IOException {
            plain.write(ByteBuffer.wrap(said, from, count));
        }
    }
}
