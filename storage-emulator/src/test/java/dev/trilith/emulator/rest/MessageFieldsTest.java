package dev.trilith.emulator.rest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The OpenAPI document says of each field what the message's Javadoc says. */
class MessageFieldsTest {
    private static final Pattern COMMENT =
            Pattern.compile("/\\*\\*(.*?)\\*/\\s*public record (\\w+)", Pattern.DOTALL);

    @Test
    void theTextsAreThoseOfTheMessages() throws IOException {
        Path root = Path.of(System.getProperty("trilith.root", ".."));
        Path sources = root.resolve("array-contract/src/main/java/dev/trilith/contract");
        Map<String, String> wanted = new TreeMap<>();
        try (Stream<Path> files = Files.list(sources)) {
            for (Path file : files.toList()) {
                describe(Files.readString(file), wanted);
            }
        }
        assertThat(wanted).hasSizeGreaterThan(60);
        assertThat(texts(root)).as("message-fields.properties").isEqualTo(wanted);
    }

    private static Map<String, String> texts(Path root) throws IOException {
        Properties properties = new Properties();
        Path file = root.resolve("storage-emulator/src/main/resources/message-fields.properties");
        try (Reader in = Files.newBufferedReader(file)) {
            properties.load(in);
        }
        Map<String, String> texts = new TreeMap<>();
        properties.forEach((key, text) -> texts.put(key.toString(), text.toString()));
        return texts;
    }

    private static void describe(String source, Map<String, String> texts) {
        Matcher comment = COMMENT.matcher(source);
        while (comment.find()) {
            String text =
                    comment.group(1)
                            .replaceAll("(?m)^\\s*\\*( |$)", "")
                            .replaceAll("\\{@code ((?:[^{}]|\\{[^}]*})*)}", "$1")
                            .replaceAll("\\s+", " ")
                            .strip();
            List<String> parts = List.of(text.split(" ?@param "));
            texts.put(comment.group(2), parts.get(0));
            for (String part : parts.subList(1, parts.size())) {
                int blank = part.indexOf(' ');
                texts.put(
                        comment.group(2) + "." + part.substring(0, blank),
                        part.substring(blank + 1));
            }
        }
    }
}
