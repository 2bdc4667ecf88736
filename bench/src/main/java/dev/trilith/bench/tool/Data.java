package dev.trilith.bench.tool;

import dev.trilith.bench.BenchFailure;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** What is written to volumes, and whether it is there. */
public final class Data {
    private static final int PIECE = 1 << 20;

    private Data() {}

    /** Fills a file with bytes that no program can leave out or compress, durably. */
    public static Path random(Path file, long sizeBytes, long seed) throws IOException {
        Random random = new Random(seed);
        byte[] bytes = new byte[PIECE];
        random.nextBytes(bytes);
        try (FileChannel out = open(file)) {
            for (long at = 0; at < sizeBytes; at += PIECE) {
                // One word differs in each 4 KiB: no two blocks of the file are alike.
                for (int block = 0; block < PIECE; block += 4096) {
                    ByteBuffer.wrap(bytes).putLong(block, seed * 31 + at + block);
                }
                int length = (int) Math.min(PIECE, sizeBytes - at);
                writeFully(out, ByteBuffer.wrap(bytes, 0, length));
            }
            out.force(true);
        }
        return file;
    }

    /** Overwrites a file with another one's bytes, durably. */
    public static Path copy(Path from, Path to) throws IOException {
        try (FileChannel in = FileChannel.open(from, StandardOpenOption.READ);
                FileChannel out = open(to)) {
            long size = in.size();
            for (long at = 0; at < size; ) {
                at += in.transferTo(at, size - at, out);
            }
            out.force(true);
        }
        return to;
    }

    private static FileChannel open(Path file) throws IOException {
        return FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    }

    private static void writeFully(FileChannel out, ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            out.write(bytes);
        }
    }

    /** Fails unless an export reads as a file does. */
    public static void requireSame(String what, String uri, Path file)
            throws IOException, InterruptedException {
        Process reader = reader(uri);
        try (InputStream ours = reader.getInputStream();
                InputStream expected = Files.newInputStream(file)) {
            requireSame(what, ours, expected);
            requireEnd(uri, reader);
        } finally {
            reader.destroyForcibly();
        }
    }

    /** Fails unless two exports read alike. */
    public static void requireSame(String what, String uri, String other)
            throws IOException, InterruptedException {
        Process first = reader(uri);
        Process second = reader(other);
        try (InputStream ours = first.getInputStream();
                InputStream expected = second.getInputStream()) {
            requireSame(what, ours, expected);
            requireEnd(uri, first);
            requireEnd(other, second);
        } finally {
            first.destroyForcibly();
            second.destroyForcibly();
        }
    }

    /** Fails unless two files are alike. */
    public static void requireSame(String what, Path file, Path other) throws IOException {
        try (InputStream ours = Files.newInputStream(file);
                InputStream expected = Files.newInputStream(other)) {
            requireSame(what, ours, expected);
        }
    }

    private static Process reader(String uri) throws IOException {
        return new ProcessBuilder(List.of("nbdcopy", uri, "-"))
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    private static void requireEnd(String uri, Process reader) throws InterruptedException {
        int code = reader.waitFor();
        if (code != 0) {
            throw new BenchFailure("nbdcopy " + uri + " - ended with " + code);
        }
    }

    private static void requireSame(String what, InputStream ours, InputStream expected)
            throws IOException {
        byte[] mine = new byte[PIECE];
        byte[] theirs = new byte[PIECE];
        long at = 0;
        while (true) {
            int have = ours.readNBytes(mine, 0, PIECE);
            int want = expected.readNBytes(theirs, 0, PIECE);
            int differs = Arrays.mismatch(mine, 0, have, theirs, 0, want);
            if (differs >= 0) {
                throw new BenchFailure(
                        what + ": the data is wrong from byte " + (at + differs) + " on");
            }
            if (have == 0) {
                return;
            }
            at += have;
        }
    }
}
