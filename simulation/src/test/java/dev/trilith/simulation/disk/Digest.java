package dev.trilith.simulation.disk;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * Half of a SHA-256, of one sector or added up over many. Used by one thread at a time.
 *
 * @param high its first eight bytes
 * @param low its next eight
 */
record Digest(long high, long low) {
    /** Of nothing. */
    static final Digest NONE = new Digest(0, 0);

    private static final MessageDigest SHA = sha();

    private static MessageDigest sha() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    /** Of a sector at its place. */
    static Digest of(int number, byte[] bytes) {
        SHA.update(ByteBuffer.allocate(Integer.BYTES).putInt(0, number));
        ByteBuffer whole = ByteBuffer.wrap(SHA.digest(bytes));
        return new Digest(whole.getLong(), whole.getLong());
    }

    Digest plus(Digest other) {
        return new Digest(high + other.high, low + other.low);
    }
}
