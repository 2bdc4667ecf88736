package dev.trilith.emulator.engine.pair;

import dev.trilith.emulator.engine.remote.LegWire;
import dev.trilith.emulator.engine.remote.LinkDownException;
import dev.trilith.emulator.engine.remote.Pending;
import dev.trilith.emulator.engine.volume.Volume;
import java.nio.ByteBuffer;

/** What a write puts into a range. */
public sealed interface Content {
    /** Length of the range. */
    int length();

    /** The longest piece that goes to another array in one frame. */
    int longestPiece();

    /** Puts it into this array's volume. */
    void put(Volume volume, long offsetBytes);

    /** Sends a piece of it. */
    Pending send(LegWire wire, int pair, long offsetBytes, int from, int length, boolean fua)
            throws LinkDownException;

    /**
     * Bytes.
     *
     * @param data the remaining bytes are taken and its position does not move
     * @param moreFollows whether more writes follow, after which the wires are pushed
     */
    record Bytes(ByteBuffer data, boolean moreFollows) implements Content {
        /** Bytes that are sent at once. */
        public Bytes(ByteBuffer data) {
            this(data, false);
        }

        @Override
        public int length() {
            return data.remaining();
        }

        @Override
        public int longestPiece() {
            return LegWire.MAX_DATA_BYTES;
        }

        @Override
        public void put(Volume volume, long offsetBytes) {
            volume.write(offsetBytes, data.duplicate());
        }

        @Override
        public Pending send(
                LegWire wire, int pair, long offsetBytes, int from, int length, boolean fua)
                throws LinkDownException {
            ByteBuffer part = data.slice(data.position() + from, length);
            return moreFollows && !fua
                    ? wire.writeWithNext(pair, offsetBytes + from, part)
                    : wire.write(pair, offsetBytes + from, part, fua);
        }
    }

    /**
     * Zeros.
     *
     * @param length length of the range
     * @param holes whether the range's room may be given back
     */
    record Zeroes(int length, boolean holes) implements Content {
        @Override
        public int longestPiece() {
            return length;
        }

        @Override
        public void put(Volume volume, long offsetBytes) {
            volume.zero(offsetBytes, length, holes);
        }

        @Override
        public Pending send(
                LegWire wire, int pair, long offsetBytes, int from, int length, boolean fua)
                throws LinkDownException {
            return wire.zeroes(pair, offsetBytes + from, length, holes, fua);
        }
    }
}
