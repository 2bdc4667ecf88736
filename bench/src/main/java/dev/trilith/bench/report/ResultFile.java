package dev.trilith.bench.report;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The results for programs: a list in JSON. */
public final class ResultFile {
    private static final ObjectMapper JSON =
            new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    private ResultFile() {}

    /** Writes the list. */
    public static void write(Path file, List<Result> results) throws IOException {
        Files.writeString(file, text(results));
    }

    static String text(List<Result> results) throws IOException {
        return JSON.writerFor(
                                JSON.getTypeFactory()
                                        .constructCollectionType(List.class, Result.class))
                        .writeValueAsString(results)
                + "\n";
    }
}
