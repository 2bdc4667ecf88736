package dev.trilith.emulator.engine.store;

import dev.trilith.emulator.engine.device.Disk;
import dev.trilith.emulator.engine.device.DiskFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Objects;

/**
 * The journal's file, and beside it a second one of its size: when the journal is full, a snapshot
 * goes into the second, the two change their places, and so none of it ever needs room on the disk.
 * Without that an array whose disk is full could soon obey no order any more, not even a seal.
 * Guarded by its user's lock.
 */
final class JournalFiles {
    /** Room for entries that is laid down with the file, so that an entry changes no length. */
    private static final int SPARE_BYTES = 512 * 1024;

    private static final int LEAST_SPARE_BYTES = 64 * 1024;

    private final Disk disk;
    private final Path path;
    private final Path second;
    private final Path former;
    private boolean laidDown;

    JournalFiles(Disk disk, Path path) {
        this.disk = disk;
        this.path = path;
        this.second = path.resolveSibling(path.getFileName() + ".new");
        this.former = path.resolveSibling(path.getFileName() + ".old");
    }

    boolean exists() {
        return disk.exists(path);
    }

    DiskFile open() throws IOException {
        return disk.open(path);
    }

    /**
     * Takes away what an earlier process left: after a crash the second file's name may be a second
     * name of the journal itself.
     */
    void discard() throws IOException {
        disk.delete(former);
        disk.delete(second);
        laidDown = false;
    }

    /**
     * Lays the second file down. Where the disk has no room for it the array works without, and
     * tries again when it starts again.
     */
    void layDown(long sizeBytes) throws IOException {
        try (DiskFile file = disk.open(second)) {
            zero(file, 0, sizeBytes);
            file.force();
            laidDown = true;
        } catch (IOException e) {
            disk.delete(second);
        }
    }

    /**
     * Writes a journal into the second file. If that fails nothing has changed.
     *
     * @param header its header
     * @param snapshot its first entry
     */
    void prepare(ByteBuffer header, ByteBuffer snapshot) throws IOException {
        if (!laidDown) {
            disk.delete(second);
        }
        try (DiskFile file = disk.open(second)) {
            long begin = header.remaining();
            long end = begin + snapshot.remaining();
            long room = file.size();
            file.write(0, header);
            file.write(begin, snapshot);
            // A snapshot that grew must find no full disk: little room for entries is enough.
            long least = Math.max(room, end + LEAST_SPARE_BYTES);
            zero(file, end, least);
            if (room < end + SPARE_BYTES / 2) {
                widen(file, least, end + SPARE_BYTES);
            }
            file.force();
        } catch (IOException e) {
            if (!laidDown) {
                disk.delete(second);
            }
            throw e;
        }
    }

    /** Puts what was prepared in the journal's place, which becomes the second file. */
    DiskFile exchange() throws IOException {
        boolean kept = keepFormer();
        disk.replace(second, path);
        laidDown = false;
        if (kept) {
            disk.replace(former, second);
            laidDown = true;
        }
        disk.forceDirectory(Objects.requireNonNull(path.toAbsolutePath().getParent()));
        return disk.open(path);
    }

    private boolean keepFormer() throws IOException {
        if (!disk.exists(path)) {
            return false;
        }
        disk.delete(former);
        try {
            disk.link(path, former);
            return true;
        } catch (IOException | UnsupportedOperationException e) {
            // A file system without second names: each new journal needs room there.
            return false;
        }
    }

    /** As far as the disk has room. */
    private static void widen(DiskFile file, long from, long to) throws IOException {
        try {
            zero(file, from, to);
        } catch (IOException e) {
            if (!full(e)) {
                throw e;
            }
        }
    }

    /** Whether a disk has no room. */
    static boolean full(IOException e) {
        return String.valueOf(e.getMessage()).contains("No space left");
    }

    private static void zero(DiskFile file, long from, long to) throws IOException {
        if (to > from) {
            file.write(from, ByteBuffer.allocate(Math.toIntExact(to - from)));
        }
    }
}
