package dev.trilith.emulator.nbd;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The limits are those that users are told. */
class NbdLimitsTest {
    private static final Path TOLD = Path.of("..", "docs", "reference", "nbd.md");

    /** The table's values by its limits. */
    private static Map<String, String> told() throws IOException {
        Map<String, String> values = new HashMap<>();
        for (String line : Files.readAllLines(TOLD)) {
            String[] cells = line.split("\\|", -1);
            if (cells.length == 5) {
                values.put(cells[1].strip(), cells[2].strip());
            }
        }
        return values;
    }

    @Test
    void areThoseOfTheReference() throws IOException {
        NbdLimits limits = NbdLimits.DEFAULT;
        int inFlight = limits.requestsInFlight();
        assertThat(told())
                .containsEntry("options in a handshake", "" + limits.options())
                .containsEntry("time for the handshake", limits.handshakeTime().toSeconds() + " s")
                .containsEntry(
                        "connections in their handshake, each listener", "" + limits.handshakes())
                .containsEntry("connections, each export", "" + limits.connectionsPerExport())
                .containsEntry("connections, all exports of an array", "" + limits.connections())
                .containsEntry(
                        "commands in flight, each connection",
                        inFlight + ", and " + inFlight + " writes that wait for other arrays")
                .containsEntry(
                        "threads beyond the first of each connection, all exports",
                        "" + limits.threads())
                .hasEntrySatisfying(
                        "memory for payloads, all connections",
                        value ->
                                assertThat(value)
                                        .startsWith((limits.bufferBytes() >> 20) + " MiB,"));
    }

    @Test
    void soAreThoseThatNobodyCanSet() throws IOException {
        assertThat(told())
                .containsEntry("data of an option", (Handshake.MAX_OPTION_DATA >> 10) + " KiB")
                .containsEntry("payload of a command", (Protocol.MAX_PAYLOAD >> 20) + " MiB")
                .containsEntry("extents in an answer, each context", "" + BlockStatusCommand.MOST)
                .hasEntrySatisfying(
                        "name of an export",
                        value -> assertThat(value).startsWith(Protocol.MAX_STRING + " bytes"));
    }
}
