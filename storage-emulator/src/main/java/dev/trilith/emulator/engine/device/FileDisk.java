package dev.trilith.emulator.engine.device;

import java.io.Closeable;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/** The machine's own file system. */
public final class FileDisk implements Disk {
    @Override
    public DiskFile open(Path path) throws IOException {
        return new PlainFile(path);
    }

    @Override
    public boolean exists(Path path) {
        return Files.exists(path);
    }

    @Override
    public void createDirectories(Path path) throws IOException {
        Files.createDirectories(path);
    }

    @Override
    public void replace(Path from, Path to) throws IOException {
        Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    @Override
    public void link(Path existing, Path second) throws IOException {
        Files.createLink(second, existing);
    }

    @Override
    public void delete(Path path) throws IOException {
        Files.deleteIfExists(path);
    }

    @Override
    public void forceDirectory(Path path) throws IOException {
        try (FileChannel directory = FileChannel.open(path, StandardOpenOption.READ)) {
            directory.force(true);
        }
    }

    @Override
    public @Nullable Closeable lock(Path lockFile) throws IOException {
        FileChannel channel =
                FileChannel.open(lockFile, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        boolean locked = false;
        try {
            locked = channel.tryLock() != null;
        } catch (OverlappingFileLockException e) {
            // Another array in this very process: not ours, as if another process had it.
            locked = false;
        } finally {
            if (!locked) {
                channel.close();
            }
        }
        return locked ? channel : null;
    }

    private static final class PlainFile implements DiskFile {
        private final Path path;
        private final RandomAccessFile file;
        private final FileChannel channel;
        private final WritePieces pieces = new WritePieces();
        private @Nullable FileChannel copies;
        private @Nullable SparseFile sparse;
        private volatile @Nullable Boolean punches;

        PlainFile(Path path) throws IOException {
            this.path = path;
            // Only this class can lengthen a file with a hole.
            this.file = new RandomAccessFile(path.toFile(), "rw");
            this.channel = file.getChannel();
        }

        @Override
        public void read(long offsetBytes, ByteBuffer target) throws IOException {
            long at = offsetBytes;
            while (target.hasRemaining()) {
                int count = channel.read(target, at);
                if (count < 0) {
                    while (target.hasRemaining()) {
                        target.put((byte) 0);
                    }
                    return;
                }
                at += count;
            }
        }

        @Override
        public void write(long offsetBytes, ByteBuffer source) throws IOException {
            long at = offsetBytes;
            int end = source.limit();
            int length = source.remaining();
            int longest = pieces.longest(offsetBytes, length);
            try {
                while (source.position() < end) {
                    source.limit(Math.min(end, source.position() + longest));
                    at += channel.write(source, at);
                }
            } finally {
                source.limit(end);
            }
            if (longest == WritePieces.FIRST) {
                pieces.written(offsetBytes, length);
            }
        }

        @Override
        public boolean punches() throws IOException {
            Boolean known = punches;
            if (known == null) {
                // Behind the end there is nothing to lose, but the file system is asked.
                known = punch(size(), 1);
                punches = known;
            }
            return known;
        }

        @Override
        public boolean punch(long offsetBytes, long lengthBytes) throws IOException {
            pieces.punched(offsetBytes, lengthBytes);
            return sparse().punch(offsetBytes, lengthBytes);
        }

        @Override
        public long nextData(long offsetBytes) throws IOException {
            return Math.min(sparse().nextData(offsetBytes, size()), size());
        }

        @Override
        public long nextHole(long offsetBytes) throws IOException {
            return Math.min(sparse().nextHole(offsetBytes, size()), size());
        }

        /** Opened late: only who trims, asks for holes or copies zeros needs it. */
        private synchronized SparseFile sparse() throws IOException {
            SparseFile own = sparse;
            if (own == null) {
                if (!channel.isOpen()) {
                    throw new ClosedChannelException();
                }
                own = SparseFiles.open(path);
                sparse = own;
            }
            return own;
        }

        @Override
        public void force() throws IOException {
            channel.force(false);
        }

        @Override
        public long size() throws IOException {
            return channel.size();
        }

        @Override
        public void resize(long sizeBytes) throws IOException {
            file.setLength(sizeBytes);
        }

        @Override
        public void copyTo(long offsetBytes, DiskFile target, long lengthBytes) throws IOException {
            if (!(target instanceof PlainFile plain)) {
                throw new IllegalArgumentException("the target is a file of another disk");
            }
            plain.receive(channel, offsetBytes, lengthBytes);
        }

        /** A channel of its own, since transferTo writes at its target's one position. */
        private synchronized void receive(FileChannel from, long offsetBytes, long lengthBytes)
                throws IOException {
            FileChannel to = copies;
            if (to == null) {
                to = FileChannel.open(path, StandardOpenOption.WRITE);
                copies = to;
            }
            to.position(offsetBytes);
            long done = 0;
            while (done < lengthBytes) {
                long count = from.transferTo(offsetBytes + done, lengthBytes - done, to);
                if (count <= 0) {
                    throw new IOException(path + ": the source ends early");
                }
                done += count;
            }
        }

        @Override
        public synchronized void close() throws IOException {
            try (RandomAccessFile first = file;
                    FileChannel second = copies;
                    SparseFile third = sparse) {
                assert first != null || second != null || third != null;
            }
        }
    }
}
