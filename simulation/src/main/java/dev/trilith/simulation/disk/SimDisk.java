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
import org.jspecify.annotations.Nullable;

/**
 * One machine's disk. What was forced stays; of what was not, a loss of power keeps any part. Every
 * access is a place at which other threads may run and the process may be killed.
 */
public final class SimDisk implements Disk {
    /** How slow and how faulty the disk is. */
    public static final class Nature {
        private int slowestForceMicros = 400;
        private int forceFailsOneIn;

        /** The longest a force takes. */
        public void slowestForce(int micros) {
            slowestForceMicros = micros;
        }

        /** How seldom a force of a volume fails; 0 for never. */
        public void forceFailsOneIn(int times) {
            forceFailsOneIn = times;
        }
    }

    private final Kernel kernel;
    private final Nature nature = new Nature();
    private final List<Consumer<Path>> afterForce = new ArrayList<>();
    private final Map<String, Inode> names = new TreeMap<>();
    private final Map<String, Inode> durableNames = new TreeMap<>();

    /** Changes of names since the directory was last forced; null takes a name away. */
    private final List<Map.Entry<String, @Nullable Inode>> unforcedNames = new ArrayList<>();

    private boolean locked;
    private long forces;

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

    /** How many forces succeeded. */
    public long forces() {
        return forces;
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
        every.keySet().forEach(inode -> inode.losePower(kernel.random()));
    }

    /** Reads past all locks and faults what the page cache holds of a file. */
    public void look(Path path, long offset, ByteBuffer target) {
        Inode inode = names.get(path.toString());
        if (inode == null) {
            // Not defined yet: nothing was ever written.
            target.put(new byte[target.remaining()]);
            return;
        }
        inode.read(offset, target);
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
            inode = new Inode();
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
            inode.write(offsetBytes, source);
        }

        @Override
        public void force() throws IOException {
            long mark = inode.mark();
            spend(nature.slowestForceMicros);
            boolean volume = path.toString().endsWith(".img");
            if (volume
                    && nature.forceFailsOneIn > 0
                    && kernel.random().nextInt(nature.forceFailsOneIn) == 0) {
                inode.forceFailed();
                kernel.say("disk", "a force of " + path + " fails");
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
