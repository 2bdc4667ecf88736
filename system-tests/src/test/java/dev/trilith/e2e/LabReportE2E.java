package dev.trilith.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.trilith.cli.command.TrilithCommand;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/**
 * The rehearsal of the command line on the lab that Helm installed: the namespace is deleted while
 * the rehearsal writes, and nothing that was acknowledged is missing.
 */
class LabReportE2E {
    private static final InstalledLab LAB = new InstalledLab(Cluster.current(), "report");

    @TempDir private Path folder;

    /** What a command said, and its exit code. */
    private record Said(int exit, String text) {}

    @BeforeAll
    static void install() {
        LAB.install();
    }

    @AfterAll
    static void uninstall() {
        LAB.uninstall();
    }

    @Test
    void aRehearsalLosesNothingAndStatusSaysWhatBecameOfTheSites() throws IOException {
        Path report = folder.resolve("report.json");
        Said said =
                trilith(
                        "lab",
                        "run",
                        "--cluster",
                        "--scenario",
                        "production-loss",
                        "--at",
                        "1115",
                        "--report",
                        report.toString());
        assertThat(said.exit()).as(said.text()).isZero();
        JsonNode written = new ObjectMapper().readTree(report.toFile());
        assertThat(written.path("ok").asBoolean()).isTrue();
        assertThat(written.path("lostWrites").asLong(-1)).isZero();
        assertThat(written.path("rpoSeconds").asDouble(-1)).isZero();
        Figure.print(
                "RTO as the lab's report has it in one cluster",
                written.path("rtoSeconds").asText() + " s",
                "<= 15 s");
        assertThat(written.path("rtoSeconds").asDouble(Double.MAX_VALUE))
                .isLessThanOrEqualTo((double) Figure.RTO.toSeconds());

        Said after = trilith("status");
        assertThat(after.text())
                .contains("NOT protected")
                .contains("may be lost: ")
                .contains("hosts have access to");
        assertThat(after.exit()).isEqualTo(1);
    }

    private static Said trilith(String... arguments) {
        StringWriter output = new StringWriter();
        PrintWriter writer = new PrintWriter(output, true);
        CommandLine line = TrilithCommand.commandLine().setOut(writer).setErr(writer);
        return new Said(line.execute(arguments), output.toString());
    }
}
