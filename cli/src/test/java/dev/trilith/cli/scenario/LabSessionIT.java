package dev.trilith.cli.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.trilith.cli.command.TrilithCommand;
import dev.trilith.cli.fault.CliFailure;
import dev.trilith.cli.lab.Installation;
import dev.trilith.cli.lab.LabEndpoints;
import dev.trilith.cli.lab.LabLogging;
import dev.trilith.cli.lab.LabOptions;
import dev.trilith.cli.terminal.ConsoleView;
import dev.trilith.cli.testing.StartCaches;
import dev.trilith.operator.api.v1alpha1.FreezeSpec;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** A lab that is kept up, with stock tools as its hosts and the commands of other terminals. */
class LabSessionIT {
    private static final int VOLUME_BYTES = 4 << 20;

    @TempDir private Path folder = Path.of("");

    private final StringWriter said = new StringWriter();
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @BeforeAll
    static void prepare() throws Exception {
        StartCaches.make();
        LabLogging.quiet();
    }

    private Path dir() {
        return folder.resolve("lab");
    }

    private LabOptions options() {
        return new LabOptions(
                dir(), 2, VOLUME_BYTES, Duration.ofMillis(300), FreezeSpec.Mode.HOLD, false);
    }

    private LabSession start() {
        return LabSession.start(
                options(),
                Installation.find(),
                new ConsoleView(new PrintWriter(said, true), false));
    }

    private int trilith(String... arguments) {
        out.getBuffer().setLength(0);
        err.getBuffer().setLength(0);
        CommandLine line = TrilithCommand.commandLine();
        line.setOut(new PrintWriter(out, true));
        line.setErr(new PrintWriter(err, true));
        return line.execute(arguments);
    }

    @Test
    void stock_tools_write_production_is_destroyed_and_they_read_at_remote() throws Exception {
        tool("nbdcopy", "libnbd-bin");
        tool("qemu-io", "qemu-utils");
        Path image = folder.resolve("disk.img");
        byte[] bytes = new byte[VOLUME_BYTES];
        new SplittableRandom(5).nextBytes(bytes);
        Files.write(image, bytes);
        try (LabSession session = start()) {
            LabEndpoints endpoints = session.awaitCycling();
            assertThat(endpoints.volumes()).hasSize(15).containsKeys("211a", "211e-2", "211j");
            assertThat(endpoints.arrays()).containsOnlyKeys("2a", "2b", "2c");
            assertThat(execute("nbdcopy", "--flush", image.toString(), uri(endpoints, "211a")))
                    .isZero();
            assertThat(qemuIo(uri(endpoints, "211a-2"), "write -P 0x5a 64k 128k", "flush"))
                    .isZero();
            commandsOfAnotherTerminal(endpoints);
            assertThat(trilith("lab", "destroy", "--dir", dir().toString(), "--site", "production"))
                    .as(err.toString())
                    .isZero();
            assertThat(out.toString()).contains("production is gone");
            assertThat(dir().resolve("sites/production")).doesNotExist();
            Path back = folder.resolve("back.img");
            Thread watching = watch(session);
            await("the terminal says that it is recovered")
                    .atMost(Duration.ofSeconds(30))
                    .until(() -> said.toString().contains("recovery at remote: Finished"));
            watching.interrupt();
            watching.join();
            assertThat(qemuIo(uri(endpoints, "211e"), "write -P 1 0 512", "flush")).isZero();
            assertThat(qemuIo(uri(endpoints, "211e-2"), "read -P 0x5a 64k 128k")).isZero();
            assertThat(execute("nbdcopy", uri(endpoints, "211e"), back.toString())).isZero();
            byte[] read = Files.readAllBytes(back);
            System.arraycopy(bytes, 0, read, 0, 512);
            assertThat(read).isEqualTo(bytes);
            assertThat(trilith("lab", "destroy", "--dir", dir().toString(), "--site", "production"))
                    .isEqualTo(1);
            assertThat(err.toString()).contains("already destroyed");
        }
        assertThat(dir()).doesNotExist();
    }

    private static Thread watch(LabSession session) {
        return Thread.ofPlatform()
                .daemon()
                .start(() -> {
                    try {
                        session.watchUntilInterrupted();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                });
    }

    private void commandsOfAnotherTerminal(LabEndpoints endpoints) throws IOException {
        // The cycles go on meanwhile: under a freeze no pair of 2b is ACTIVE, a moment later one
        // is.
        await("the tables show a running pair")
                .atMost(Duration.ofSeconds(30))
                .until(() -> {
                    assertThat(trilith("tables", "--array", "2b", "--dir", dir().toString()))
                            .as(err.toString())
                            .isZero();
                    return out.toString().contains("ACTIVE");
                });
        assertThat(out.toString()).contains("Table 300", "Table 400", "Table 500", "YES", "211c-2");
        assertThat(trilith("record", "show", uri(endpoints, "211f"))).as(out.toString()).isZero();
        assertThat(out.toString())
                .contains("slot 0: WHOLE", "slot 1: WHOLE", "601", "605", "2a:201b/LU0");
        Path disk = dir().resolve("sites/production/array-2a/volumes/201b/LU1.img");
        Path copy = folder.resolve("management.img");
        // A slot that is written while the file is copied is torn in the copy, and stays so there.
        await("a copy of the file with both slots whole")
                .atMost(Duration.ofSeconds(30))
                .until(() -> {
                    Files.copy(disk, copy, StandardCopyOption.REPLACE_EXISTING);
                    trilith("record", "show", copy.toString());
                    return !out.toString().contains("CORRUPT");
                });
        assertThat(trilith("record", "show", "--raw", copy.toString())).isZero();
        assertThat(out.toString()).startsWith("trilith-copy-management-table 1");
        byte[] bytes = Files.readAllBytes(copy);
        bytes[700] ^= 4;
        Files.write(copy, bytes);
        assertThat(trilith("record", "show", copy.toString())).isZero();
        assertThat(out.toString()).contains("slot 0: CORRUPT", "slot 1: WHOLE");
        bytes[(256 << 10) + 700] ^= 4;
        Files.write(copy, bytes);
        assertThat(trilith("record", "show", copy.toString())).isEqualTo(1);
        assertThat(out.toString()).contains("slot 1: CORRUPT", "No slot holds a whole record");
    }

    @Test
    void a_second_lab_in_the_same_folder_is_refused_and_so_is_a_stale_one() throws Exception {
        try (LabSession session = start()) {
            assertThat(session).isNotNull();
            assertThatThrownBy(this::start)
                    .isInstanceOf(CliFailure.class)
                    .hasMessageContaining("a lab runs in");
        }
        Files.createDirectories(dir().resolve("sites"));
        assertThatThrownBy(this::start)
                .isInstanceOf(CliFailure.class)
                .hasMessageContaining("left behind");
        assertThat(dir().resolve("lock")).doesNotExist();
        Files.createFile(dir().resolve("lock"));
        assertThat(trilith("lab", "destroy", "--dir", dir().toString(), "--site", "local"))
                .isEqualTo(2);
        assertThat(err.toString()).contains("no lab runs in").contains("any more");
    }

    @Test
    void an_interrupted_start_leaves_nothing_behind() {
        Thread.currentThread().interrupt();
        try {
            assertThatThrownBy(this::start).isInstanceOf(CliFailure.class);
        } finally {
            assertThat(Thread.interrupted()).isTrue();
        }
        assertThat(dir()).doesNotExist();
    }

    @Test
    void an_interrupted_thread_still_takes_the_whole_lab_down() throws Exception {
        LabSession session = start();
        LabEndpoints endpoints = session.awaitCycling();
        Thread.currentThread().interrupt();
        session.close();
        assertThat(Thread.interrupted()).isTrue();
        assertThat(dir()).doesNotExist();
        assertThat(said.toString())
                .contains("2a is dead", "2b is dead", "2c is dead")
                .doesNotContain("while the lab stopped");
        for (String array : endpoints.arrays().values()) {
            assertThat(trilith("tables", "--array", array)).isEqualTo(1);
            assertThat(err.toString()).contains("nothing listens there");
        }
    }

    private static String uri(LabEndpoints endpoints, String drive) {
        return String.valueOf(endpoints.volumes().get(drive));
    }

    private int qemuIo(String uri, String... commands) throws Exception {
        String[] line = new String[4 + 2 * commands.length];
        line[0] = "qemu-io";
        line[1] = "-f";
        line[2] = "raw";
        for (int i = 0; i < commands.length; i++) {
            line[3 + 2 * i] = "-c";
            line[4 + 2 * i] = commands[i];
        }
        line[line.length - 1] = uri;
        return execute(line);
    }

    private int execute(String... command) throws IOException, InterruptedException {
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(
                        ProcessBuilder.Redirect.appendTo(folder.resolve("tools.log").toFile()))
                .start()
                .waitFor();
    }

    private static void tool(String name, String debianPackage) {
        boolean there = false;
        for (String directory : String.valueOf(System.getenv("PATH")).split(":", -1)) {
            there |= Files.isExecutable(Path.of(directory, name));
        }
        if ("1".equals(System.getenv("TRILITH_REQUIRE_TOOLS"))) {
            assertThat(there).as(name + " of package " + debianPackage).isTrue();
        }
        assumeTrue(there, name + " of package " + debianPackage + " is missing");
    }
}
