package dev.trilith.emulator.engine.device;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** The file system that an array keeps its data directory on. Safe for use by many threads. */
public interface Disk {
    /** Opens a file for reading and writing; creates it empty if it is missing. */
    DiskFile open(Path path) throws IOException;

    /** Whether there is a file or directory. */
    boolean exists(Path path);

    /** Makes a directory and what is missing above it. */
    void createDirectories(Path path) throws IOException;

    /** Puts a file in the place of another in one step; durable after {@link #forceDirectory}. */
    void replace(Path from, Path to) throws IOException;

    /**
     * Gives a file a second name, which must be free.
     *
     * @throws UnsupportedOperationException if this file system knows no second names
     */
    void link(Path existing, Path second) throws IOException;

    /** Removes a file if it is there. */
    void delete(Path path) throws IOException;

    /** Makes the names in a directory durable. */
    void forceDirectory(Path path) throws IOException;

    /**
     * Takes the directory for this process until the result is closed.
     *
     * @return null if another process, or another array of this one, has it
     */
    @Nullable Closeable lock(Path lockFile) throws IOException;
}
