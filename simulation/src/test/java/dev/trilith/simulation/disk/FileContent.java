package dev.trilith.simulation.disk;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a file holds. Copies share their sectors until one of them is written. */
final class FileContent {
    /** What is written and lost at once. */
    static final int SECTOR = 512;

    private static final byte[] ZEROS = new byte[SECTOR];

    /** A sector of a file; replaced, never changed. */
    private static final class Sector {
        private final int number;
        private final byte[] bytes;
        private @Nullable Digest digest;

        private Sector(int number, byte[] bytes) {
            this.number = number;
            this.bytes = bytes;
        }

        private Digest digest() {
            Digest known = digest;
            if (known == null) {
                known = Digest.of(number, bytes);
                digest = known;
            }
            return known;
        }
    }

    private Map<Integer, Sector> sectors = new HashMap<>();
    private boolean shared;
    private long size;
    private @Nullable Digest digest;

    FileContent copy() {
        shared = true;
        FileContent copy = new FileContent();
        copy.sectors = sectors;
        copy.shared = true;
        copy.size = size;
        copy.digest = digest;
        return copy;
    }

    byte[] bytes(int sector) {
        Sector found = sectors.get(sector);
        return found == null ? ZEROS : found.bytes;
    }

    Digest digest() {
        Digest known = digest;
        if (known == null) {
            known = Digest.NONE;
            for (Sector sector : sectors.values()) {
                known = known.plus(sector.digest());
            }
            digest = known;
        }
        return known;
    }

    void put(long offset, byte[] bytes, int end) {
        if (shared) {
            sectors = new HashMap<>(sectors);
            shared = false;
        }
        digest = null;
        int done = 0;
        while (done < end) {
            int sector = (int) ((offset + done) / SECTOR);
            int from = (int) ((offset + done) % SECTOR);
            int length = Math.min(SECTOR - from, end - done);
            put(sector, from, bytes, done, length);
            done += length;
        }
        size = Math.max(size, offset + end);
    }

    private void put(int sector, int from, byte[] bytes, int at, int length) {
        byte[] old = bytes(sector);
        if (Arrays.equals(bytes, at, at + length, old, from, from + length)) {
            return;
        }
        byte[] fresh = old.clone();
        System.arraycopy(bytes, at, fresh, from, length);
        if (Arrays.equals(fresh, ZEROS)) {
            // As if it had never been written: a digest tells no difference.
            sectors.remove(sector);
        } else {
            sectors.put(sector, new Sector(sector, fresh));
        }
    }

    long size() {
        return size;
    }
}
