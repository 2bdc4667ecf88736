package dev.trilith.emulator.nbd;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** The answers to one option. */
final class OptionReplies {
    private static final int HEADER_BYTES = 20;

    private final Wire wire;
    private final int option;
    private final boolean omitZeroes;

    OptionReplies(Wire wire, int option, boolean omitZeroes) {
        this.wire = wire;
        this.option = option;
        this.omitZeroes = omitZeroes;
    }

    void ack() throws IOException {
        reply(Protocol.REP_ACK, new byte[0]);
    }

    /** Refuses; the sentence is shown by most clients. */
    void error(int type, String sentence) throws IOException {
        reply(type, sentence.getBytes(StandardCharsets.UTF_8));
    }

    /** One export of a list. */
    void server(String name) throws IOException {
        byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
        ByteBuffer data = ByteBuffer.allocate(Integer.BYTES + bytes.length);
        reply(Protocol.REP_SERVER, data.putInt(bytes.length).put(bytes).array());
    }

    void infoExport(long sizeBytes, int flags) throws IOException {
        reply(
                Protocol.REP_INFO,
                ByteBuffer.allocate(12)
                        .putShort((short) Protocol.INFO_EXPORT)
                        .putLong(sizeBytes)
                        .putShort((short) flags)
                        .array());
    }

    void infoBlockSize() throws IOException {
        reply(
                Protocol.REP_INFO,
                ByteBuffer.allocate(14)
                        .putShort((short) Protocol.INFO_BLOCK_SIZE)
                        .putInt(Protocol.MIN_BLOCK)
                        .putInt(Protocol.PREFERRED_BLOCK)
                        .putInt(Protocol.MAX_PAYLOAD)
                        .array());
    }

    void infoText(int kind, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        reply(
                Protocol.REP_INFO,
                ByteBuffer.allocate(Short.BYTES + bytes.length)
                        .putShort((short) kind)
                        .put(bytes)
                        .array());
    }

    /** One context of BLOCK_STATUS. */
    void metaContext(int number, String name) throws IOException {
        byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
        ByteBuffer data = ByteBuffer.allocate(Integer.BYTES + bytes.length);
        reply(Protocol.REP_META_CONTEXT, data.putInt(number).put(bytes).array());
    }

    /** The answer to EXPORT_NAME, which has no header. */
    void exportName(long sizeBytes, int flags) throws IOException {
        ByteBuffer answer = ByteBuffer.allocateDirect(omitZeroes ? 10 : 134);
        answer.putLong(sizeBytes).putShort((short) flags).rewind();
        wire.send(answer);
    }

    private void reply(int type, byte[] data) throws IOException {
        ByteBuffer message = ByteBuffer.allocateDirect(HEADER_BYTES + data.length);
        message.putLong(Protocol.REPLY_MAGIC).putInt(option).putInt(type);
        message.putInt(data.length).put(data).flip();
        wire.send(message);
    }
}
