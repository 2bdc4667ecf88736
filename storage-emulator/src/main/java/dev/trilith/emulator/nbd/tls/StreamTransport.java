package dev.trilith.emulator.nbd.tls;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;

/** The two streams of a TLS connection. */
final class StreamTransport implements Transport {
    /** A TLS record's worth, so that a small answer and its header are one record. */
    private static final int RECORD_BYTES = 16 << 10;

    /** Fails if the peer is found to be gone; does not wait for it. */
    @FunctionalInterface
    interface Look {
        void look() throws IOException;
    }

    /** Says goodbye. */
    @FunctionalInterface
    interface Bye {
        void say() throws IOException;
    }

    private final InputStream in;
    private final OutputStream out;
    private final Look look;
    private final Bye bye;
    private final byte[] read = new byte[RECORD_BYTES];
    private final byte[] written = new byte[RECORD_BYTES];

    StreamTransport(InputStream in, OutputStream out, Look look, Bye bye) {
        this.in = in;
        this.out = out;
        this.look = look;
        this.bye = bye;
    }

    @Override
    public int read(ByteBuffer target) throws IOException {
        int count = in.read(read, 0, Math.min(read.length, target.remaining()));
        if (count > 0) {
            target.put(read, 0, count);
        }
        return count;
    }

    /** Nothing: what came may be half a record. But this fails if the peer is gone. */
    @Override
    public int readNow(ByteBuffer target) throws IOException {
        look.look();
        return 0;
    }

    @Override
    public void write(ByteBuffer... parts) throws IOException {
        int filled = 0;
        for (ByteBuffer part : parts) {
            while (part.hasRemaining()) {
                int step = Math.min(written.length - filled, part.remaining());
                part.get(written, filled, step);
                filled += step;
                if (filled == written.length) {
                    out.write(written, 0, filled);
                    filled = 0;
                }
            }
        }
        if (filled > 0) {
            out.write(written, 0, filled);
        }
        out.flush();
    }

    @Override
    public void bye() throws IOException {
        bye.say();
    }
}
