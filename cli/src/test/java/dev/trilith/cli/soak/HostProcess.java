package dev.trilith.cli.soak;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.trilith.cli.Trilith;
import dev.trilith.cli.lab.LabEndpoints;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The application: {@code trilith host write} as a process that nobody kills. Its log, in a file
 * outside all arrays, is what the end is judged by.
 */
final class HostProcess {
    private static final int STOP_SECONDS = 60;
    private static final int WRITES_PER_SECOND = 1000;

    private final List<String> volumes = new ArrayList<>();
    private final UUID run;
    private final Path log;
    private final Path output;
    private @Nullable Process process;

    HostProcess(LabEndpoints endpoints, List<String> drives, UUID run, Path folder) {
        for (String drive : drives) {
            volumes.add("--volume");
            volumes.add(drive + "=" + endpoints.volumes().get(drive));
        }
        this.run = run;
        this.log = folder.resolve("acknowledged.jsonl");
        this.output = folder.resolve("host.log");
    }

    /** The run's identity, part of every stamp. */
    UUID run() {
        return run;
    }

    /** Begins to write, or goes on where it stopped. */
    void start() throws IOException {
        List<String> words = new ArrayList<>(List.of("host", "write", "--run-id", run.toString()));
        words.addAll(List.of("--rate", WRITES_PER_SECOND + "/s", "--log", log.toString()));
        words.addAll(volumes);
        process =
                Programs.java(
                        output,
                        List.of("-XX:+UseSerialGC", "-Xmx64m"),
                        Trilith.class,
                        words.toArray(String[]::new));
    }

    /** Why it ended by itself, which only what it read back can bring about; null while it runs. */
    @Nullable String complaint() throws IOException {
        Process running = process;
        return running == null || running.isAlive()
                ? null
                : "the host stopped with exit code "
                        + running.exitValue()
                        + ": "
                        + Files.readAllLines(output).getLast();
    }

    /** Has it flush and stop. */
    void stop() throws InterruptedException, IOException {
        Process running = process;
        if (running != null) {
            running.destroy();
            if (!running.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
                throw new IOException("the host does not stop: see " + output);
            }
            process = null;
        }
    }

    /** Ends it at once: its storage is gone. */
    void kill() throws InterruptedException {
        Process running = process;
        if (running != null) {
            running.destroyForcibly().waitFor();
            process = null;
        }
    }

    /** What the log says last: so many writes were acknowledged. */
    long acknowledged() throws IOException {
        return last("acknowledged");
    }

    /** What the log says last: so many writes were covered by a flush. */
    long flushed() throws IOException {
        return last("flushed");
    }

    private long last(String field) throws IOException {
        if (Files.notExists(log)) {
            return 0;
        }
        String whole = Files.readString(log);
        List<String> lines = whole.lines().toList();
        // The last line may be half written.
        int count = whole.endsWith("\n") ? lines.size() : lines.size() - 1;
        if (count == 0) {
            return 0;
        }
        JsonNode line = new ObjectMapper().readTree(lines.get(count - 1));
        return line.get(field).asLong();
    }
}
