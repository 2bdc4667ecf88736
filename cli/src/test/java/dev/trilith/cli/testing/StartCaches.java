package dev.trilith.cli.testing;

import dev.trilith.cli.lab.Installation;
import java.io.IOException;

/** Makes the start-up caches once, so that the many arrays of the tests start fast. */
public final class StartCaches {
    private StartCaches() {}

    /** Does nothing if they are there. Without them everything works, only slower. */
    public static void make() throws IOException, InterruptedException {
        new ProcessBuilder(
                        "sh",
                        Installation.find().root().resolve("dev/train-caches").toString(),
                        "array")
                .inheritIO()
                .start()
                .waitFor();
    }
}
