package dev.trilith.houserules;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What the documents point at exists, and they speak of the project alone. */
class DocumentsTest {
    private static final Pattern LINK = Pattern.compile("\\]\\(([^)#\\s]+)(#[^)]*)?\\)");
    private static final Pattern CODE = Pattern.compile("`[^`\n]*`");
    private static final Pattern MAKE = Pattern.compile("`make ([a-z0-9-]+)");

    @Test
    void linksLeadSomewhere() {
        List<String> broken = new ArrayList<>();
        for (Path file : Repository.files(".md")) {
            Matcher link = LINK.matcher(CODE.matcher(Repository.read(file)).replaceAll(""));
            while (link.find()) {
                String target = link.group(1);
                if (target.contains("://") || target.startsWith("mailto:")) {
                    continue;
                }
                Path parent = file.getParent();
                if (parent == null || !Files.exists(parent.resolve(target))) {
                    broken.add(Repository.root().relativize(file) + " -> " + target);
                }
            }
        }
        assertThat(broken).isEmpty();
    }

    @Test
    void everyMakeTargetNamedInADocumentExists() {
        String makefile = Repository.read(Repository.root().resolve("Makefile"));
        List<String> missing = new ArrayList<>();
        for (Path file : Repository.files(".md")) {
            Matcher make = MAKE.matcher(Repository.read(file));
            while (make.find()) {
                if (!Pattern.compile("(?m)^" + make.group(1) + ":").matcher(makefile).find()) {
                    missing.add(Repository.root().relativize(file) + ": make " + make.group(1));
                }
            }
        }
        assertThat(missing).isEmpty();
    }

    @Test
    void theFirstFilesAReaderLooksForAreThere() {
        for (String name : List.of("README.md", "LICENSE", "CONTRIBUTING.md", "CHANGELOG.md")) {
            assertThat(Repository.root().resolve(name)).exists();
        }
    }
}
