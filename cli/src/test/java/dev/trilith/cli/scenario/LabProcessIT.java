package dev.trilith.cli.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.trilith.cli.Trilith;
import dev.trilith.cli.lab.Installation;
import dev.trilith.cli.lab.LabEndpoints;
import dev.trilith.cli.testing.StartCaches;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A lab as a process of its own: however it ends, nothing of it is left running. */
class LabProcessIT {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    @TempDir private Path folder = Path.of("");

    private @Nullable Process lab;

    @BeforeAll
    static void prepare() throws Exception {
        StartCaches.make();
    }

    @AfterEach
    void killWhatIsLeft() {
        if (lab != null) {
            lab.destroyForcibly();
        }
    }

    private Process up() throws IOException {
        return trilith(
                "lab",
                "up",
                "--dir",
                folder.resolve("lab").toString(),
                "--size",
                "1Mi",
                "--volumes",
                "1",
                "--interval",
                "300ms",
                "--endpoints",
                folder.resolve("endpoints.json").toString());
    }

    private Process trilith(String... arguments) throws IOException {
        return trilith(Files.createDirectories(folder.resolve("tmp")), arguments);
    }

    private Process trilith(Path temporary, String... arguments) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("-XX:TieredStopAtLevel=1");
        command.add("-D" + Installation.ROOT_PROPERTY + "=" + Installation.find().root());
        command.add("-Djava.io.tmpdir=" + temporary);
        command.add("-cp");
        command.add(System.getProperty("java.class.path"));
        command.add(Trilith.class.getName());
        command.addAll(List.of(arguments));
        Process started =
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(folder.resolve("up.log").toFile())
                        .start();
        lab = started;
        return started;
    }

    private List<URI> arrays() throws IOException {
        Path file = folder.resolve("endpoints.json");
        await("endpoints are written").atMost(LIMIT).until(() -> Files.exists(file));
        LabEndpoints endpoints = new ObjectMapper().readValue(file.toFile(), LabEndpoints.class);
        assertThat(endpoints.volumes()).hasSize(10);
        List<URI> arrays = endpoints.arrays().values().stream().map(URI::create).toList();
        assertThat(arrays).hasSize(3).allMatch(LabProcessIT::listens);
        return arrays;
    }

    private static boolean listens(URI array) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(array.getHost(), array.getPort()), 2000);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    @Test
    void without_a_place_for_temporary_files_it_says_so() throws Exception {
        Path nowhere = folder.resolve("nowhere");
        assertThat(trilith(nowhere, "lab", "run", "--scenario", "steady").waitFor()).isEqualTo(1);
        assertThat(Files.readString(folder.resolve("up.log")))
                .contains("no temporary folder can be made in " + nowhere)
                .contains("-Djava.io.tmpdir=")
                .doesNotContain("unexpected");
    }

    @Test
    void a_killed_lab_takes_its_arrays_with_it() throws Exception {
        Process process = up();
        List<URI> arrays = arrays();
        process.destroyForcibly().waitFor();
        await("the arrays end by themselves")
                .atMost(LIMIT)
                .until(() -> arrays.stream().noneMatch(LabProcessIT::listens));
        assertThat(up().waitFor()).isEqualTo(2);
        assertThat(Files.readString(folder.resolve("up.log"))).contains("left behind");
    }

    @Test
    void a_lab_that_is_told_to_stop_cleans_up() throws Exception {
        Process process = up();
        List<URI> arrays = arrays();
        process.destroy();
        process.waitFor();
        assertThat(arrays).noneMatch(LabProcessIT::listens);
        assertThat(folder.resolve("lab")).doesNotExist();
        assertThat(Files.readString(folder.resolve("up.log"))).contains("stopped");
    }

    @ParameterizedTest
    @ValueSource(strings = {"--size=1", "--data=nowhere"})
    void a_refused_run_leaves_no_folder(String wrong) throws Exception {
        assertThat(trilith("lab", "run", "--scenario", "steady", wrong).waitFor()).isPositive();
        assertThat(folder.resolve("tmp")).isEmptyDirectory();
    }
}
