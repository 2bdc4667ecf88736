package dev.trilith.emulator.engine.device;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** The machine's own disk, for tests that put something of their own before parts of it. */
public abstract class ForwardingDisk implements Disk {
    private final FileDisk disk = new FileDisk();

    @Override
    public DiskFile open(Path path) throws IOException {
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
