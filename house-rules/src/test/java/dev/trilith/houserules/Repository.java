package dev.trilith.houserules;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** The files of this checkout that people write, found from the build's root folder. */
final class Repository {
    private static final Set<String> PASSED_OVER =
            Set.of("target", ".git", "node_modules", ".lab", ".mvn");

    private Repository() {}

    /** The folder that holds the parent POM. */
    static Path root() {
        String given = System.getProperty("trilith.root", "");
        Path start = given.isEmpty() ? Path.of("").toAbsolutePath() : Path.of(given);
        for (Path at = start; at != null; at = at.getParent()) {
            if (Files.isDirectory(at.resolve("copy-core"))) {
                return at;
            }
        }
        throw new IllegalStateException("no copy-core folder at or above " + start);
    }

    /** Every file whose name ends in {@code ending}, generated ones left out. */
    static List<Path> files(String ending) {
        try (Stream<Path> all = Files.walk(root())) {
            return all.filter(Files::isRegularFile)
                    .filter(path -> path.getFileName().toString().endsWith(ending))
                    .filter(Repository::isWrittenByPeople)
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String read(Path path) {
        try {
            return Files.readString(path);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean isWrittenByPeople(Path path) {
        for (Path part : root().relativize(path)) {
            if (PASSED_OVER.contains(part.toString())) {
                return false;
            }
        }
        return true;
    }
}
