package dev.trilith.emulator.nbd;

import dev.trilith.emulator.nbd.tls.Transport;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;

/** A client that says what it was given and goes; keeps what it was told. */
final class ScriptTransport implements Transport {
    private final ByteBuffer script;
    private final ByteArrayOutputStream told = new ByteArrayOutputStream();

    ScriptTransport(byte[] script) {
        this.script = ByteBuffer.wrap(script);
    }

    @Override
    public int read(ByteBuffer target) {
        if (!script.hasRemaining()) {
            return -1;
        }
        int count = Math.min(script.remaining(), target.remaining());
        target.put(script.slice(script.position(), count));
        script.position(script.position() + count);
        return count;
    }

    @Override
    public void write(ByteBuffer... parts) {
        for (ByteBuffer part : parts) {
            byte[] bytes = new byte[part.remaining()];
            part.get(bytes);
            told.writeBytes(bytes);
        }
    }

    @Override
    public void bye() {
        script.position(script.limit());
    }

    ByteBuffer told() {
        return ByteBuffer.wrap(told.toByteArray());
    }
}
