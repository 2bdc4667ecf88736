package dev.trilith.cli.scenario;

import dev.trilith.cli.lab.TemporaryFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** A folder for the run's own files, outside every array. */
final class Scratch implements AutoCloseable {
    private final Path folder;

    private Scratch(Path folder) {
        this.folder = folder;
    }

    static Scratch create() {
        return new Scratch(TemporaryFolder.make("trilith-data"));
    }

    /** A file in it. */
    Path file(String name) {
        return folder.resolve(name);
    }

    @Override
    public void close() throws IOException {
        List<Path> files;
        try (Stream<Path> all = Files.list(folder)) {
            files = all.toList();
        }
        for (Path file : files) {
            Files.deleteIfExists(file);
        }
        Files.deleteIfExists(folder);
    }
}
