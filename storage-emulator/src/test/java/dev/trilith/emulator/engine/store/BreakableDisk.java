package dev.trilith.emulator.engine.store;

import dev.trilith.emulator.engine.device.Disk;
import dev.trilith.emulator.engine.device.DiskFile;
import dev.trilith.emulator.engine.device.FileDisk;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** A real disk that can be told to run full for new files, or to lose its directory's names. */
final class BreakableDisk implements Disk {
    private final FileDisk disk = new FileDisk();
    boolean fullForNewFiles;
    boolean directoryFails;
    boolean knowsNoSecondNames;

    @Override
    public DiskFile open(Path path) throws IOException {
        if (fullForNewFiles && !disk.exists(path)) {
            throw new IOException("No space left on device");
        }
        return disk.open(path);
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
        if (knowsNoSecondNames) {
            throw new UnsupportedOperationException("no second names");
        }
        disk.link(existing, second);
    }

    @Override
    public void delete(Path path) throws IOException {
        disk.delete(path);
    }

    @Override
    public void forceDirectory(Path path) throws IOException {
        if (directoryFails) {
            throw new IOException("Input/output error");
        }
        disk.forceDirectory(path);
    }

    @Override
    public @Nullable Closeable lock(Path lockFile) throws IOException {
        return disk.lock(lockFile);
    }
}
