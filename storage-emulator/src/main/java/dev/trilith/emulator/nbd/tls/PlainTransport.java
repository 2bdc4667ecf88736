package dev.trilith.emulator.nbd.tls;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;

/** Bytes as they are. */
public final class PlainTransport implements Transport {
    private final SocketChannel channel;

    /** On a channel in blocking mode. */
    public PlainTransport(SocketChannel channel) {
        this.channel = channel;
    }

    @Override
    public int read(ByteBuffer target) throws IOException {
        return channel.read(target);
    }

    /** In one system call where the socket takes them. */
    @Override
    public void write(ByteBuffer... parts) throws IOException {
        ByteBuffer last = parts[parts.length - 1];
        do {
            channel.write(parts);
        } while (last.hasRemaining() || remains(parts));
    }

    private static boolean remains(ByteBuffer[] parts) {
        for (ByteBuffer part : parts) {
            if (part.hasRemaining()) {
                return true;
            }
        }
        return false;
    }

    @Override
    public void bye() {
        // The end of the stream says it.
    }
}
