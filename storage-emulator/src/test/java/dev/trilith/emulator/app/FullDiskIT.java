package dev.trilith.emulator.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.trilith.emulator.nbd.RawClient;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An array whose disk really is full: nothing acknowledged is lost, and records still fit. */
class FullDiskIT {
    private static final int MIB = 1 << 20;
    private static final int PIECE = 256 * 1024;
    private static final int NO_SPACE = 28;
    private static final long ORDERS = 1800;
    private static final String LEG = "I1";

    @TempDir Path folder = Path.of("");

    private static byte[] noise(int seed) {
        byte[] bytes = new byte[PIECE];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    /** Writes until the disk is full; the number of pieces that were acknowledged. */
    private static int fill(RawClient host) throws IOException {
        for (int piece = 0; piece < 64 * MIB / PIECE; piece++) {
            host.write(1, (long) piece * PIECE, noise(piece), 1);
            int error = host.reply().error();
            if (error != 0) {
                assertThat(error).isEqualTo(NO_SPACE);
                return piece;
            }
        }
        throw new AssertionError("the disk has room for everything");
    }

    private static byte[] read(RawClient host, int piece) throws IOException {
        host.send(0, 0, 2, (long) piece * PIECE, PIECE);
        assertThat(host.reply()).isEqualTo(new RawClient.Reply(0, 2));
        return host.in.readNBytes(PIECE);
    }

    private static String fence(String leg, long sequence) {
        // What fills a journal soonest.
        String id = "c" + sequence + "-".repeat(100);
        return "{\"group\":\"G1\",\"leg\":\"%s\",\"term\":1,\"sequence\":%d,\"commandId\":\"%s\"}"
                .formatted(leg, sequence, id);
    }

    private static HttpResponse<String> order(ArrayProcess array, String verb, long sequence)
            throws IOException, InterruptedException {
        return array.send(
                "POST",
                "/v1/orders",
                "{\"verb\":\"%s\",\"fence\":%s}".formatted(verb, fence(LEG, sequence)));
    }

    private static HttpResponse<String> record(ArrayProcess array, long sequence)
            throws IOException, InterruptedException {
        return array.send(
                "PUT",
                "/v1/management-volumes/201b/LU9/record",
                "{\"fence\":%s,\"content\":\"record %d\"}"
                        .formatted(fence("", sequence), sequence));
    }

    private static void define(ArrayProcess array) throws IOException, InterruptedException {
        array.define("201b", "LU0", "211a", 8 * MIB, false);
        array.define("201b", "LU1", "211a", 8 * MIB, false);
        array.define("201b", "LU2", "211a", 64 * MIB, false);
        array.define("201b", "LU9", "211f", 4 * MIB, true);
        array.accepted(
                "PUT",
                "/v1/pairs/P0",
                """
                {"group":"G1","leg":"I1",
                 "primary":{"array":"2a","port":"201b","lu":"LU0"},
                 "secondary":{"array":"2a","port":"201b","lu":"LU1"}}
                """);
        array.accepted("POST", "/v1/seals", "{\"group\":\"G1\",\"term\":1,\"owner\":\"test\"}");
    }

    @Test
    void keepsItsDataAndItsRecordsAndStartsAgain() throws Exception {
        Path data = Files.createDirectory(folder.resolve("disk"));
        try (SmallDisk disk = SmallDisk.mount(data, 40)) {
            int pieces;
            try (ArrayProcess array = ArrayProcess.start(disk, folder, data, "2a", "201b")) {
                define(array);
                try (RawClient host = array.host("201b", "LU2")) {
                    pieces = fill(host);
                }
                assertThat(array.send("GET", "/v1/array", "").body())
                        .contains("a host's write is refused: volume")
                        .contains("make room on its disk");
                goesOnWithoutRoom(array, 2);
                array.kill();
            }
            try (ArrayProcess array = ArrayProcess.start(disk, folder, data, "2a", "201b")) {
                try (RawClient host = array.host("201b", "LU2")) {
                    for (int piece = 0; piece < pieces; piece++) {
                        assertThat(read(host, piece)).as("piece " + piece).isEqualTo(noise(piece));
                    }
                }
                goesOnWithoutRoom(array, 20_000);
                makesRoom(array, pieces);
            }
        }
    }

    /** More orders and records than the journal of the control memory holds. */
    private void goesOnWithoutRoom(ArrayProcess array, long from) throws Exception {
        for (long sequence = from; sequence < from + ORDERS; sequence += 3) {
            HttpResponse<String> resync = order(array, "RESYNC", sequence);
            assertThat(resync.statusCode()).as(sequence + resync.body()).isBetween(200, 299);
            HttpResponse<String> record = record(array, sequence + 1);
            assertThat(record.statusCode()).as(sequence + record.body()).isBetween(200, 299);
            HttpResponse<String> split = order(array, "SPLIT", sequence + 2);
            assertThat(split.statusCode()).as(sequence + split.body()).isBetween(200, 299);
        }
        JsonNode slots =
                new ObjectMapper().readTree(array.send("GET", "/v1/management-volumes", "").body());
        assertThat(slots.toString()).contains("record " + (from + ORDERS - 2));
    }

    /** A host that discards what it does not need can write again. */
    private static void makesRoom(ArrayProcess array, int pieces) throws Exception {
        try (RawClient host = array.host("201b", "LU2")) {
            host.send(0, 4, 3, 0, 8 * MIB);
            assertThat(host.reply()).isEqualTo(new RawClient.Reply(0, 3));
            byte[] again = noise(-1);
            await().atMost(Duration.ofSeconds(20))
                    .until(() -> {
                        host.write(4, (long) pieces * PIECE, again, 1);
                        return host.reply().error() == 0;
                    });
            assertThat(read(host, pieces)).isEqualTo(again);
        }
    }
}
