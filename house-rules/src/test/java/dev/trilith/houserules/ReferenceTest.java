package dev.trilith.houserules;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/**
 * Generated pages equal what the code says. With {@code -Dtrilith.reference=write} the pages are
 * written instead, which is what {@code make reference} does.
 */
class ReferenceTest {
    @Test
    void theResourcesAreDescribedAsDefined() throws IOException {
        compare("docs/reference/resources.md", ResourceReference.page());
    }

    @Test
    void theCommandsAreDescribedAsTheyAnswer() throws IOException {
        compare("docs/reference/cli.md", CommandReference.page());
    }

    private static void compare(String name, String generated) throws IOException {
        Path file = Repository.root().resolve(name);
        if (System.getProperty("trilith.reference", "").equals("write")) {
            Files.writeString(file, generated);
        }
        assertThat(file)
                .as("%s is out of date: run make reference", name)
                .content()
                .isEqualTo(generated);
    }
}
