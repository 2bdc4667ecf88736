package dev.trilith.emulator.link;

import dev.trilith.emulator.engine.remote.LegWire;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * The header of a frame; its layout stands in {@code docs/reference/link-protocol.md}.
 *
 * @param type what the frame says
 * @param flags {@link #FUA} and {@link #HOLES}
 * @param pair the pair's number on this connection; -1 for every pair
 * @param offsetBytes where data belongs in the volume
 * @param lengthBytes length of the payload; for {@link Type#ZERO} and {@link Type#ZEROES} the
 *     number of zeros
 * @param ticket joins an answer to its question
 * @param payloadSum CRC-32C of the payload, 0 without one
 */
record Frame(
        Type type,
        int flags,
        int pair,
        long offsetBytes,
        int lengthBytes,
        long ticket,
        int payloadSum) {
    /** What a frame says. */
    enum Type {
        OPEN(1),
        OPENED(2),
        WRITE(3),
        COPY(4),
        ZERO(5),
        FLUSH(6),
        COMMAND(7),
        DONE(8),
        REFUSED(9),
        REPLY(10),
        PING(11),
        PROBE(12),
        ZEROES(13);

        private final int number;

        Type(int number) {
            this.number = number;
        }

        private static Type of(int number) throws IOException {
            for (Type type : values()) {
                if (type.number == number) {
                    return type;
                }
            }
            throw new IOException("frame type " + number + " is unknown");
        }
    }

    static final int HEADER_BYTES = 44;
    static final int FUA = 1;
    static final int HOLES = 2;

    /** The longest payload that is read; more is taken for garbage. */
    static final int MAX_PAYLOAD_BYTES = 4 * 1024 * 1024;

    private static final int MAGIC = 0x54524C4B; // TRLK
    private static final byte VERSION = 1;

    /** A frame without payload. */
    static Frame bare(Type type, long ticket) {
        return new Frame(type, 0, -1, 0, 0, ticket, 0);
    }

    /** Whether bytes follow the header. */
    int payloadBytes() {
        return type == Type.ZERO || type == Type.ZEROES ? 0 : lengthBytes;
    }

    void put(ByteBuffer header) {
        int start = header.position();
        header.putInt(MAGIC).put(VERSION).put((byte) type.number).putShort((short) flags);
        header.putInt(pair).putLong(offsetBytes).putInt(lengthBytes).putLong(ticket);
        header.putInt(payloadSum);
        header.putInt(0); // room for a later version
        header.putInt(sum(header.slice(start, HEADER_BYTES - 4)));
    }

    /**
     * Reads a header.
     *
     * @throws IOException if it is none of ours: the connection must end
     */
    static Frame get(ByteBuffer header) throws IOException {
        int expected = sum(header.slice(header.position(), HEADER_BYTES - 4));
        if (header.getInt() != MAGIC) {
            throw new IOException("not a frame of the link protocol");
        }
        byte version = header.get();
        int type = header.get();
        int flags = header.getShort();
        int pair = header.getInt();
        long offset = header.getLong();
        int length = header.getInt();
        long ticket = header.getLong();
        int payloadSum = header.getInt();
        header.getInt();
        if (header.getInt() != expected) {
            throw new IOException("a frame's header has a wrong checksum");
        }
        if (version != VERSION) {
            throw new IOException("version " + version + " of the link protocol is unknown");
        }
        Frame frame = new Frame(Type.of(type), flags, pair, offset, length, ticket, payloadSum);
        int most = carriesPiece(frame.type()) ? LegWire.MAX_DATA_BYTES : MAX_PAYLOAD_BYTES;
        if (length < 0 || offset < 0 || frame.payloadBytes() > most) {
            throw new IOException("a frame of " + length + " bytes is too long");
        }
        return frame;
    }

    private static boolean carriesPiece(Type type) {
        return type == Type.WRITE || type == Type.COPY;
    }

    static int sum(ByteBuffer bytes) {
        CRC32C crc = new CRC32C();
        crc.update(bytes);
        return (int) crc.getValue();
    }
}
