package dev.trilith.bench.tool;

import dev.trilith.bench.BenchFailure;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs programs that others made, to their end. */
public final class Tool {
    private static final long PATIENCE_SECONDS = 900;

    private Tool() {}

    /**
     * Runs a program and returns what it printed.
     *
     * @throws BenchFailure if it is missing, fails, or does not end
     */
    public static String run(String... command) throws IOException, InterruptedException {
        return run(Arrays.asList(command));
    }

    /** Runs a program and returns what it printed. */
    public static String run(List<String> command) throws IOException, InterruptedException {
        Path output = Files.createTempFile("bench", ".out");
        try {
            Process process = start(command, output);
            boolean ended = false;
            try {
                ended = process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS);
            } finally {
                process.destroyForcibly();
            }
            String text = Files.readString(output, StandardCharsets.UTF_8);
            if (!ended || process.exitValue() != 0) {
                throw new BenchFailure(
                        String.join(" ", command)
                                + (ended ? " failed: " : " did not end: ")
                                + tail(text));
            }
            return text;
        } finally {
            Files.deleteIfExists(output);
        }
    }

    /** Runs a program and returns how many seconds it took. */
    public static double seconds(String... command) throws IOException, InterruptedException {
        long began = System.nanoTime();
        String unused = run(command);
        return (System.nanoTime() - began) / 1e9;
    }

    static Process start(List<String> command, Path output) throws IOException {
        try {
            return new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .start();
        } catch (IOException missing) {
            throw new BenchFailure(
                    command.get(0)
                            + " cannot be started ("
                            + missing.getMessage()
                            + "); dev/install-test-tools bench installs what is needed",
                    missing);
        }
    }

    static String tail(String text) {
        String stripped = text.strip();
        return stripped.substring(Math.max(0, stripped.length() - 1500));
    }
}
