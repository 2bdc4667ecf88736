package dev.trilith.cli.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.trilith.cli.Trilith;
import dev.trilith.cli.command.TrilithCommand;
import dev.trilith.cli.lab.LabLogging;
import dev.trilith.cli.nbd.NbdClient;
import dev.trilith.cli.stamp.Stamp;
import dev.trilith.cli.stamp.StampArea;
import dev.trilith.cli.testing.ArrayServer;
import dev.trilith.cli.testing.StartCaches;
import dev.trilith.core.array.VolumeAddress;
import dev.trilith.core.array.VolumeSpec;
import dev.trilith.operator.array.RestStorageArray;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.http.HttpClient;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** A host of its own on a real array: whoever is killed, no write goes missing in the middle. */
class HostIT {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final long VOLUME_BYTES = 2 << 20;
    private static final Pattern LENGTH = Pattern.compile("\"length\" : (\\d+)");
    private static final Pattern ACKNOWLEDGED = Pattern.compile("\"acknowledged\":(\\d+)");

    @TempDir private Path folder = Path.of("");

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private final List<Process> hosts = new ArrayList<>();
    private @Nullable ArrayServer server;

    @BeforeAll
    static void prepare() throws Exception {
        StartCaches.make();
        LabLogging.quiet();
    }

    @BeforeEach
    void startArray() {
        ArrayServer array = new ArrayServer("2a", folder);
        server = array;
        array.start();
        RestStorageArray rest =
                new RestStorageArray(
                        HttpClient.newHttpClient(),
                        "2a",
                        array.rest(),
                        null,
                        Duration.ofSeconds(30));
        for (String lu : List.of("LU0", "LU1")) {
            rest.defineVolume(
                    new VolumeSpec(
                            new VolumeAddress("2a", array.port(), lu),
                            "211-" + lu,
                            VOLUME_BYTES,
                            false));
        }
    }

    @AfterEach
    void stopEverything() {
        hosts.forEach(Process::destroyForcibly);
        if (server != null) {
            server.kill();
        }
    }

    private ArrayServer array() {
        ArrayServer array = server;
        if (array == null) {
            throw new IllegalStateException("no array was started");
        }
        return array;
    }

    private List<String> volumes() {
        return List.of(
                "--volume",
                "211a=" + array().host("LU0"),
                "--volume",
                "211b=" + array().host("LU1"));
    }

    private int trilith(List<String> volumes, String... arguments) {
        out.getBuffer().setLength(0);
        err.getBuffer().setLength(0);
        CommandLine line = TrilithCommand.commandLine();
        line.setOut(new PrintWriter(out, true));
        line.setErr(new PrintWriter(err, true));
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(volumes);
        return line.execute(all.toArray(String[]::new));
    }

    private Process host() throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(
                List.of("-XX:TieredStopAtLevel=1", "-cp", System.getProperty("java.class.path")));
        command.add(Trilith.class.getName());
        command.addAll(List.of("host", "write", "--rate", "2000/s", "--log", log().toString()));
        command.addAll(volumes());
        Process host =
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.appendTo(said().toFile()))
                        .start();
        hosts.add(host);
        return host;
    }

    private Path log() {
        return folder.resolve("writes.jsonl");
    }

    private Path said() {
        return folder.resolve("host.log");
    }

    private long acknowledged() throws IOException {
        long last = 0;
        if (Files.exists(log())) {
            Matcher matcher = ACKNOWLEDGED.matcher(Files.readString(log()));
            while (matcher.find()) {
                last = Long.parseLong(matcher.group(1));
            }
        }
        return last;
    }

    private void awaitWrites(long more) throws IOException {
        long from = acknowledged();
        await("writes go on").atMost(LIMIT).until(() -> acknowledged() >= from + more);
    }

    private long length() {
        assertThat(trilith(volumes(), "host", "check", "--json")).as(out + " " + err).isZero();
        Matcher matcher = LENGTH.matcher(out.toString());
        assertThat(matcher.find()).isTrue();
        return Long.parseLong(matcher.group(1));
    }

    @Test
    void a_killed_host_and_a_killed_array_leave_a_prefix_and_the_next_goes_on() throws Exception {
        assertThat(trilith(volumes(), "host", "check")).isEqualTo(3);
        assertThat(err.toString()).contains("no host has written there yet");
        Process first = host();
        awaitWrites(300);
        assertThat(length()).as("read while the host goes on").isGreaterThanOrEqualTo(300);
        first.destroyForcibly().waitFor();
        long acknowledged = acknowledged();
        long length = length();
        assertThat(length).isGreaterThanOrEqualTo(acknowledged);
        Process second = host();
        awaitWrites(300);
        for (int i = 0; i < 2; i++) {
            array().kill();
            Thread.sleep(300);
            array().start();
            awaitWrites(600);
        }
        second.destroy();
        second.waitFor();
        assertThat(Files.readString(said()))
                .contains("beginning run", "going on after write", "trying again", "stopped:");
        assertThat(length()).as("all that was said is there").isEqualTo(acknowledged());
        assertThat(trilith(volumes(), "host", "check", "--at-least", "999999999")).isEqualTo(1);
        assertThat(err.toString()).contains("must be there");
    }

    @Test
    void a_count_is_kept_over_several_runs_and_a_hole_is_found() throws Exception {
        String[] write = {"host", "write", "--rate", "5000/s", "--count", "700", "--run-id", "x"};
        assertThat(trilith(volumes(), write)).as(err.toString()).isZero();
        assertThat(length()).isEqualTo(700);
        assertThat(trilith(volumes(), write)).as(err.toString()).isZero();
        assertThat(length()).isEqualTo(1400);
        assertThat(trilith(volumes(), "host", "write", "--run-id", "y")).isEqualTo(2);
        assertThat(err.toString()).contains("hold stamps of run");
        StampArea area = StampArea.ofHost("211a", VOLUME_BYTES);
        try (NbdClient host = NbdClient.connect(array().host("LU0"), LIMIT)) {
            host.write(area.offsetBytes(), ByteBuffer.allocate(Stamp.BLOCK_BYTES), false);
        }
        assertThat(trilith(volumes(), "host", "check")).isEqualTo(1);
        assertThat(err.toString()).contains("are not a prefix", "is missing");
        assertThat(trilith(volumes(), write)).isEqualTo(1);
        assertThat(err.toString()).contains("the volumes lost writes", "Nothing more is written");
    }

    @Test
    void other_volumes_than_the_runs_are_an_argument_to_mend_and_no_loss() {
        assertThat(trilith(volumes(), "host", "write", "--rate", "5000/s", "--count", "700"))
                .as(err.toString())
                .isZero();
        String first = "211a=" + array().host("LU0");
        String second = "211b=" + array().host("LU1");
        for (List<String> named :
                List.of(
                        List.of("--volume", first),
                        List.of("--volume", second),
                        List.of("--volume", second, "--volume", first))) {
            assertThat(trilith(named, "host", "write", "--count", "1")).isEqualTo(2);
            assertThat(err.toString())
                    .contains("name all volumes of that run, in its order. Nothing was written")
                    .doesNotContain("lost writes");
            assertThat(trilith(named, "host", "check")).isEqualTo(1);
            assertThat(err.toString()).contains("name all volumes of that run");
        }
        String nowhere = folder.resolve("missing/log").toString();
        assertThat(trilith(volumes(), "host", "write", "--count", "1", "--log", nowhere))
                .isEqualTo(2);
        assertThat(err.toString()).contains("missing is not there");
        assertThat(length()).isEqualTo(700);
    }

    @Test
    void who_is_refused_or_finds_nothing_gives_up_when_told_to() {
        for (String wrong : List.of(array().host("LU9").toString(), "nbd://127.0.0.1:1/LU0")) {
            List<String> volume = List.of("--volume", "211a=" + wrong);
            assertThat(trilith(volume, "host", "write", "--count", "1", "--within", "1s"))
                    .isEqualTo(3);
            assertThat(err.toString()).contains("nothing was acknowledged for 1000 ms: ", wrong);
        }
    }

    /** An answer is waited for no longer than the host is told to; the usual limit is 90 s. */
    @Test
    @Timeout(60)
    void who_is_kept_waiting_gives_up_when_told_to() throws IOException {
        try (ServerSocket silent = new ServerSocket(0, 0, InetAddress.getLoopbackAddress())) {
            String uri = "nbd://127.0.0.1:" + silent.getLocalPort() + "/LU0";
            assertThat(trilith(List.of("--volume", "a=" + uri), "host", "write", "--within", "1s"))
                    .isEqualTo(3);
            assertThat(err.toString()).contains("nothing was acknowledged for 1000 ms: ", uri);
        }
    }

    @Test
    void other_data_is_neither_overwritten_nor_taken_for_stamps() throws Exception {
        try (NbdClient host = NbdClient.connect(array().host("LU1"), LIMIT)) {
            host.write(VOLUME_BYTES - 512, ByteBuffer.wrap(new byte[] {1, 2, 3}), false);
        }
        assertThat(trilith(volumes(), "host", "write", "--count", "1")).isEqualTo(2);
        assertThat(err.toString()).contains("other data lies at the end of 211b");
        assertThat(trilith(volumes(), "host", "check")).isEqualTo(3);
        assertThat(err.toString()).contains("but other data is, on 211b");
        assertThat(trilith(volumes(), "host", "check", "--may-be-empty")).isZero();
    }

    @Test
    void who_cannot_be_reached_is_named() {
        List<String> nowhere = List.of("--volume", "211a=nbd://no-such-host.invalid:10809/LU0");
        assertThat(trilith(nowhere, "host", "check")).isEqualTo(3);
        assertThat(err.toString()).contains("no-such-host.invalid", "is the site there?");
        assertThat(trilith(nowhere, "host", "check", "--if-present")).isZero();
        List<String> closed = List.of("--volume", "211a=nbd://127.0.0.1:1/LU0");
        assertThat(trilith(closed, "host", "check", "--if-present")).isEqualTo(3);
        assertThat(err.toString()).contains("cannot open nbd://127.0.0.1:1/LU0");
    }
}
