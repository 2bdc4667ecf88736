package dev.trilith.cli.lab;

import dev.trilith.cli.fault.CliFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Makes folders where this machine keeps what is temporary. */
public final class TemporaryFolder {
    private TemporaryFolder() {}

    /**
     * A new, empty folder; whoever asked for it deletes it.
     *
     * @param prefix how its name begins
     * @throws CliFailure if this machine has no place for one, as a read-only container
     */
    public static Path make(String prefix) {
        try {
            return Files.createTempDirectory(prefix);
        } catch (IOException e) {
            throw new CliFailure(
                    "no temporary folder can be made in "
                            + System.getProperty("java.io.tmpdir")
                            + " ("
                            + e
                            + "): make that folder writable, as a container does by mounting one"
                            + " there, or name another:"
                            + " JAVA_TOOL_OPTIONS=-Djava.io.tmpdir=FOLDER.",
                    e);
        }
    }
}
