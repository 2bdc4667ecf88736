package dev.trilith.emulator.nbd;

import dev.trilith.emulator.nbd.tls.Transport;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * A client's connection as bytes. Reads ahead, so that a small command costs one system call. One
 * thread may receive while another one sends.
 */
final class Wire {
    private static final int READ_AHEAD_BYTES = 16 << 10;

    private volatile Transport transport;
    private BeforeWait beforeWait = () -> {};
    private final ByteBuffer ahead = ByteBuffer.allocateDirect(READ_AHEAD_BYTES).limit(0);

    Wire(Transport transport) {
        this.transport = transport;
    }

    /** What the receiving thread does before it waits for the client. */
    @FunctionalInterface
    interface BeforeWait {
        void run() throws IOException;
    }

    /** Sets what is done before waiting, when all is agreed; before several threads use this. */
    void beforeWait(BeforeWait what) {
        beforeWait = what;
        transport.settle();
    }

    private int read(ByteBuffer target) throws IOException {
        beforeWait.run();
        return transport.read(target);
    }

    /** Whether the client ended the stream just here, between two messages. */
    boolean atEnd() throws IOException {
        if (ahead.hasRemaining()) {
            return false;
        }
        ahead.clear();
        int got = read(ahead);
        ahead.flip();
        return got < 0;
    }

    short receiveShort() throws IOException {
        return need(Short.BYTES).getShort();
    }

    int receiveInt() throws IOException {
        return need(Integer.BYTES).getInt();
    }

    long receiveLong() throws IOException {
        return need(Long.BYTES).getLong();
    }

    byte[] receiveBytes(int count) throws IOException {
        byte[] bytes = new byte[count];
        int done = 0;
        while (done < count) {
            int step = Math.min(count - done, READ_AHEAD_BYTES);
            need(step).get(bytes, done, step);
            done += step;
        }
        return bytes;
    }

    /** Fills {@code target}'s remaining bytes. */
    void receive(ByteBuffer target) throws IOException {
        int step = Math.min(ahead.remaining(), target.remaining());
        if (step > 0) {
            target.put(target.position(), ahead, ahead.position(), step);
            target.position(target.position() + step);
            ahead.position(ahead.position() + step);
        }
        while (target.hasRemaining()) {
            if (read(target) < 0) {
                throw new EOFException("the client went away in the middle of a message");
            }
        }
    }

    /** Throws {@code count} bytes away. */
    void skip(long count) throws IOException {
        long left = count;
        while (left > 0) {
            int step = (int) Math.min(left, READ_AHEAD_BYTES);
            ByteBuffer bytes = need(1);
            int taken = Math.min(step, bytes.remaining());
            bytes.position(bytes.position() + taken);
            left -= taken;
        }
    }

    /** Sends all of {@code parts}, in one system call where that is possible. */
    void send(ByteBuffer... parts) throws IOException {
        transport.write(parts);
    }

    /** Goes on inside TLS. Nothing may be {@linkplain #hasUnread unread}. */
    void secure(Security security) throws IOException {
        transport = security.secure(transport);
    }

    /** Whether something was read ahead that nobody has looked at. */
    boolean hasUnread() {
        return ahead.hasRemaining();
    }

    /** Makes the connection secure. */
    @FunctionalInterface
    interface Security {
        Transport secure(Transport plain) throws IOException;
    }

    /** Reads ahead without waiting, which fails if the client is gone. For who may receive. */
    void look() throws IOException {
        ahead.compact();
        try {
            if (ahead.hasRemaining()) {
                // The end comes again to whoever receives.
                int unused = transport.readNow(ahead);
            }
        } finally {
            ahead.flip();
        }
    }

    /** Ends the connection with the word that there is for it. */
    void bye() throws IOException {
        transport.bye();
    }

    private ByteBuffer need(int count) throws IOException {
        if (ahead.remaining() >= count) {
            return ahead;
        }
        ahead.compact();
        try {
            while (ahead.position() < count) {
                if (read(ahead) < 0) {
                    throw new EOFException("the client went away in the middle of a message");
                }
            }
        } finally {
            ahead.flip();
        }
        return ahead;
    }
}
