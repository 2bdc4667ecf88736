package dev.trilith.cli.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import dev.trilith.cli.fault.CliFailure;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.jspecify.annotations.Nullable;

/** Writes JSON files whole: a reader sees the old file or the new one. */
public final class ReportFile {
    private static final ObjectMapper JSON =
            new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    private ReportFile() {}

    /** The document as JSON text with a final newline. */
    public static String toJson(Object document) {
        try {
            return JSON.writeValueAsString(document) + "\n";
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("cannot be written as JSON: " + document, e);
        }
    }

    /**
     * Looks before hours of work whether {@link #write} will be able to.
     *
     * @param what the document, as the subject of a sentence
     * @throws CliFailure if it will not
     */
    public static void check(String what, @Nullable Path file) {
        if (file == null) {
            return;
        }
        Path folder = file.toAbsolutePath().getParent();
        String why =
                folder == null || Files.isDirectory(file)
                        ? "that is a folder"
                        : !Files.isDirectory(folder)
                                ? "the folder " + folder + " is not there"
                                : !Files.isWritable(folder) ? "no right to write to " + folder : "";
        if (!why.isEmpty()) {
            throw CliFailure.ofArgument(what + " cannot be written to " + file + ": " + why + ".");
        }
    }

    /**
     * Looks before hours of work whether something can be appended to a file, which may be a pipe
     * or a terminal.
     *
     * @param what what is appended, as the subject of a sentence
     * @throws CliFailure if it cannot
     */
    public static void checkAppend(String what, @Nullable Path file) {
        if (file == null || Files.notExists(file) || Files.isDirectory(file)) {
            check(what, file);
        } else if (!Files.isWritable(file)) {
            throw CliFailure.ofArgument(
                    what + " cannot be written to " + file + ": no right to write to it.");
        }
    }

    /** Writes {@code document} to {@code file}, replacing it at once. */
    public static void write(Path file, Object document) throws IOException {
        Path target = file.toAbsolutePath();
        Path folder = target.getParent();
        if (folder == null) {
            throw new IOException(file + " is a folder: name a file");
        }
        Path aside = Files.createTempFile(folder, ".trilith", ".json");
        try {
            Files.writeString(aside, toJson(document), StandardCharsets.UTF_8);
            Files.move(
                    aside,
                    target,
                    StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(aside);
        }
    }
}
