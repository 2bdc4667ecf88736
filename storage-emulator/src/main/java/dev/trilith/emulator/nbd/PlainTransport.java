package dev.trilith.emulator.nbd;

import dev.trilith.emulator.engine.device.PromptSocket;
import dev.trilith.emulator.nbd.tls.Transport;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;

/** Bytes as they are. */
final class PlainTransport implements Transport {
    private final PromptSocket socket;

    /** On a channel in blocking mode. */
    PlainTransport(SocketChannel channel) {
        this.socket = new PromptSocket(channel);
    }

    @Override
    public int read(ByteBuffer target) throws IOException {
        return socket.read(target);
    }

    @Override
    public int readNow(ByteBuffer target) throws IOException {
        return socket.readNow(target);
    }

    /** In one system call where the socket takes them. */
    @Override
    public void write(ByteBuffer... parts) throws IOException {
        socket.write(parts);
    }

    @Override
    public void settle() {
        socket.mayLinger();
        socket.answers();
    }

    @Override
    public void bye() {
        // The end of the stream says it.
    }
}
