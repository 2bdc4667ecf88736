package dev.trilith.emulator.engine.array;

import dev.trilith.emulator.engine.FaultInjection.DiskFault;
import dev.trilith.emulator.engine.device.Disk;
import dev.trilith.emulator.engine.device.DiskFile;
import dev.trilith.emulator.engine.device.FaultyFile;
import dev.trilith.emulator.engine.device.FileDisk;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/**
 * A real disk on which files can be told to fail their forces: from when they are next opened, or
 * control memories at once.
 */
final class BadForceDisk implements Disk {
    private static final DiskFault NO_FORCE =
            new DiskFault(false, false, true, false, Duration.ZERO);
    private final FileDisk disk = new FileDisk();
    private final Set<String> bad = new HashSet<>();
    private final List<FaultyFile> journals = new CopyOnWriteArrayList<>();

    /** Files that are opened from now on fail if they bear one of these names. */
    void failForcesOf(String... names) {
        bad.clear();
        bad.addAll(Set.of(names));
    }

    /** Control memories that are open now fail. */
    void failJournalsNow() {
        journals.forEach(journal -> journal.set(NO_FORCE));
    }

    @Override
    public DiskFile open(Path path) throws IOException {
        DiskFile file = disk.open(path);
        if (path.getFileName().toString().startsWith("control.journal")) {
            FaultyFile journal = new FaultyFile(file);
            journals.add(journal);
            return journal;
        }
        if (!bad.contains(path.getFileName().toString())) {
            return file;
        }
        FaultyFile failing = new FaultyFile(file);
        failing.set(NO_FORCE);
        return failing;
    }

    @Override
    public boolean exists(Path path) {
        return disk.exists(path);
    }

    @Override
    public void createDirectories(Path path) throws IOException {
        disk.createDirectories(path);
    }

    @Override
    public void replace(Path from, Path to) throws IOException {
        disk.replace(from, to);
    }

    @Override
    public void link(Path existing, Path second) throws IOException {
        disk.link(existing, second);
    }

    @Override
    public void delete(Path path) throws IOException {
        disk.delete(path);
    }

    @Override
    public void forceDirectory(Path path) throws IOException {
        disk.forceDirectory(path);
    }

    @Override
    public @Nullable Closeable lock(Path lockFile) throws IOException {
        return disk.lock(lockFile);
    }
}
