package dev.trilith.emulator.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/**
 * A file system in memory that only has so much room, seen by the processes that are started with
 * {@link #prefix}. It is gone when this is closed.
 */
final class SmallDisk implements AutoCloseable {
    private final Process holder;

    private SmallDisk(Process holder) {
        this.holder = holder;
    }

    /** Mounts the disk on a folder; the test is left out where this user may mount nothing. */
    static SmallDisk mount(Path folder, int mebibytes) throws IOException {
        String script =
                "mount -t tmpfs -o size=%dm none '%s' && echo mounted && exec sleep infinity"
                        .formatted(mebibytes, folder);
        Process holder =
                new ProcessBuilder("unshare", "-rm", "sh", "-c", script)
                        .redirectErrorStream(true)
                        .start();
        BufferedReader said = holder.inputReader(StandardCharsets.UTF_8);
        String line = said.readLine();
        boolean mounted = "mounted".equals(line);
        if (!mounted) {
            holder.destroyForcibly();
        }
        if (System.getenv("TRILITH_REQUIRE_TOOLS") != null) {
            assertThat(line).as("a file system can be mounted").isEqualTo("mounted");
        }
        assumeTrue(mounted, "no file system can be mounted here: " + line);
        return new SmallDisk(holder);
    }

    /** What a command begins with to see the disk. */
    List<String> prefix() {
        return List.of(
                "nsenter",
                "--target",
                Long.toString(holder.pid()),
                "--user",
                "--mount",
                "--preserve-credentials");
    }

    @Override
    public void close() {
        holder.destroyForcibly();
    }
}
