package dev.trilith.emulator.nbd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;

/** Runs programs that others made. */
public final class StockTools {
    private static final long PATIENCE_SECONDS = 120;

    /** What a program printed, and how it ended. */
    public record Outcome(int exitCode, String output) {
        /** Asserts that the program was content. */
        public Outcome succeeded() {
            assertThat(exitCode).as(output).isZero();
            return this;
        }
    }

    private StockTools() {}

    /**
     * The path of {@code tool}. A test that needs a missing one is skipped with one line, or fails
     * where {@code TRILITH_REQUIRE_TOOLS=1} says that none may be missing.
     */
    public static Path require(String tool, String debianPackage) {
        return require(List.of("/usr/bin", "/usr/local/bin", "/bin"), tool, debianPackage);
    }

    /** The path of a tool for administrators; else like {@link #require}. */
    public static Path requireSystem(String tool, String debianPackage) {
        return require(List.of("/usr/sbin", "/sbin"), tool, debianPackage);
    }

    private static Path require(List<String> folders, String tool, String debianPackage) {
        for (String folder : folders) {
            Path path = Path.of(folder, tool);
            if (Files.isExecutable(path)) {
                return path;
            }
        }
        String missing = tool + " is not installed: apt-get install " + debianPackage;
        if ("1".equals(System.getenv("TRILITH_REQUIRE_TOOLS"))) {
            return fail(missing);
        }
        System.out.println("SKIPPED: " + missing);
        Assumptions.abort(missing);
        throw new IllegalStateException(missing);
    }

    /** Runs a program to its end. */
    public static Outcome run(Path folder, String... command)
            throws IOException, InterruptedException {
        Path output = Files.createTempFile(folder, "tool", ".out");
        Process process =
                new ProcessBuilder(command)
                        .directory(folder.toFile())
                        .redirectErrorStream(true)
                        .redirectOutput(output.toFile())
                        .start();
        try {
            assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS))
                    .as("%s ends", command[0])
                    .isTrue();
        } finally {
            process.destroyForcibly();
        }
        return new Outcome(process.exitValue(), Files.readString(output, StandardCharsets.UTF_8));
    }
}
