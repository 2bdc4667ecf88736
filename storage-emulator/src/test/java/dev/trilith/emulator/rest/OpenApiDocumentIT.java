package dev.trilith.emulator.rest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The document in {@code docs/} is the one that the array serves. */
class OpenApiDocumentIT {
    @Test
    void theReferenceIsWhatTheBuildWrote() throws IOException {
        Path root = Path.of(System.getProperty("trilith.root", ".."));
        Path built = root.resolve("storage-emulator/target/openapi/openapi.yaml");
        Path reference = root.resolve("docs/reference/openapi.yaml");
        assertThat(Files.readString(reference))
                .as("copy %s to %s and look at the difference", built, reference)
                .isEqualTo(Files.readString(built));
    }
}
