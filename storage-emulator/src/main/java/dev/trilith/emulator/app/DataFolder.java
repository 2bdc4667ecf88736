package dev.trilith.emulator.app;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The folder in which an array keeps everything. */
final class DataFolder {
    /** Without it an array is new, and makes its volumes anew. */
    private static final String CONTROL_MEMORY = "control.journal";

    private static final List<String> FILLED = List.of("volumes", "bitmaps");

    private DataFolder() {}

    /**
     * Refuses a folder of which an array would take itself for new though something lies there: it
     * would write over what an array whose control memory was lost has left.
     *
     * @throws StartFault in that case, or if the path is none of a folder
     */
    static void check(Path data) {
        if (Files.isRegularFile(data)) {
            throw new StartFault("--data " + data + " is a file: name a folder");
        }
        if (!Files.isDirectory(data) || Files.exists(data.resolve(CONTROL_MEMORY))) {
            return;
        }
        try {
            for (String part : FILLED) {
                firstFile(data.resolve(part))
                        .ifPresent(file -> {
                            throw new StartFault(
                                    "--data "
                                            + data
                                            + " holds "
                                            + file
                                            + " and no "
                                            + CONTROL_MEMORY
                                            + ", which says what it is: a new array would write over it."
                                            + " Put the file back, or name an empty folder");
                        });
            }
            firstStranger(data)
                    .ifPresent(file -> {
                        throw new StartFault(
                                "--data "
                                        + data
                                        + " is not empty and no array's (there is "
                                        + file.getFileName()
                                        + "): name an empty or a new folder");
                    });
        } catch (IOException e) {
            throw new StartFault("--data " + data + " cannot be looked at: " + e.getMessage(), e);
        }
    }

    private static Optional<Path> firstFile(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return Optional.empty();
        }
        try (Stream<Path> all = Files.walk(folder, FileVisitOption.FOLLOW_LINKS)) {
            return all.filter(p -> !Files.isDirectory(p)).sorted().findFirst();
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    /** What neither a file system puts into its root nor an array that was killed when it began. */
    private static Optional<Path> firstStranger(Path data) throws IOException {
        try (Stream<Path> all = Files.list(data)) {
            return all.filter(
                            path -> {
                                String name = path.getFileName().toString();
                                boolean own =
                                        name.equals("lock")
                                                || name.startsWith(CONTROL_MEMORY)
                                                || FILLED.contains(name);
                                return !own && !name.equals("lost+found") && !name.startsWith(".");
                            })
                    .sorted()
                    .findFirst();
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }
}
