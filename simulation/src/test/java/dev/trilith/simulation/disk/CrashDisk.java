package dev.trilith.simulation.disk;

import dev.trilith.emulator.engine.device.Disk;
import dev.trilith.emulator.engine.device.DiskFile;
import java.io.Closeable;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A disk that can be looked at just before each of its operations: what a loss of power there may
 * leave is every durable thing and any of some subsets of the rest. Used by one thread.
 */
final class CrashDisk implements Disk {
    private static final int SECTOR = 512;
    private static final byte[] ZEROS = new byte[SECTOR];

    /** What a file holds; sectors are replaced, never changed. */
    private static final class Content {
        private final Map<Integer, byte[]> sectors = new HashMap<>();
        private long size;

        private Content copy() {
            Content copy = new Content();
            copy.sectors.putAll(sectors);
            copy.size = size;
            return copy;
        }

        private void put(long offset, byte[] bytes, int end) {
            int done = 0;
            while (done < end) {
                int sector = (int) ((offset + done) / SECTOR);
                int from = (int) ((offset + done) % SECTOR);
                int length = Math.min(SECTOR - from, end - done);
                boolean zero = Arrays.equals(bytes, done, done + length, ZEROS, 0, length);
                byte[] old = sectors.get(sector);
                if (old != null || !zero) {
                    byte[] fresh = old == null ? new byte[SECTOR] : old.clone();
                    System.arraycopy(bytes, done, fresh, from, length);
                    sectors.put(sector, fresh);
                }
                done += length;
            }
            size = Math.max(size, offset + end);
        }
    }

    /** Something that was not forced yet: a write, or with {@code bytes} null a change of names. */
    private static final class Loose {
        private final int file;
        private final long offset;
        private final byte @Nullable [] bytes;
        private final Map<String, Integer> names;

        private Loose(int file, long offset, byte @Nullable [] bytes, Map<String, Integer> names) {
            this.file = file;
            this.offset = offset;
            this.bytes = bytes;
            this.names = names;
        }
    }

    /** What was done to the disk, and how much of it is durable. */
    static final class State {
        private final Map<Integer, Content> durable = new HashMap<>();
        private Map<String, Integer> durableNames = new HashMap<>();
        private final List<Loose> loose = new ArrayList<>();
        private int files;

        private State copy() {
            State copy = new State();
            durable.forEach((file, content) -> copy.durable.put(file, content.copy()));
            copy.durableNames = new HashMap<>(durableNames);
            copy.loose.addAll(loose);
            copy.files = files;
            return copy;
        }

        /** Nothing, all, each prefix, all but one, and all with the last one torn. */
        List<State> afterPowerLoss() {
            List<State> found = new ArrayList<>();
            int n = loose.size();
            for (int kept = 0; kept <= n; kept++) {
                found.add(with(kept, -1, false));
            }
            for (int left = 0; left < n - 1; left++) {
                if (loose.get(left).bytes != null) {
                    found.add(with(n, left, false));
                }
            }
            if (n > 0) {
                found.add(with(n, -1, true));
            }
            return found;
        }

        /** Nothing of what was not forced, and all of it. */
        List<State> extremes() {
            return List.of(with(0, -1, false), with(loose.size(), -1, false));
        }

        private State with(int first, int leftOut, boolean torn) {
            State state = new State();
            durable.forEach((file, content) -> state.durable.put(file, content.copy()));
            state.durableNames = new HashMap<>(durableNames);
            state.files = files;
            for (int i = 0; i < first; i++) {
                if (i != leftOut) {
                    Loose one = loose.get(i);
                    byte[] bytes = one.bytes;
                    if (bytes == null) {
                        state.durableNames = new HashMap<>(one.names);
                    } else {
                        boolean half = torn && i == first - 1 && bytes.length > SECTOR;
                        int end = half ? bytes.length / 2 / SECTOR * SECTOR : bytes.length;
                        state.durable
                                .computeIfAbsent(one.file, f -> new Content())
                                .put(one.offset, bytes, end);
                    }
                }
            }
            return state;
        }
    }

    private final State state;
    private final Map<Integer, Content> cache = new HashMap<>();
    private Map<String, Integer> names;
    private @Nullable List<State> watched;

    /** A machine that starts with what a loss of power left. */
    CrashDisk(State found) {
        state = found.copy();
        state.durable.forEach((file, content) -> cache.put(file, content.copy()));
        names = new HashMap<>(state.durableNames);
    }

    /** From now on each operation's beginning is kept. */
    List<State> watch() {
        List<State> points = new ArrayList<>();
        watched = points;
        return points;
    }

    /** The state now, as {@link #watch} would keep it. */
    State now() {
        return state.copy();
    }

    private void instant() {
        List<State> points = watched;
        if (points != null) {
            points.add(state.copy());
        }
    }

    private void renamed() {
        state.loose.add(new Loose(0, 0, null, new HashMap<>(names)));
    }

    @Override
    public DiskFile open(Path path) {
        Integer file = names.get(path.toString());
        if (file == null) {
            file = ++state.files;
            names.put(path.toString(), file);
            cache.put(file, new Content());
            renamed();
        }
        return new OpenFile(file);
    }

    @Override
    public boolean exists(Path path) {
        return names.containsKey(path.toString());
    }

    @Override
    public void createDirectories(Path path) {
        // There is one folder, and it is there.
    }

    @Override
    public void replace(Path from, Path to) {
        instant();
        Integer file = names.remove(from.toString());
        if (file == null) {
            throw new IllegalStateException("no file " + from);
        }
        names.put(to.toString(), file);
        renamed();
    }

    @Override
    public void link(Path existing, Path second) {
        instant();
        Integer file = names.get(existing.toString());
        if (file == null) {
            throw new IllegalStateException("no file " + existing);
        }
        names.put(second.toString(), file);
        renamed();
    }

    @Override
    public void delete(Path path) {
        if (names.containsKey(path.toString())) {
            instant();
            names.remove(path.toString());
            renamed();
        }
    }

    @Override
    public void forceDirectory(Path path) {
        instant();
        state.durableNames = new HashMap<>(names);
        state.loose.removeIf(l -> l.bytes == null);
    }

    @Override
    public Closeable lock(Path lockFile) {
        return () -> {};
    }

    private final class OpenFile implements DiskFile {
        private final int file;

        private OpenFile(int file) {
            this.file = file;
        }

        private Content content() {
            return cache.computeIfAbsent(file, f -> new Content());
        }

        @Override
        public void read(long offset, ByteBuffer target) {
            Content content = content();
            long at = offset;
            while (target.hasRemaining()) {
                int from = (int) (at % SECTOR);
                int length = Math.min(SECTOR - from, target.remaining());
                target.put(content.sectors.getOrDefault((int) (at / SECTOR), ZEROS), from, length);
                at += length;
            }
        }

        @Override
        public void write(long offset, ByteBuffer source) {
            instant();
            byte[] bytes = new byte[source.remaining()];
            source.get(bytes);
            content().put(offset, bytes, bytes.length);
            state.loose.add(new Loose(file, offset, bytes, Map.of()));
        }

        @Override
        public void force() {
            instant();
            state.durable.put(file, content().copy());
            state.loose.removeIf(l -> l.bytes != null && l.file == file);
        }

        @Override
        public long size() {
            return content().size;
        }

        @Override
        public void resize(long size) {
            throw new UnsupportedOperationException("nothing under test changes a file's length");
        }

        @Override
        public void copyTo(long offset, DiskFile target, long length) {
            throw new UnsupportedOperationException("nothing under test copies within the disk");
        }

        @Override
        public void close() {
            // Nothing is kept open.
        }
    }
}
