package dev.trilith.mockcluster.conversation;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The answers of a real API server, one file for each chapter, one line for each exchange. */
final class Recorded {
    private static final Path FOLDER =
            Path.of(
                    System.getProperty("trilith.root"),
                    "mock-cluster/src/test/resources/conversation/recorded");

    private Recorded() {}

    static List<Exchange> read() throws IOException {
        List<Exchange> exchanges = new ArrayList<>();
        try (Stream<Path> files = Files.list(FOLDER)) {
            for (Path file : files.sorted().toList()) {
                for (String line : Files.readAllLines(file)) {
                    exchanges.add(Api.JSON.readValue(line, Exchange.class));
                }
            }
        }
        return exchanges;
    }

    static void write(List<Exchange> exchanges) throws IOException {
        Files.createDirectories(FOLDER);
        try (Stream<Path> files = Files.list(FOLDER)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        Map<String, StringBuilder> chapters = new LinkedHashMap<>();
        for (Exchange exchange : exchanges) {
            String chapter = exchange.id().substring(0, exchange.id().indexOf(':'));
            chapters.computeIfAbsent(chapter, c -> new StringBuilder())
                    .append(Api.JSON.writeValueAsString(exchange))
                    .append('\n');
        }
        for (Map.Entry<String, StringBuilder> chapter : chapters.entrySet()) {
            Files.writeString(
                    FOLDER.resolve(chapter.getKey().replace(' ', '-') + ".jsonl"),
                    chapter.getValue());
        }
    }
}
