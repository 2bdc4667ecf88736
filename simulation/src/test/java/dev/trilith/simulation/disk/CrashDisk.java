package dev.trilith.simulation.disk;

import dev.trilith.emulator.engine.device.Disk;
import dev.trilith.emulator.engine.device.DiskFile;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A disk that can be looked at just before each of its operations: what a loss of power there may
 * leave is every durable thing and any of some subsets of the rest. Used by one thread.
 */
final class CrashDisk implements Disk {
    private static final int SECTOR = FileContent.SECTOR;

    /** Of so many things that were not forced every part is looked at. */
    private static final int LITTLE = 8;

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
        private final Map<Integer, FileContent> durable = new HashMap<>();
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

        /**
         * What a machine that starts on this finds. Equal ones are the same to every program: the
         * same names, of the same files, with the same bytes.
         */
        String identity() {
            Map<Integer, String> first = new HashMap<>();
            StringBuilder all = new StringBuilder();
            new TreeMap<>(durableNames)
                    .forEach((name, file) -> {
                        String same = first.putIfAbsent(file, name);
                        all.append(name).append('=');
                        if (same != null) {
                            all.append(same);
                        } else {
                            FileContent content = durable.getOrDefault(file, new FileContent());
                            all.append(content.size()).append(':').append(content.digest());
                        }
                        all.append(';');
                    });
            return all.toString();
        }

        /** Each part of what was not forced, if that is little; and all, with one of it torn. */
        List<State> afterPowerLoss() {
            int n = loose.size();
            List<State> found = n <= LITTLE ? eachPart() : somePart();
            for (int torn = n <= LITTLE ? 0 : n - 1; torn >= 0 && torn < n; torn++) {
                State state = durable();
                for (int i = 0; i < n; i++) {
                    state.take(loose.get(i), i == torn);
                }
                found.add(state);
            }
            return found;
        }

        private List<State> eachPart() {
            List<State> found = new ArrayList<>();
            for (int part = 0; part < (1 << loose.size()); part++) {
                State state = durable();
                for (int i = 0; i < loose.size(); i++) {
                    if (((part >> i) & 1) == 1) {
                        state.take(loose.get(i), false);
                    }
                }
                found.add(state);
            }
            return found;
        }

        /** Nothing, all, each prefix, and all but one. */
        private List<State> somePart() {
            List<State> found = new ArrayList<>();
            State kept = durable();
            found.add(kept.copy());
            for (Loose one : loose) {
                kept.take(one, false);
                found.add(kept.copy());
            }
            int n = loose.size();
            for (int left = 0; left < n - 1; left++) {
                if (loose.get(left).bytes != null) {
                    State state = found.get(left).copy();
                    loose.subList(left + 1, n).forEach(one -> state.take(one, false));
                    found.add(state);
                }
            }
            return found;
        }

        /** Nothing of what was not forced, and all of it. */
        List<State> extremes() {
            State all = durable();
            loose.forEach(one -> all.take(one, false));
            return List.of(durable(), all);
        }

        private State durable() {
            State state = copy();
            state.loose.clear();
            return state;
        }

        private void take(Loose one, boolean torn) {
            byte[] bytes = one.bytes;
            if (bytes == null) {
                durableNames = new HashMap<>(one.names);
                return;
            }
            boolean half = torn && bytes.length > SECTOR;
            int end = half ? bytes.length / 2 / SECTOR * SECTOR : bytes.length;
            durable.computeIfAbsent(one.file, f -> new FileContent()).put(one.offset, bytes, end);
        }
    }

    private final State state;
    private final Map<Integer, FileContent> cache = new HashMap<>();
    private Map<String, Integer> names;
    private @Nullable List<State> watched;
    private boolean forceFails;
    private boolean killed;

    /** Whether the cache shows what no force will write any more. */
    private boolean forgotten;

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

    /** The next force fails; what it was to write stays in the cache, and counts as written. */
    void failNextForce() {
        forceFails = true;
    }

    /** The next force does nothing: its process is killed just before. */
    void killBeforeNextForce() {
        killed = true;
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
            cache.put(file, new FileContent());
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

        private FileContent content() {
            return cache.computeIfAbsent(file, f -> new FileContent());
        }

        @Override
        public void read(long offset, ByteBuffer target) {
            FileContent content = content();
            long at = offset;
            while (target.hasRemaining()) {
                int from = (int) (at % SECTOR);
                int length = Math.min(SECTOR - from, target.remaining());
                target.put(content.bytes((int) (at / SECTOR)), from, length);
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
        public void force() throws IOException {
            instant();
            if (killed) {
                killed = false;
                throw new IOException("the process is killed (simulated)");
            }
            if (forceFails) {
                forceFails = false;
                forgotten = true;
                state.loose.removeIf(this::mine);
                throw new IOException("flush error (simulated)");
            }
            if (forgotten) {
                state.loose.stream().filter(this::mine).forEach(l -> state.take(l, false));
            } else {
                state.durable.put(file, content().copy());
            }
            state.loose.removeIf(this::mine);
        }

        private boolean mine(Loose one) {
            return one.bytes != null && one.file == file;
        }

        @Override
        public long size() {
            return content().size();
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
