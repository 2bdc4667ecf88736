package dev.trilith.cli.host;

import dev.trilith.cli.fault.CliFailure;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What a host says of its writes: lines for people, and in a file outside every array what was
 * acknowledged and when, one JSON object a line. Used by one thread.
 */
public final class HostJournal {
    private final PrintWriter out;
    private final @Nullable Path file;

    /**
     * A journal.
     *
     * @param out for people
     * @param file for programs, appended to; null for none
     */
    public HostJournal(PrintWriter out, @Nullable Path file) {
        this.out = out;
        this.file = file;
    }

    /** A line for people. */
    void note(String sentence) {
        out.println(sentence);
        out.flush();
    }

    /** What is acknowledged now, and what of it is durable, for programs. */
    void acknowledged(UUID run, long acknowledged, long flushed) {
        Path target = file;
        if (target == null) {
            return;
        }
        String line =
                "{\"time\":\"%s\",\"run\":\"%s\",\"acknowledged\":%d,\"flushed\":%d}\n"
                        .formatted(Instant.now(), run, acknowledged, flushed);
        try {
            Files.writeString(
                    target,
                    line,
                    StandardCharsets.UTF_8,
                    StandardOpenOption.CREATE,
                    StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new CliFailure("cannot write to --log " + target + ": " + e.getMessage(), e);
        }
    }
}
