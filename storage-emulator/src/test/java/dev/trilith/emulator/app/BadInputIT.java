package dev.trilith.emulator.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.trilith.emulator.nbd.RawClient;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What a running array refuses: each time with its code, with nothing changed, and alive after it.
 */
@TestInstance(Lifecycle.PER_CLASS)
class BadInputIT {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final long SIZE = 1 << 20;

    private Path folder = Path.of("");

    private final List<ArrayProcess> started = new ArrayList<>();

    private ArrayProcess array() {
        return started.get(started.size() - 1);
    }

    @BeforeAll
    void startAnArray(@TempDir Path shared) throws Exception {
        folder = shared;
        started.add(ArrayProcess.start(folder, "2b", "201d", "201e"));
        for (String lu : List.of("LU0", "LU1", "LU2", "LU3", "LU4", "LU5")) {
            array().define("201d", lu, "drive-" + lu, SIZE, false);
        }
        array().define("201d", "SMALL", "small", SIZE / 2, false);
        array().define("201d", "LU9", "211g", SIZE, true);
        array().accepted("PUT", "/v1/pairs/P1", pair("LU0", "LU1"));
        array().accepted("PUT", "/v1/pairs/P2", pair("LU1", "LU2"));
        array().accepted("POST", "/v1/seals", "{\"group\":\"G1\",\"term\":5,\"owner\":\"P120\"}");
        array().accepted("POST", "/v1/orders", order("SPLIT", "2b", 5, 7, "s"));
    }

    @AfterAll
    void stop() {
        started.forEach(ArrayProcess::close);
    }

    private static String pair(String primary, String secondary) {
        return "{\"group\":\"G1\",\"leg\":\"2b\",\"primary\":%s,\"secondary\":%s}"
                .formatted(at(primary), at(secondary));
    }

    private static String at(String lu) {
        return "{\"array\":\"2b\",\"port\":\"201d\",\"lu\":\"" + lu + "\"}";
    }

    private static String fence(String leg, long term, long sequence, String id) {
        return "{\"group\":\"G1\",\"leg\":\"%s\",\"term\":%d,\"sequence\":%d,\"commandId\":\"%s\"}"
                .formatted(leg, term, sequence, id);
    }

    private static String order(String verb, String leg, long term, long sequence, String id) {
        return "{\"verb\":\"%s\",\"fence\":%s}".formatted(verb, fence(leg, term, sequence, id));
    }

    private String tables() {
        JsonNode view = array().view();
        return view.get("volumes").toString() + view.get("pairs") + view.get("fences");
    }

    private void refused(String method, String path, String body, int status, String code)
            throws IOException, InterruptedException {
        String before = tables();
        HttpResponse<String> answer = array().send(method, path, body);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(answer.headers().firstValue("Content-Type").orElse(""))
                .startsWith("application/problem+json");
        JsonNode problem = JSON.readTree(answer.body());
        assertThat(problem.get("code").asText("")).as(answer.body()).isEqualTo(code);
        assertThat(problem.get("detail").asText()).isNotBlank().doesNotContain("Exception");
        assertThat(tables()).isEqualTo(before);
    }

    @ParameterizedTest
    @CsvSource({
        "201x/LU7, 4096, 422, INVALID_VALUE",
        "201d/LU7, 0, 422, INVALID_VALUE",
        "201d/LU7, -4096, 422, INVALID_VALUE",
        "201d/LU7, 4097, 422, INVALID_VALUE",
        "201d/LU7, 512, 422, INVALID_VALUE",
        "201d/LU0, 4096, 409, CONFLICTING_DEFINITION",
        "201d/..%2f..%2fLU7, 4096, 422, INVALID_VALUE",
        "201d/a%00b, 4096, 422, INVALID_VALUE",
        "201d/a;b, 4096, 400, ''",
        "201d/%20, 4096, 422, INVALID_VALUE"
    })
    void badVolumes(String place, long size, int status, String code) throws Exception {
        refused(
                "PUT",
                "/v1/volumes/" + place,
                "{\"drive\":\"d\",\"sizeBytes\":"
                        + size
                        + ",\"storesManagementInformation\":false}",
                status,
                code);
    }

    @Test
    void aVolumeLargerThanAnyDiskIsRefused() throws Exception {
        HttpResponse<String> answer =
                array().send(
                                "PUT",
                                "/v1/volumes/201d/HUGE",
                                "{\"drive\":\"d\",\"sizeBytes\":9223372036854771712,"
                                        + "\"storesManagementInformation\":false}");
        assertThat(answer.statusCode()).as(answer.body()).isIn(422, 507);
    }

    @ParameterizedTest
    @CsvSource({
        "LU3, SMALL, 409, CONFLICTING_DEFINITION",
        "LU3, LU1, 409, CONFLICTING_DEFINITION",
        "LU3, LU3, 409, CONFLICTING_DEFINITION",
        "LU2, LU0, 409, CONFLICTING_DEFINITION",
        "LU3, LU7, 404, NO_SUCH_VOLUME",
        "LU7, LU3, 404, NO_SUCH_VOLUME"
    })
    void badPairs(String primary, String secondary, int status, String code) throws Exception {
        refused("PUT", "/v1/pairs/P9", pair(primary, secondary), status, code);
    }

    @ParameterizedTest
    @ValueSource(strings = {"h", ":1", "h:", "h:0", "h:65536", "h:x", "", "a b:1"})
    void aPeersLinkIsAHostAndAPort(String endpoint) throws Exception {
        String far = "{\"array\":\"2c\",\"port\":\"201f\",\"lu\":\"LU0\"}";
        refused(
                "PUT",
                "/v1/pairs/P9",
                "{\"group\":\"G1\",\"leg\":\"2b->2c\",\"primary\":%s,\"secondary\":%s,\"peerLinkEndpoint\":\"%s\"}"
                        .formatted(at("LU3"), far, endpoint),
                422,
                "INVALID_VALUE");
    }

    @Test
    void aPairsNameIsTakenOnce() throws Exception {
        refused("PUT", "/v1/pairs/P1", pair("LU3", "LU4"), 409, "CONFLICTING_DEFINITION");
    }

    @ParameterizedTest
    @CsvSource({
        "SPLIT, 2b, 4, 8, 409, OLD_TERM",
        "SPLIT, 2b, 6, 8, 409, OLD_TERM",
        "SPLIT, 2b, 5, 6, 409, OLD_SEQUENCE",
        "SPLIT, 2x, 5, 7, 404, NO_SUCH_LEG",
        "SUSPEND, 2b, 5, 7, 409, WRONG_STATE",
        "SPLIT, 2b, 0, 8, 409, OLD_TERM",
        "SPLIT, 2b, 5, -1, 422, INVALID_VALUE"
    })
    void badOrders(String verb, String leg, long term, long sequence, int status, String code)
            throws Exception {
        refused(
                "POST",
                "/v1/orders",
                order(verb, leg, term, sequence, "bad-" + verb + leg + term + sequence),
                status,
                code);
    }

    @Test
    void badSealsRecordsAndWitnesses() throws Exception {
        String seal = "{\"group\":\"G1\",\"term\":%d,\"owner\":\"%s\"}";
        refused("POST", "/v1/seals", seal.formatted(4, "P120"), 409, "OLD_TERM");
        refused("POST", "/v1/seals", seal.formatted(5, "R121"), 409, "OLD_TERM");
        refused("POST", "/v1/seals", seal.formatted(0, "R121"), 422, "INVALID_VALUE");
        refused("POST", "/v1/seals", seal.formatted(9, ""), 422, "INVALID_VALUE");
        // One that control memory could not even write down.
        refused(
                "POST",
                "/v1/seals",
                "{\"group\":\"%s\",\"term\":1,\"owner\":\"t\"}".formatted("x".repeat(70_000)),
                422,
                "INVALID_VALUE");
        String record = "{\"fence\":%s,\"content\":\"%s\"}";
        String path = "/v1/management-volumes/201d/%s/record";
        String good = fence("", 5, 8, "r1");
        refused("PUT", path.formatted("LU7"), record.formatted(good, "x"), 404, "NO_SUCH_VOLUME");
        refused(
                "PUT",
                path.formatted("LU9"),
                record.formatted(fence("", 4, 8, "r2"), "x"),
                409,
                "OLD_TERM");
        refused("PUT", path.formatted("LU9"), record.formatted(good, ""), 422, "INVALID_VALUE");
        refused(
                "PUT",
                path.formatted("LU9"),
                record.formatted(good, "half \\ud800"),
                422,
                "INVALID_VALUE");
        refused(
                "PUT",
                path.formatted("LU9"),
                record.formatted(good, "x".repeat((128 << 10) + 1)),
                422,
                "INVALID_VALUE");
        refused(
                "PUT",
                "/v1/management-volumes/201d/LU9/witness",
                "{\"fence\":%s,\"text\":\"%s\"}".formatted(good, "x".repeat(1025)),
                422,
                "INVALID_VALUE");
    }

    @Test
    void aFullAndAFailingDiskAreToldToHostsAndHealed() throws Exception {
        try (RawClient host = array().host("201d", "LU4")) {
            fault("LU4", "\"full\":true");
            host.write(1, 0, new byte[4096], 0);
            assertThat(host.reply()).isEqualTo(new RawClient.Reply(28, 1));
            array().accepted("PUT", "/v1/faults", "{}");
            host.write(2, 0, new byte[4096], 1);
            assertThat(host.reply()).isEqualTo(new RawClient.Reply(0, 2));
            fault("LU4", "\"failReads\":true");
            host.send(0, 0, 3, 0, 4096);
            assertThat(host.reply()).isEqualTo(new RawClient.Reply(5, 3));
        } finally {
            array().accepted("PUT", "/v1/faults", "{}");
        }
        try (RawClient neighbour = array().host("201d", "LU3")) {
            neighbour.write(4, 0, new byte[4096], 1);
            assertThat(neighbour.reply()).isEqualTo(new RawClient.Reply(0, 4));
        }
    }

    private void fault(String lu, String what) throws IOException, InterruptedException {
        array().accepted(
                        "PUT",
                        "/v1/faults",
                        "{\"disks\":[{\"port\":\"201d\",\"lu\":\"" + lu + "\"," + what + "}]}");
    }

    /** The kernel may have dropped what it could not write: no later success would be true. */
    @Test
    void afterAFlushThatFailedEveryCommandIsToldThatTheDiskFailed() throws Exception {
        try (RawClient host = array().host("201d", "LU5")) {
            fault("LU5", "\"failFlushes\":true");
            host.write(1, 0, new byte[4096], 0);
            assertThat(host.reply()).isEqualTo(new RawClient.Reply(0, 1));
            host.send(0, 3, 2, 0, 0);
            assertThat(host.reply()).isEqualTo(new RawClient.Reply(5, 2));
            everythingIsADiskError(host);
            array().accepted("PUT", "/v1/faults", "{}");
            everythingIsADiskError(host);
        } finally {
            array().accepted("PUT", "/v1/faults", "{}");
        }
        try (RawClient later = array().host("201d", "LU5");
                RawClient neighbour = array().host("201d", "LU3")) {
            everythingIsADiskError(later);
            neighbour.write(4, 0, new byte[4096], 1);
            assertThat(neighbour.reply()).isEqualTo(new RawClient.Reply(0, 4));
        }
    }

    private static void everythingIsADiskError(RawClient host) throws IOException {
        for (int flags : new int[] {0, 1}) {
            host.write(10, 0, new byte[4096], flags);
            assertThat(host.reply()).as("WRITE").isEqualTo(new RawClient.Reply(5, 10));
            for (int type : new int[] {0, 4, 6}) {
                host.send(flags, type, type, 0, 4096);
                assertThat(host.reply()).isEqualTo(new RawClient.Reply(5, type));
            }
        }
        // FAST_ZERO, with and without NO_HOLE.
        for (int flags : new int[] {16, 18}) {
            host.send(flags, 6, 11, 0, 4096);
            assertThat(host.reply()).isEqualTo(new RawClient.Reply(5, 11));
        }
        host.send(0, 3, 12, 0, 0);
        assertThat(host.reply()).as("FLUSH").isEqualTo(new RawClient.Reply(5, 12));
    }

    @Test
    void aCorruptSlotIsShownAsSuchAndWrittenNext() throws Exception {
        try (ArrayProcess array = ArrayProcess.start(folder, "2c", "201f")) {
            array.define("201f", "LU2", "211j", SIZE, true);
            array.accepted("POST", "/v1/seals", "{\"group\":\"G1\",\"term\":1,\"owner\":\"t\"}");
            record(array, 1);
            record(array, 2);
            array.kill();
        }
        flipTheFirstRecord(folder.resolve("2c"));
        try (ArrayProcess array = ArrayProcess.start(folder, "2c", "201f")) {
            assertThat(slots(array)).containsExactlyInAnyOrder("CORRUPT", "WHOLE record 2");
            record(array, 3);
            assertThat(slots(array)).containsExactlyInAnyOrder("WHOLE record 3", "WHOLE record 2");
        }
    }

    private static void record(ArrayProcess array, int number) throws Exception {
        array.accepted(
                "PUT",
                "/v1/management-volumes/201f/LU2/record",
                "{\"fence\":%s,\"content\":\"record %d\"}"
                        .formatted(fence("", 1, number, "r" + number), number));
    }

    private static List<String> slots(ArrayProcess array) throws Exception {
        List<String> slots = new ArrayList<>();
        for (JsonNode slot :
                JSON.readTree(array.send("GET", "/v1/management-volumes", "").body())) {
            slots.add((slot.get("state").asText() + " " + slot.get("content").asText()).strip());
        }
        return slots;
    }

    private static void flipTheFirstRecord(Path data) throws IOException {
        byte[] wanted = "record 1".getBytes(StandardCharsets.US_ASCII);
        int flipped = 0;
        try (Stream<Path> files = Files.walk(data)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                byte[] bytes = Files.readAllBytes(file);
                String text = new String(bytes, StandardCharsets.ISO_8859_1);
                int at = text.indexOf("record 1");
                if (bytes.length == SIZE && at >= 0) {
                    bytes[at + wanted.length - 1] ^= 4;
                    Files.write(file, bytes);
                    flipped++;
                }
            }
        }
        assertThat(flipped).isEqualTo(1);
    }
}
