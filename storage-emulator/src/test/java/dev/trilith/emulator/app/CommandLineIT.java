package dev.trilith.emulator.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trilith.emulator.nbd.StockTools;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Starting and stopping, and what is said when it cannot be. */
class CommandLineIT {
    @TempDir Path folder = Path.of("");

    private ArrayProcess.End run(String... more) throws Exception {
        return ArrayProcess.runToItsEnd(folder, more);
    }

    private String data() {
        return folder.resolve("data").toString();
    }

    private static void saysOneThing(ArrayProcess.End end, int exitCode, String sentence) {
        assertThat(end.exitCode()).as(end.err()).isEqualTo(exitCode);
        assertThat(end.err())
                .contains(sentence)
                .doesNotContain("\tat ")
                .doesNotContain("Exception");
        assertThat(end.err().lines().count()).isLessThanOrEqualTo(2);
        assertThat(end.out()).isEmpty();
    }

    @Test
    void saysWhereItListensAndStopsWhenTold() throws Exception {
        try (ArrayProcess array = ArrayProcess.start(folder, "2a", "201b", "201c")) {
            assertThat(array.nbdPort("201b")).isPositive();
            assertThat(array.nbdPort("201c")).isPositive();
            assertThat(array.send("GET", "/q/health/ready", "").statusCode()).isEqualTo(200);
            ArrayProcess.End end = array.stop();
            assertThat(end.exitCode()).as(end.err()).isZero();
            assertThat(end.err()).isEmpty();
            assertThat(end.out())
                    .startsWith("ready: array 2a ")
                    .contains("rest=http://127.0.0.1:" + array.restPort())
                    .contains("nbd.201b=nbd://127.0.0.1:" + array.nbdPort("201b"))
                    .contains("nbd.201c=nbd://127.0.0.1:" + array.nbdPort("201c"))
                    .contains("link=" + array.link());
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            textBlock =
                    """
                    array run                                                 | --name
                    array run --name 2a --data D                              | --nbd
                    array run --name 2a --data D --nbd 201b                   | is not PORT=TCP
                    array run --name 2a --data D --nbd 201b=x                 | 'x' is no TCP port
                    array run --name 2a --data D --nbd 201b=65536             | 0 to 65535
                    array run --name 2a --data D --nbd 201b=0 --nbd 201b=0    | 201b twice
                    array run --name 2a --data D --nbd ../x=0                 | --nbd ../x=0: a name is
                    array run --name ../2a --data D --nbd 201b=0              | --name: a name is
                    array run --name 2a --data D --nbd 201b=9 --nbd 201c=9    | --nbd 201b and --nbd 201c
                    array run --name 2a --data D --nbd 201b=9 --rest-port 9   | both given TCP port 9
                    array run --name 2a --data D --nbd 201b=0 --rest-port -1  | --rest-port
                    array run --name 2a --data D --nbd 201b=0 --link-port 1x  | --link-port
                    array run --name 2a --data D --nbd 201b=0 --bind no.such.host.invalid | --bind
                    array run --name 2a --data D --nbd 201b=0 --port-file /no/where/ports | no directory /no/where
                    array run --name 2a --data D --nbd 201b=0 --owner me      | NAMESPACE/UID
                    array run --name 2a --data D --nbd 201b=0 --owner a/b/c   | NAMESPACE/UID
                    array run --name 2a --data D --nbd 201b=0 --nbd-tls=maybe | is not off, on or forced
                    array run --name 2a --data D --nbd 201b=0 --nbd-tls=on    | needs --nbd-tls-certificates or
                    array run --name 2a --data D --nbd 201b=0 --nbd-tls-psk x | need --nbd-tls=on or
                    array run --name 2a --data D --nbd 201b=0 --nbd-tls-verify-clients | needs --nbd-tls-certificates
                    array run --name 2a --data D --nbd 201b=0 --nbd-tls=on --nbd-tls-psk x --nbd-tls-certificates y | exclude each other
                    array run --name 2a --data D --nbd 201b=0 --colour red    | --colour
                    array walk                                                | walk
                    """)
    void refusesWrongArguments(String line, String sentence) throws Exception {
        saysOneThing(run(line.replace("D", data()).split(" +")), 2, sentence);
    }

    @Test
    void refusesABusyPort() throws Exception {
        try (ServerSocket busy = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String tcp = String.valueOf(busy.getLocalPort());
            String[] base = {"array", "run", "--name", "2a", "--data", data()};
            saysOneThing(run(with(base, "--nbd", "201b=" + tcp)), 1, "127.0.0.1:" + tcp);
            saysOneThing(run(with(base, "--nbd", "201b=0", "--rest-port", tcp)), 1, tcp);
            saysOneThing(run(with(base, "--nbd", "201b=0", "--link-port", tcp)), 1, tcp);
        }
    }

    @Test
    void refusesAnAddressThatIsNotHere() throws Exception {
        String[] base = {"array", "run", "--name", "2a", "--data", data(), "--nbd", "201b=0"};
        saysOneThing(run(with(base, "--bind", "192.0.2.1")), 1, "192.0.2.1");
        saysOneThing(run(with(base, "--bind", "192.0.2.1")), 1, "choose another --bind");
    }

    @Test
    void refusesADataDirectoryThatIsNone() throws Exception {
        Path file = Files.createFile(folder.resolve("file"));
        String[] base = {"array", "run", "--name", "2a", "--nbd", "201b=0", "--data"};
        saysOneThing(run(with(base, file.toString())), 1, file.toString());
        saysOneThing(run(with(base, "/proc/none")), 1, "/proc/none cannot be made");
    }

    /** It would take itself for new, and fill the volumes with zeros when they are defined. */
    @Test
    void refusesVolumesWhoseControlMemoryIsLost() throws Exception {
        Path data = folder.resolve("2a");
        try (ArrayProcess array = ArrayProcess.start(folder, "2a", "201b")) {
            array.define("201b", "LU0", "211a", 1 << 20, false);
            array.stop();
        }
        Path journal = data.resolve("control.journal");
        Path aside = folder.resolve("aside");
        Files.move(journal, aside);
        String[] run = {
            "array", "run", "--name", "2a", "--nbd", "201b=0", "--data", data.toString()
        };
        saysOneThing(run(run), 1, "LU0");
        Files.delete(data.resolve("control.journal.new"));
        saysOneThing(run(run), 1, "no control.journal");
        assertThat(journal).doesNotExist();
        Files.move(aside, journal);
        try (ArrayProcess array = ArrayProcess.start(folder, "2a", "201b")) {
            assertThat(array.view().get("volumes")).hasSize(1);
        }
    }

    @Test
    void saysThatVolumesHaveNoListener() throws Exception {
        try (ArrayProcess array = ArrayProcess.start(folder, "2a", "201b")) {
            array.define("201b", "LU0", "211a", 1 << 20, false);
            array.stop();
        }
        try (ArrayProcess array = ArrayProcess.start(folder, "2a", "201c")) {
            assertThat(array.stop().err()).contains("port 201b has volumes and no --nbd 201b=PORT");
        }
    }

    @Test
    void refusesAParentThatIsGone() throws Exception {
        Process gone = new ProcessBuilder("true").start();
        assertThat(gone.waitFor()).isZero();
        String[] base = {"array", "run", "--name", "2a", "--data", data(), "--nbd", "201b=0"};
        String pid = String.valueOf(gone.pid());
        saysOneThing(run(with(base, "--exit-with-parent", pid)), 1, "no process " + pid);
    }

    @Test
    void refusesAFolderThatIsSomethingElse() throws Exception {
        Path used = Files.createDirectories(folder.resolve("used"));
        Files.createFile(used.resolve("letter.txt"));
        String[] base = {"array", "run", "--name", "2a", "--nbd", "201b=0", "--data"};
        saysOneThing(run(with(base, used.toString())), 1, "letter.txt");
        try (Stream<Path> left = Files.list(used)) {
            assertThat(left).hasSize(1);
        }
    }

    @Test
    void refusesADataDirectoryThatIsInUse() throws Exception {
        try (ArrayProcess array = ArrayProcess.start(folder, "2a", "201b")) {
            String used = folder.resolve("2a").toString();
            saysOneThing(
                    run("array", "run", "--name", "2a", "--nbd", "201b=0", "--data", used),
                    1,
                    used);
            assertThat(array.view().get("name").asText()).isEqualTo("2a");
        }
    }

    @Test
    void refusesAnotherArraysDataDirectory() throws Exception {
        try (ArrayProcess array = ArrayProcess.start(folder, "2a", "201b")) {
            array.stop();
        }
        String used = folder.resolve("2a").toString();
        saysOneThing(
                run("array", "run", "--name", "2b", "--nbd", "201b=0", "--data", used), 1, "2a");
    }

    @Test
    void refusesATokenFileWithoutAToken() throws Exception {
        String[] base = {"array", "run", "--name", "2a", "--data", data(), "--nbd", "201b=0"};
        saysOneThing(run(with(base, "--token-file", "/no/where/token")), 1, "/no/where/token");
        saysOneThing(run(with(base, "--token-file", folder.toString())), 1, folder.toString());
        Path file = folder.resolve("token");
        Files.writeString(file, "");
        saysOneThing(run(with(base, "--token-file", file.toString())), 1, "it is empty");
        Files.writeString(file, "a secret in two words");
        ArrayProcess.End end = run(with(base, "--token-file", file.toString()));
        saysOneThing(end, 1, "8 to 1024 visible ASCII");
        assertThat(end.err()).doesNotContain("secret");
    }

    @Test
    void refusesCredentialsForHostsThatAreNone() throws Exception {
        String[] base = {"array", "run", "--name", "2a", "--data", data(), "--nbd", "201b=0"};
        String[] on = with(base, "--nbd-tls=on");
        saysOneThing(run(with(on, "--nbd-tls-psk", "/no/where")), 1, "/no/where");
        saysOneThing(run(with(on, "--nbd-tls-certificates", "/no/where")), 1, "/no/where");
        Path file = folder.resolve("keys.psk");
        Files.writeString(file, "alice:secret");
        ArrayProcess.End end = run(with(on, "--nbd-tls-psk", file.toString()));
        saysOneThing(end, 1, "line 1: the key is not hexadecimal");
        assertThat(end.err()).doesNotContain("secret");
    }

    @Test
    void servesHostsOnlyInsideTlsAndHolesWithoutAWarning() throws Exception {
        String nbdinfo = StockTools.require("nbdinfo", "libnbd-bin").toString();
        String qemuIo = StockTools.require("qemu-io", "qemu-utils").toString();
        Path keys = Files.createDirectories(folder.resolve("psk")).resolve("keys.psk");
        Files.writeString(keys, "alice:" + "4f".repeat(32) + "\n");
        List<String> tls = List.of("--nbd-tls=forced", "--nbd-tls-psk", keys.toString());
        try (ArrayProcess array = ArrayProcess.start(folder, "2a", tls, "201b")) {
            array.define("201b", "LU0", "211a", 1 << 20, false);
            String at = "127.0.0.1:" + array.nbdPort("201b") + "/LU0";
            assertThat(StockTools.run(folder, nbdinfo, "nbd://" + at).exitCode()).isNotZero();
            StockTools.run(folder, nbdinfo, "nbds://alice@" + at + "?tls-psk-file=" + keys)
                    .succeeded();
            StockTools.run(
                            folder,
                            qemuIo,
                            "--object",
                            "tls-creds-psk,id=t,endpoint=client,username=alice,dir="
                                    + keys.getParent(),
                            "-d",
                            "unmap",
                            "-c",
                            "write -P 1 0 64k",
                            "-c",
                            "discard 0 64k",
                            "-c",
                            "read -P 0 0 64k",
                            "--image-opts",
                            "driver=nbd,host=127.0.0.1,port="
                                    + array.nbdPort("201b")
                                    + ",export=LU0,tls-creds=t")
                    .succeeded();
            assertThat(array.stop().err()).isEmpty();
        }
    }

    @Test
    void explainsItself() throws Exception {
        ArrayProcess.End end = run("array", "run", "--help");
        assertThat(end.exitCode()).isZero();
        assertThat(end.out())
                .contains("trilith array run")
                .contains("--name", "--data", "--nbd", "--rest-port", "--link-port", "--bind")
                .contains("--port-file", "--token-file", "--owner", "--nbd-tls", "Exit codes");
    }

    private static String[] with(String[] base, String... more) {
        String[] all = Arrays.copyOf(base, base.length + more.length);
        System.arraycopy(more, 0, all, base.length, more.length);
        return all;
    }
}
