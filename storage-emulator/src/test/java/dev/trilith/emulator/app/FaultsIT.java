package dev.trilith.emulator.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.trilith.emulator.nbd.RawClient;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Faults ordered over the management interface, as a rehearsal orders them. */
class FaultsIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final long SIZE = 1 << 20;

    @TempDir Path folder = Path.of("");

    @Test
    void aCutCableBreaksTheLegAndHostsGoOn() throws Exception {
        try (ArrayProcess here = ArrayProcess.start(folder, "2a", "201b");
                ArrayProcess there = ArrayProcess.start(folder, "2b", "201d")) {
            here.define("201b", "LU0", "211a", SIZE, false);
            there.define("201d", "LU0", "211b", SIZE, false);
            String pair =
                    """
                    {"group":"G1","leg":"2a->2b","peerLinkEndpoint":"%s",
                     "primary":{"array":"2a","port":"201b","lu":"LU0"},
                     "secondary":{"array":"2b","port":"201d","lu":"LU0"}}
                    """;
            here.accepted("PUT", "/v1/pairs/P1", pair.formatted(there.link()));
            there.accepted("PUT", "/v1/pairs/P1", pair.formatted(here.link()));
            String seal = "{\"group\":\"G1\",\"term\":1,\"owner\":\"test\"}";
            here.accepted("POST", "/v1/seals", seal);
            there.accepted("POST", "/v1/seals", seal);
            resync(here, 1, "");
            here.accepted("PUT", "/v1/faults", "{\"links\":[{\"peerArray\":\"2b\",\"cut\":true}]}");
            try (RawClient host = here.host("201b", "LU0")) {
                host.write(1, 0, new byte[] {1, 2, 3, 4}, 1);
                assertThat(host.reply()).isEqualTo(new RawClient.Reply(0, 1));
                assertThat(status(here)).isEqualTo("PSUE");
                here.accepted("PUT", "/v1/faults", "{}");
                // Only the secondary still holds the last whole image: nobody copies over it
                // unasked.
                assertThat(ordered(here, 2, "").body()).contains("GOLDEN_COPY_AT_RISK");
                resync(here, 3, ",\"force\":\"GOLDEN_COPY_AT_RISK\"");
                try (RawClient reader = there.host("201d", "LU0")) {
                    reader.send(0, 0, 2, 0, 4);
                    assertThat(reader.reply()).isEqualTo(new RawClient.Reply(0, 2));
                    assertThat(reader.in.readNBytes(4)).containsExactly(1, 2, 3, 4);
                }
            }
        }
    }

    @Test
    void aPeerThatHangsAndOneThatIsGoneAreToldInTime() throws Exception {
        try (ArrayProcess here = ArrayProcess.start(folder, "2a", "201b");
                ArrayProcess there = ArrayProcess.start(folder, "2b", "201d")) {
            here.define("201b", "LU0", "211a", SIZE, false);
            assertThat(here.send("GET", "/v1/peers/2b", "").statusCode()).isEqualTo(404);
            here.accepted(
                    "PUT",
                    "/v1/pairs/P1",
                    """
                    {"group":"G1","leg":"2a->2b","peerLinkEndpoint":"%s",
                     "primary":{"array":"2a","port":"201b","lu":"LU0"},
                     "secondary":{"array":"2b","port":"201d","lu":"LU0"}}
                    """
                            .formatted(there.link()));
            await().atMost(PATIENCE).until(() -> reaches(here));
            signal("-STOP", there);
            long begun = System.nanoTime();
            // Its machine takes the connection; the array says nothing.
            assertThat(reaches(here)).isFalse();
            // A second, and what a busy machine adds; the leg's own limits are longer.
            assertThat(Duration.ofNanos(System.nanoTime() - begun))
                    .isBetween(Duration.ofMillis(900), Duration.ofSeconds(4));
            signal("-CONT", there);
            await().atMost(PATIENCE).until(() -> reaches(here));
            there.kill();
            assertThat(reaches(here)).isFalse();
        }
    }

    private static void signal(String signal, ArrayProcess array)
            throws IOException, InterruptedException {
        Process kill = new ProcessBuilder("kill", signal, "" + array.pid()).start();
        assertThat(kill.waitFor()).isZero();
    }

    private static boolean reaches(ArrayProcess array) throws IOException, InterruptedException {
        String answer = array.send("GET", "/v1/peers/2b", "").body();
        assertThat(answer).contains("\"array\":\"2b\"");
        return answer.contains("\"reachable\":true");
    }

    private static void resync(ArrayProcess array, int number, String force)
            throws IOException, InterruptedException {
        HttpResponse<String> answer = ordered(array, number, force);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(204);
        await().atMost(PATIENCE).until(() -> status(array).equals("PAIR"));
    }

    private static HttpResponse<String> ordered(ArrayProcess array, int number, String force)
            throws IOException, InterruptedException {
        return array.send(
                "POST",
                "/v1/orders",
                ("{\"verb\":\"RESYNC\"%s,\"fence\":{\"group\":\"G1\",\"leg\":\"2a->2b\",\"term\":1,"
                                + "\"sequence\":%d,\"commandId\":\"c%d\"}}")
                        .formatted(force, number, number));
    }

    private static String status(ArrayProcess array) {
        JsonNode pair = array.view().get("pairs").get(0);
        return pair.get("status").asText();
    }

    @Test
    void aCrashHalfWayThroughARecordLeavesTheOtherSlotWhole() throws Exception {
        try (ArrayProcess array = ArrayProcess.start(folder, "2a", "201b")) {
            array.define("201b", "LU1", "211f", SIZE, true);
            array.accepted("POST", "/v1/seals", "{\"group\":\"G1\",\"term\":1,\"owner\":\"t\"}");
            array.accepted("PUT", record(), content(1));
            array.accepted("PUT", record(), content(2));
            array.accepted("PUT", "/v1/faults", "{\"crashAt\":\"record-half-written\"}");
            assertThat(dies(array)).isTrue();
        }
        try (ArrayProcess array = ArrayProcess.start(folder, "2a", "201b")) {
            String slots = array.send("GET", "/v1/management-volumes", "").body();
            assertThat(slots).contains("CORRUPT", "record 2").doesNotContain("record 3");
            array.accepted("PUT", record(), content(4));
            assertThat(array.send("GET", "/v1/management-volumes", "").body())
                    .contains("record 4", "record 2")
                    .doesNotContain("CORRUPT");
        }
    }

    private static boolean dies(ArrayProcess array) throws InterruptedException {
        try {
            array.send("PUT", record(), content(3));
            return false;
        } catch (IOException gone) {
            return true;
        }
    }

    private static String record() {
        return "/v1/management-volumes/201b/LU1/record";
    }

    private static String content(int number) {
        return "{\"fence\":{\"group\":\"G1\",\"leg\":\"\",\"term\":1,\"sequence\":%d,\"commandId\":\"r%d\"},\"content\":\"record %d\"}"
                .formatted(number, number, number);
    }
}
