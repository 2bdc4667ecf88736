package dev.trilith.simulation.disk;

import dev.trilith.emulator.engine.device.Disk;
import dev.trilith.emulator.engine.device.DiskFile;
import dev.trilith.simulation.kernel.Kernel;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.AbstractMap;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * One machine's disk. What was forced stays; of what was not, a loss of power keeps any part. Every
 * access is a place at which other threads may run and the process may be killed.
 */
public final class SimDisk implements Disk {
    /** How slow and how faulty the disk is. */
    public static final class Nature {
        private int slowestForceMicros = 400;
        private Predicate<String> forceFails = name -> false;
        private boolean misplacesVolumes = true;
        private boolean punches;

        /** The longest a force takes. */
        public void slowestForce(int micros) {
            slowestForceMicros = micros;
        }

        /**
         * Writes to volumes that were not forced land in their place or not at all: a host that
         * reads such a block again could not be helped by any array.
         */
        public void keepsVolumesInPlace() {
            misplacesVolumes = false;
        }

        /** Ranges can be given back, as on most file systems. */
        public void punches() {
            punches = true;
        }

        /** The next force of a file of such a name fails, and what it was to write is lost. */
        public void failNextForce(Predicate<String> names) {
            forceFails = names;
        }
    }

    private static final String VOLUME = ".img";
    private static final ThreadLocal<long[]> WRITES = ThreadLocal.withInitial(() -> new long[1]);
    private final Kernel kernel;
    private final Nature nature = new Nature();
    private final List<Consumer<Path>> afterForce = new ArrayList<>();
    private final List<Consumer<Path>> afterFailure = new ArrayList<>();
    private final Map<String, Inode> names = new TreeMap<>();
    private final Map<String, Inode> durableNames = new TreeMap<>();

    /** Changes of names since the directory was last forced; null takes a name away. */
    private final List<Map.Entry<String, @Nullable Inode>> unforcedNames = new ArrayList<>();

    private boolean locked;
    private long forces;
    private long inodes;
    private long torn;
    private long misplaced;

    /** An empty disk. */
    public SimDisk(Kernel kernel) {
        this.kernel = kernel;
    }

    /** Its speed and its faults. */
    public Nature nature() {
        return nature;
    }

    /** Tells of every force that succeeded. */
    public void afterForce(Consumer<Path> listener) {
        afterForce.add(listener);
    }

    /** Tells of every force that failed. */
    public void afterFailure(Consumer<Path> listener) {
        afterFailure.add(listener);
    }

    /** How many forces succeeded. */
    public long forces() {
        return forces;
    }

    /** How many writes losses of power have torn. */
    public long torn() {
        return torn;
    }

    /** How many writes losses of power have brought to the wrong place. */
    public long misplaced() {
        return misplaced;
    }

    /** The process that held the directory is gone. */
    public void unlock() {
        locked = false;
    }

    /** The machine loses its power, and with it some part of what was not forced. */
    public void losePower() {
        locked = false;
        names.clear();
        names.putAll(durableNames);
        int kept = unforcedNames.isEmpty() ? 0 : kernel.random().nextInt(unforcedNames.size() + 1);
        for (Map.Entry<String, @Nullable Inode> change : unforcedNames.subList(0, kept)) {
            rename(names, change.getKey(), change.getValue());
        }
        unforcedNames.clear();
        durableNames.clear();
        durableNames.putAll(names);
        Map<Inode, String> every = new LinkedHashMap<>();
        names.forEach((name, inode) -> every.putIfAbsent(inode, name));
        every.forEach((inode, name) -> {
            torn -= inode.torn();
            misplaced -= inode.misplaced();
            inode.losePower(kernel.random(), nature.misplacesVolumes || !name.endsWith(VOLUME));
            torn += inode.torn();
            misplaced += inode.misplaced();
        });
    }

    /**
     * Reads past all locks and faults what the page cache holds of a file: the first number of each
     * sector.
     */
    public void look(String name, long offset, long[] target, int at, int sectors) {
        Inode inode = names.get(name);
        for (int i = 0; i < sectors; i++) {
            // Not defined yet: nothing was ever written.
            target[at + i] = inode == null ? 0 : inode.number(offset + (long) i * Inode.SECTOR);
        }
    }

    /** A number that is another one whenever a file's bytes may be others. */
    public long changes(String name) {
        Inode inode = names.get(name);
        return inode == null ? -1 : inode.changes();
    }

    private static void rename(Map<String, Inode> map, String name, @Nullable Inode inode) {
        if (inode == null) {
            map.remove(name);
        } else {
            map.put(name, inode);
        }
    }

    private void change(String name, @Nullable Inode inode) {
        rename(names, name, inode);
        unforcedNames.add(new AbstractMap.SimpleImmutableEntry<>(name, inode));
    }

    private void spend(int micros) {
        kernel.sleep(1_000L * (1 + kernel.random().nextInt(micros)));
    }

    @Override
    public DiskFile open(Path path) throws IOException {
        String name = path.toString();
        Inode inode = names.get(name);
        if (inode == null) {
            inode = new Inode(++inodes << 32);
            change(name, inode);
        }
        return new OpenFile(path, inode);
    }

    @Override
    public boolean exists(Path path) {
        return names.containsKey(path.toString());
    }

    @Override
    public void createDirectories(Path path) {
        spend(10);
    }

    @Override
    public void replace(Path from, Path to) throws IOException {
        Inode inode = names.get(from.toString());
        if (inode == null) {
            throw new NoSuchFileException(from.toString());
        }
        spend(20);
        // One change of the directory, so that no crash sees half of it.
        names.remove(from.toString());
        change(to.toString(), inode);
        durableNames.remove(from.toString());
    }

    @Override
    public void link(Path existing, Path second) throws IOException {
        Inode inode = names.get(existing.toString());
        if (inode == null) {
            throw new NoSuchFileException(existing.toString());
        }
        spend(20);
        change(second.toString(), inode);
    }

    @Override
    public void delete(Path path) {
        if (names.containsKey(path.toString())) {
            change(path.toString(), null);
        }
    }

    @Override
    public void forceDirectory(Path path) {
        spend(nature.slowestForceMicros);
        String folder = path.toString();
        unforcedNames.removeIf(change -> {
            boolean here = folder.equals(parent(change.getKey()));
            if (here) {
                rename(durableNames, change.getKey(), change.getValue());
            }
            return here;
        });
    }

    private static String parent(String name) {
        return name.substring(0, Math.max(0, name.lastIndexOf('/')));
    }

    @Override
    public @Nullable Closeable lock(Path lockFile) {
        if (locked) {
            return null;
        }
        locked = true;
        return this::unlock;
    }

    /** How often the thread that asks has changed a file of any disk. */
    public static long writesOfThisThread() {
        return WRITES.get()[0];
    }

    private static void changed() {
        WRITES.get()[0]++;
    }

    private final class OpenFile implements DiskFile {
        private final Path path;
        private final Inode inode;

        private OpenFile(Path path, Inode inode) {
            this.path = path;
            this.inode = inode;
        }

        @Override
        public void read(long offsetBytes, ByteBuffer target) {
            inode.read(offsetBytes, target);
        }

        @Override
        public void write(long offsetBytes, ByteBuffer source) {
            if (kernel.random().nextInt(4) == 0) {
                spend(20);
            }
            changed();
            inode.write(offsetBytes, source);
        }

        @Override
        public boolean punches() {
            return nature.punches;
        }

        @Override
        public boolean punch(long offsetBytes, long lengthBytes) {
            if (nature.punches) {
                if (kernel.random().nextInt(4) == 0) {
                    spend(20);
                }
                changed();
                inode.punch(offsetBytes, lengthBytes);
            }
            return nature.punches;
        }

        @Override
        public long nextData(long offsetBytes) {
            return inode.next(offsetBytes, false);
        }

        @Override
        public long nextHole(long offsetBytes) {
            return inode.next(offsetBytes, true);
        }

        @Override
        public void force() throws IOException {
            long mark = inode.mark();
            spend(nature.slowestForceMicros);
            if (nature.forceFails.test(path.toString())) {
                nature.forceFails = name -> false;
                inode.forceFailed(mark);
                kernel.say("disk", "a force of " + path + " fails");
                afterFailure.forEach(l -> l.accept(path));
                throw new IOException("flush error (simulated)");
            }
            inode.force(mark);
            forces++;
            afterForce.forEach(l -> l.accept(path));
        }

        @Override
        public long size() {
            return inode.size();
        }

        @Override
        public void resize(long sizeBytes) {
            changed();
            inode.resize(sizeBytes);
        }

        @Override
        public void copyTo(long offsetBytes, DiskFile target, long lengthBytes) {
            ByteBuffer copy = ByteBuffer.allocate(Math.toIntExact(lengthBytes));
            inode.read(offsetBytes, copy);
            ((OpenFile) target).write(offsetBytes, copy.flip());
        }

        @Override
        public void close() {
            // Nothing is kept open.
        }
    }
}
