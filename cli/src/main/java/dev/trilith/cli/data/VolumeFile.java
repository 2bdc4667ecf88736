package dev.trilith.cli.data;

import dev.trilith.cli.nbd.NbdClient;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * A file that lies in a volume as it is, from an offset on.
 *
 * @param name the file's name, for people
 * @param offsetBytes where it begins in the volume
 * @param lengthBytes how long it is
 * @param sha256 of its bytes, hexadecimal
 */
public record VolumeFile(String name, long offsetBytes, long lengthBytes, String sha256) {
    private static final int PIECE_BYTES = 1 << 20;

    /** Writes {@code file} into the volume and flushes; durable in every copy in step on return. */
    public static VolumeFile write(NbdClient volume, long offsetBytes, Path file)
            throws IOException {
        MessageDigest digest = newDigest();
        long offset = offsetBytes;
        byte[] piece = new byte[PIECE_BYTES];
        try (InputStream in = Files.newInputStream(file)) {
            int length = in.readNBytes(piece, 0, piece.length);
            while (length > 0) {
                digest.update(piece, 0, length);
                volume.write(offset, ByteBuffer.wrap(piece, 0, length), false);
                offset += length;
                length = in.readNBytes(piece, 0, piece.length);
            }
        }
        volume.flush();
        return new VolumeFile(file.toString(), offsetBytes, offset - offsetBytes, hex(digest));
    }

    /** The SHA-256, hexadecimal, of what lies at the file's place in {@code volume}. */
    public String sha256In(NbdClient volume) throws IOException {
        MessageDigest digest = newDigest();
        byte[] piece = new byte[PIECE_BYTES];
        long end = offsetBytes + lengthBytes;
        for (long offset = offsetBytes; offset < end; offset += piece.length) {
            int length = Math.toIntExact(Math.min(piece.length, end - offset));
            volume.read(offset, ByteBuffer.wrap(piece, 0, length));
            digest.update(piece, 0, length);
        }
        return hex(digest);
    }

    private static MessageDigest newDigest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this Java runtime has no SHA-256", e);
        }
    }

    private static String hex(MessageDigest digest) {
        return HexFormat.of().formatHex(digest.digest());
    }
}
