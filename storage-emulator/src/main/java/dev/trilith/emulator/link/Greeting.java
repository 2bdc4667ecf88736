package dev.trilith.emulator.link;

import java.io.IOException;
import java.nio.ByteBuffer;

/** The first words on a connection: a question, and OPENED or a refusal in answer. */
final class Greeting {
    private Greeting() {}

    /**
     * Asks and waits for the answer, for as long as the channel stays open.
     *
     * @throws dev.trilith.emulator.engine.EngineFault the other array's refusal
     */
    static void exchange(FrameChannel channel, Frame.Type type, byte[] words) throws IOException {
        ByteBuffer payload = ByteBuffer.wrap(words);
        int sum = Frame.sum(payload.duplicate());
        channel.send(new Frame(type, 0, -1, 0, payload.remaining(), 0, sum), payload);
        Frame answer = channel.receive();
        ByteBuffer body = channel.payload(answer, ByteBuffer.allocate(answer.payloadBytes()));
        if (answer.type() == Frame.Type.REFUSED) {
            throw LegCodec.fault(body);
        }
        if (answer.type() != Frame.Type.OPENED) {
            throw new IOException("it answered " + answer.type());
        }
    }
}
