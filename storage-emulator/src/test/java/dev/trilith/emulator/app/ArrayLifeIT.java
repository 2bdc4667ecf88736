package dev.trilith.emulator.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.trilith.emulator.nbd.RawClient;
import dev.trilith.emulator.nbd.StockTools;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Arrays as processes, with real hosts, real links and real kills. */
class ArrayLifeIT {
    private static final int MIB = 1 << 20;
    private static final int FUA = 1;
    private static final String LEG = "2a->2b";

    @TempDir Path folder = Path.of("");

    private static byte[] noise(int seed, int length) {
        byte[] bytes = new byte[length];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    private static void write(RawClient host, long offset, byte[] data, int flags)
            throws IOException {
        host.write(1, offset, data, flags);
        assertThat(host.reply()).isEqualTo(new RawClient.Reply(0, 1));
    }

    private static byte[] read(RawClient host, long offset, int length) throws IOException {
        host.send(0, 0, 2, offset, length);
        assertThat(host.reply()).isEqualTo(new RawClient.Reply(0, 2));
        return host.in.readNBytes(length);
    }

    private static void flush(RawClient host) throws IOException {
        host.send(0, 3, 3, 0, 0);
        assertThat(host.reply()).isEqualTo(new RawClient.Reply(0, 3));
    }

    private static String fence(String leg, long sequence, String id) {
        return "{\"group\":\"G1\",\"leg\":\"%s\",\"term\":1,\"sequence\":%d,\"commandId\":\"%s\"}"
                .formatted(leg, sequence, id);
    }

    private static void order(ArrayProcess array, String verb, long sequence, String more)
            throws IOException, InterruptedException {
        array.accepted(
                "POST",
                "/v1/orders",
                "{\"verb\":\"%s\",\"fence\":%s%s}"
                        .formatted(verb, fence(LEG, sequence, verb + sequence), more));
    }

    private static void seal(ArrayProcess array) throws IOException, InterruptedException {
        array.accepted("POST", "/v1/seals", "{\"group\":\"G1\",\"term\":1,\"owner\":\"test\"}");
    }

    private static List<String> statuses(ArrayProcess array) {
        List<String> statuses = new ArrayList<>();
        for (JsonNode pair : array.view().get("pairs")) {
            statuses.add(pair.get("status").asText());
        }
        return statuses;
    }

    private static void pair(ArrayProcess from, ArrayProcess to, String name, String lu)
            throws IOException, InterruptedException {
        String body =
                """
                {"group":"G1","leg":"2a->2b","peerLinkEndpoint":"%s",
                 "primary":{"array":"2a","port":"201b","lu":"%s"},
                 "secondary":{"array":"2b","port":"201d","lu":"%s"}}
                """;
        from.accepted("PUT", "/v1/pairs/" + name, body.formatted(to.link(), lu, lu));
        to.accepted("PUT", "/v1/pairs/" + name, body.formatted(from.link(), lu, lu));
    }

    @Test
    void aKilledArrayKeepsItsTablesAndWhatWasFlushed() throws Exception {
        byte[] flushed = noise(1, MIB);
        byte[] forced = noise(2, 4096);
        try (ArrayProcess array = ArrayProcess.start(folder, "2a", "201b")) {
            array.define("201b", "LU0", "211a", 8 * MIB, false);
            array.define("201b", "LU1", "211f", 4 * MIB, true);
            seal(array);
            try (RawClient host = array.host("201b", "LU0")) {
                write(host, 0, flushed, 0);
                flush(host);
                write(host, 5 * MIB, forced, FUA);
            }
            array.kill();
        }
        try (ArrayProcess array = ArrayProcess.start(folder, "2a", "201b")) {
            JsonNode view = array.view();
            assertThat(view.get("volumes")).hasSize(2);
            assertThat(view.get("volumes").get(1).get("storesManagementInformation").asBoolean())
                    .isTrue();
            assertThat(view.get("fences").get(0).get("owner").asText()).isEqualTo("test");
            try (RawClient host = array.host("201b", "LU0")) {
                assertThat(read(host, 0, MIB)).isEqualTo(flushed);
                assertThat(read(host, 5 * MIB, 4096)).isEqualTo(forced);
                assertThat(read(host, 7 * MIB, 4096)).containsOnly(0);
            }
            assertThat(array.stop().exitCode()).isZero();
        }
    }

    @Test
    void whatWasAcknowledgedInPairIsAtTheOtherArrayWhenThisOneIsKilled() throws Exception {
        try (ArrayProcess production = ArrayProcess.start(folder, "2a", "201b");
                ArrayProcess local = ArrayProcess.start(folder, "2b", "201d")) {
            for (String lu : List.of("LU0", "LU1")) {
                production.define("201b", lu, "211a", 4 * MIB, false);
                local.define("201d", lu, "211b", 4 * MIB, false);
                pair(production, local, "P-" + lu, lu);
            }
            seal(production);
            seal(local);
            byte[] early = noise(3, MIB);
            try (RawClient host = production.host("201b", "LU0")) {
                write(host, MIB, early, 0);
            }
            order(production, "RESYNC", 1, "");
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> statuses(production).equals(List.of("PAIR", "PAIR")));
            refusesHosts(local);
            byte[] last = noise(4, 8192);
            try (RawClient host = production.host("201b", "LU0")) {
                for (int i = 0; i < 100; i++) {
                    write(host, 8192L * i, noise(100 + i, 8192), 0);
                }
                write(host, 3 * MIB, last, 0);
                production.kill();
            }
            await().atMost(Duration.ofSeconds(30)).until(() -> !statuses(local).contains("PAIR"));
            try (RawClient reader = local.host("201d", "LU0")) {
                for (int i = 0; i < 100; i++) {
                    assertThat(read(reader, 8192L * i, 8192)).isEqualTo(noise(100 + i, 8192));
                }
                assertThat(read(reader, 3 * MIB, 8192)).isEqualTo(last);
            }
            for (JsonNode volume : local.view().get("volumes")) {
                assertThat(volume.get("image").asText()).isEqualTo("STILL");
            }
        }
    }

    private static void refusesHosts(ArrayProcess array) throws IOException {
        try (RawClient host = array.host("201d", "LU0")) {
            host.write(9, 0, new byte[512], 0);
            assertThat(host.reply()).isEqualTo(new RawClient.Reply(1, 9));
        }
    }

    @Test
    void aFreezeHoldsWritesUntilResumeAndTheSecondaryKeepsTheCut() throws Exception {
        try (ArrayProcess production = ArrayProcess.start(folder, "2a", "201b");
                ArrayProcess local = ArrayProcess.start(folder, "2b", "201d")) {
            production.define("201b", "LU0", "211a", MIB, false);
            local.define("201d", "LU0", "211b", MIB, false);
            pair(production, local, "P1", "LU0");
            seal(production);
            seal(local);
            order(production, "RESYNC", 1, "");
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> statuses(production).equals(List.of("PAIR")));
            try (RawClient host = production.host("201b", "LU0");
                    RawClient reader = local.host("201d", "LU0")) {
                write(host, 0, noise(1, 512), 0);
                order(
                        production,
                        "FREEZE",
                        2,
                        ",\"cycle\":1,\"freezeMode\":\"HOLD\",\"deadlineMillis\":60000");
                host.write(7, 0, noise(2, 512), 0);
                // Reads go on beside the write that is held.
                assertThat(read(host, 0, 512)).isEqualTo(noise(1, 512));
                assertThat(read(reader, 0, 512)).isEqualTo(noise(1, 512));
                JsonNode landing = local.view().get("volumes").get(0);
                assertThat(landing.get("image").asText()).isEqualTo("STILL");
                assertThat(landing.get("cut").get("cycle").asLong()).isEqualTo(1);
                order(production, "RESUME", 3, ",\"cycle\":1");
                assertThat(host.reply()).isEqualTo(new RawClient.Reply(0, 7));
                assertThat(read(reader, 0, 512)).isEqualTo(noise(2, 512));
            }
        }
    }

    @Test
    void theRecordIsReadBackWithStockTools() throws Exception {
        String nbdcopy = StockTools.require("nbdcopy", "libnbd-bin").toString();
        String tar = StockTools.require("tar", "tar").toString();
        try (ArrayProcess array = ArrayProcess.start(folder, "2a", "201b")) {
            array.define("201b", "LU1", "211f", MIB, true);
            seal(array);
            for (int generation = 1; generation <= 2; generation++) {
                array.accepted(
                        "PUT",
                        "/v1/management-volumes/201b/LU1/record",
                        "{\"fence\":%s,\"content\":\"record %d\"}"
                                .formatted(fence("", generation, "r" + generation), generation));
            }
            array.accepted(
                    "PUT",
                    "/v1/management-volumes/201b/LU1/witness",
                    "{\"fence\":%s,\"text\":\"a witness\"}".formatted(fence("", 3, "w")));
            Path copy = folder.resolve("volume");
            StockTools.run(folder, nbdcopy, array.uri("201b", "LU1"), copy.toString()).succeeded();
            byte[] volume = Files.readAllBytes(copy);
            List<String> records = new ArrayList<>();
            for (int slot = 0; slot < 2; slot++) {
                Path archive = folder.resolve("slot" + slot + ".tar");
                Files.write(
                        archive,
                        java.util.Arrays.copyOfRange(
                                volume, slot * 256 * 1024, (slot + 1) * 256 * 1024 - 4096));
                records.add(
                        StockTools.run(
                                        folder,
                                        tar,
                                        "-xOf",
                                        archive.toString(),
                                        "copy-management-table.txt")
                                .succeeded()
                                .output()
                                .strip());
            }
            assertThat(records).containsExactlyInAnyOrder("record 1", "record 2");
            assertThat(new String(volume, 512 * 1024, 9, StandardCharsets.UTF_8))
                    .isEqualTo("a witness");
            hostsCannotTouchTheControlRegion(array);
        }
    }

    private void hostsCannotTouchTheControlRegion(ArrayProcess array) throws Exception {
        StockTools.require("nbdsh", "libnbd-bin python3-libnbd");
        Path script = folder.resolve("region.py");
        Files.writeString(
                script,
                """
                import errno, nbd, sys
                h = nbd.NBD()
                h.connect_uri(sys.argv[1])
                for offset in (0, 4096, 256 * 1024, 512 * 1024 - 1, 512 * 1024 - 4096):
                    before = h.pread(8192, offset)
                    try:
                        h.pwrite(b'x' * 8192, offset)
                        sys.exit('a write at %d went through' % offset)
                    except nbd.Error as e:
                        assert e.errnum == errno.EPERM, e
                    assert h.pread(8192, offset) == before
                h.pwrite(b'data', 512 * 1024 + 4096, nbd.CMD_FLAG_FUA)
                print('guarded')
                """);
        assertThat(
                        StockTools.run(
                                        folder,
                                        "/usr/bin/python3",
                                        script.toString(),
                                        array.uri("201b", "LU1"))
                                .succeeded()
                                .output())
                .contains("guarded");
    }

    @Test
    void staysSmallWhileEightVolumesAreWritten() throws Exception {
        String fio = StockTools.require("fio", "fio").toString();
        try (ArrayProcess array = ArrayProcess.start(folder, "2a", "201b")) {
            List<String> command =
                    new ArrayList<>(
                            List.of(fio, "--thread", "--group_reporting", "--verify=crc32c"));
            command.addAll(List.of("--ioengine=nbd", "--rw=randwrite", "--bs=64k", "--fsync=64"));
            command.addAll(List.of("--iodepth=16", "--size=24m", "--verify_fatal=1"));
            for (int i = 0; i < 8; i++) {
                array.define("201b", "LU" + i, "drive" + i, 24 * MIB, false);
                command.add("--name=v" + i);
                command.add("--uri=" + array.uri("201b", "LU" + i));
            }
            String output =
                    StockTools.run(folder, command.toArray(new String[0])).succeeded().output();
            assertThat(output).contains("err= 0");
            long peakKib = peakMemoryKib(array.pid());
            System.out.println(
                    "Array with 8 volumes while being written: peak RSS "
                            + peakKib / 1024
                            + " MiB");
            assertThat(peakKib).isLessThanOrEqualTo(160 * 1024);
        }
    }

    private static long peakMemoryKib(long pid) throws IOException {
        try (Stream<String> lines = Files.lines(Path.of("/proc/" + pid + "/status"))) {
            String line = lines.filter(l -> l.startsWith("VmHWM:")).findFirst().orElseThrow();
            return Long.parseLong(line.replaceAll("[^0-9]", ""));
        }
    }
}
