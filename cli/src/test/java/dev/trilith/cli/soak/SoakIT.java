package dev.trilith.cli.soak;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.trilith.cli.lab.LabLogging;
import dev.trilith.cli.testing.StartCaches;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Half a minute of {@code make soak}. */
class SoakIT {
    private static final Duration LENGTH = Duration.ofSeconds(30);
    private static final Pattern TOTALS =
            Pattern.compile(
                    "arrays (\\d+), operators (\\d+)\\), passes (\\d+), writes acknowledged (\\d+)");

    @TempDir private Path folder = Path.of("");

    @BeforeAll
    static void prepare() throws Exception {
        StartCaches.make();
        LabLogging.quiet();
    }

    @Test
    void killed_arrays_and_operators_lose_nothing() throws Exception {
        boolean tools = Programs.installed("nbdcopy") && Programs.installed("qemu-img");
        if ("1".equals(System.getenv("TRILITH_REQUIRE_TOOLS"))) {
            assertThat(tools).as("nbdcopy of libnbd-bin, qemu-img of qemu-utils").isTrue();
        }
        // Clients of other makers judge; the build of the project demands them, just above.
        assumeTrue(tools, "nbdcopy of libnbd-bin or qemu-img of qemu-utils is missing");
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        PrintStream out = new PrintStream(said, true, StandardCharsets.UTF_8);
        Soak soak = new Soak(LENGTH, System.nanoTime(), folder, out);
        try {
            assertThat(soak.run()).isEmpty();
        } finally {
            System.out.println(said.toString(StandardCharsets.UTF_8));
        }
        Matcher totals = TOTALS.matcher(said.toString(StandardCharsets.UTF_8));
        assertThat(totals.find()).isTrue();
        for (int i = 1; i <= 4; i++) {
            assertThat(Long.parseLong(totals.group(i))).as(totals.group()).isPositive();
        }
    }
}
