package dev.trilith.emulator.nbd;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trilith.emulator.engine.ArrayEngine;
import dev.trilith.emulator.engine.Fence;
import dev.trilith.emulator.engine.Order;
import dev.trilith.emulator.engine.PairDefinition;
import dev.trilith.emulator.engine.PairStatus;
import dev.trilith.emulator.engine.VolumeAddress;
import dev.trilith.emulator.engine.VolumeDefinition;
import dev.trilith.emulator.engine.array.ArrayConfig;
import dev.trilith.emulator.engine.array.EmulatedArray;
import dev.trilith.emulator.link.TcpLinkTransport;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A whole array, its files and pairs, as the stock NBD clients use it. */
class ToolMatrixIT {
    private static final long SIZE = 64L << 20;

    @TempDir Path folder;

    private ArrayEngine array;
    private NbdServer server;
    private String base = "";
    private String uri = "";

    @BeforeEach
    void start() throws IOException {
        ArrayConfig config = ArrayConfig.of("2a", folder.resolve("array"), Set.of("201a"));
        array = EmulatedArray.open(config, new TcpLinkTransport("127.0.0.1", 0));
        array.defineVolume(new VolumeDefinition("201a", "LU0", "drive", SIZE, false));
        array.defineVolume(new VolumeDefinition("201a", "LU1", "copy", SIZE, false));
        server = new NbdServer(NbdLimits.DEFAULT);
        InetAddress here = InetAddress.getLoopbackAddress();
        base = "nbd://127.0.0.1:" + server.listen("201a", here, 0, array::hostVolumes);
        uri = base + "/LU0";
    }

    @AfterEach
    void stop() throws IOException {
        server.close();
        array.close();
    }

    private StockTools.Outcome run(String... command) throws Exception {
        return StockTools.run(folder, command);
    }

    private static String tool(String name) {
        return StockTools.require(name, name.startsWith("q") ? "qemu-utils" : "libnbd-bin")
                .toString();
    }

    private Path sparseFile(String name) throws IOException {
        Path file = folder.resolve(name);
        byte[] data = new byte[8 << 20];
        new Random(4).nextBytes(data);
        try (var channel =
                java.nio.channels.FileChannel.open(
                        file,
                        java.nio.file.StandardOpenOption.CREATE,
                        java.nio.file.StandardOpenOption.WRITE,
                        java.nio.file.StandardOpenOption.SPARSE)) {
            channel.write(java.nio.ByteBuffer.wrap(data), 8 << 20);
            channel.write(java.nio.ByteBuffer.wrap(new byte[] {1}), SIZE - 1);
        }
        return file;
    }

    @Test
    void nbdinfoShowsWhatIsOffered() throws Exception {
        assertThat(run(tool("nbdinfo"), uri).succeeded().output())
                .contains("base:allocation")
                .contains("using structured packets")
                .contains("can_df: true")
                .contains("can_fast_zero: true")
                .contains("can_trim: true")
                .contains("can_zero: true")
                .contains("can_multi_conn: true")
                .contains("can_flush: true")
                .contains("can_fua: true")
                .contains("block_size_maximum: 33554432");
    }

    @Test
    void nbdcopyUsesManyConnectionsAndKeepsHoles() throws Exception {
        Path in = sparseFile("in");
        Path out = folder.resolve("out");
        run(tool("nbdcopy"), "--connections=4", "--requests=32", "--flush", in.toString(), uri)
                .succeeded();
        run(tool("nbdcopy"), "--connections=4", "--requests=32", uri, out.toString()).succeeded();
        assertThat(Files.mismatch(in, out)).isEqualTo(-1);
        run(tool("nbdcopy"), "--connections=4", uri, base + "/LU1").succeeded();
        run(tool("qemu-img"), "compare", "-f", "raw", "-F", "raw", uri, base + "/LU1").succeeded();
        if (Runtime.version().feature() >= 22) {
            assertThat(run(tool("nbdinfo"), "--map", uri).succeeded().output())
                    .contains("hole,zero")
                    .contains("data");
            assertThat(run(tool("nbdinfo"), "--map", "--totals", uri).succeeded().output())
                    .containsPattern("8[0-9]{6} .*data");
        }
    }

    @Test
    void qemuImgSeesTheDifferencesOfAPair() throws Exception {
        VolumeAddress from = new VolumeAddress("2a", "201a", "LU0");
        VolumeAddress to = new VolumeAddress("2a", "201a", "LU1");
        array.registerPair(new PairDefinition("P1", "G1", "2a", from, to), null);
        array.seal("G1", 1, "test");
        array.order(new Order.Resync(new Fence("G1", "2a", 1, 1, "c1"), null));
        Awaitility.await()
                .until(() ->
                        array.view().pairs().stream().allMatch(p -> p.status() == PairStatus.PAIR));
        array.order(new Order.Split(new Fence("G1", "2a", 1, 1, "c2"), null));
        run(tool("qemu-io"), "-f", "raw", "-c", "write -P 7 1M 64k", "-c", "discard 8M 64k", uri)
                .succeeded();
        String map = "--map=qemu:dirty-bitmap:P1";
        assertThat(run(tool("nbdinfo"), map, uri).succeeded().output())
                .containsPattern("1048576 +65536 +1 +dirty")
                .containsPattern("8388608 +65536 +1 +dirty");
        String image =
                "driver=nbd,host=127.0.0.1,port="
                        + base.substring(base.lastIndexOf(':') + 1)
                        + ",export=LU0,x-dirty-bitmap=qemu:dirty-bitmap:P1";
        assertThat(
                        run(tool("qemu-img"), "map", "--output=json", "--image-opts", image)
                                .succeeded()
                                .output())
                .contains("\"start\": 1048576, \"length\": 65536")
                .contains("\"start\": 8388608, \"length\": 65536");
    }

    @Test
    void qemuIoZeroesAndDiscards() throws Exception {
        StockTools.Outcome outcome =
                run(
                        tool("qemu-io"),
                        "-f",
                        "raw",
                        "-d",
                        "unmap",
                        "-c",
                        "write -P 0x5a 0 8M",
                        "-c",
                        "write -z 1M 1M",
                        "-c",
                        "write -z -u 2M 1M",
                        "-c",
                        "discard 3M 1M",
                        "-c",
                        "flush",
                        "-c",
                        "read -P 0x5a 0 1M",
                        "-c",
                        "read -P 0 1M 3M",
                        "-c",
                        "read -P 0x5a 4M 4M",
                        uri);
        assertThat(outcome.succeeded().output()).doesNotContain("failed").doesNotContain("Pattern");
    }

    @Test
    void fioVerifiesTrimsAndWritesFromFourJobs() throws Exception {
        String fio = StockTools.require("fio", "fio").toString();
        String output =
                run(
                                fio,
                                "--name=verify",
                                "--ioengine=nbd",
                                "--uri=" + uri,
                                "--rw=randwrite",
                                "--bsrange=4k-256k",
                                "--numjobs=4",
                                "--offset_increment=16m",
                                "--size=16m",
                                "--iodepth=16",
                                "--fsync=64",
                                "--verify=crc32c",
                                "--verify_fatal=1",
                                "--randseed=11")
                        .succeeded()
                        .output();
        assertThat(output).contains("err= 0");
        run(fio, "--name=trim", "--ioengine=nbd", "--uri=" + uri, "--rw=randtrim", "--size=8m")
                .succeeded();
    }

    @Test
    void nbdshWritesAndReadsBack() throws Exception {
        String nbdsh = StockTools.require("nbdsh", "libnbd-bin python3-libnbd").toString();
        StockTools.Outcome outcome =
                run(
                        // Its module belongs to the system's Python, whatever comes first in PATH.
                        "/usr/bin/env",
                        "PATH=/usr/bin:/bin",
                        nbdsh,
                        "-u",
                        uri,
                        "-c",
                        "h.pwrite(b'ab' * 256, 4096, nbd.CMD_FLAG_FUA)",
                        "-c",
                        "h.zero(256, 4096)",
                        "-c",
                        "h.flush(); print(h.get_size(), h.pread(258, 4096)[254:])");
        assertThat(outcome.succeeded().output()).contains(SIZE + " bytearray(b'\\x00\\x00ab')");
    }

    @Test
    void libnbdReadsStructuredWithManyRequestsInFlight() throws Exception {
        StockTools.require("nbdsh", "libnbd-bin python3-libnbd");
        Path script = folder.resolve("client.py");
        Files.writeString(
                script,
                """
                import nbd, sys
                h = nbd.NBD()
                h.set_pread_initialize(True)
                h.add_meta_context('base:allocation')
                h.connect_uri(sys.argv[1])
                assert h.get_structured_replies_negotiated()
                assert h.can_meta_context('base:allocation')
                h.pwrite(b'ab' * 2048, 65536)
                seen = []
                def chunk(data, offset, status, error):
                    seen.append((offset, len(data), status))
                h.pread_structured(131072, 0, chunk)
                h.pread_structured(65536, 0, chunk, nbd.CMD_FLAG_DF)
                assert sum(n for _, n, _ in seen) == 131072 + 65536
                def extents(context, offset, entries, error):
                    assert context == 'base:allocation' and offset == 0
                    print('extents', entries)
                h.block_status(1 << 20, 0, extents)
                buffers = [nbd.Buffer(65536) for _ in range(64)]
                cookies = [h.aio_pread(b, i * 65536) for i, b in enumerate(buffers)]
                while h.aio_in_flight() > 0:
                    h.poll(-1)
                assert all(h.aio_command_completed(c) for c in cookies)
                assert buffers[1].to_bytearray()[:4] == b'abab'
                h.shutdown()
                print('all as it should be')
                """);
        assertThat(run("/usr/bin/python3", script.toString(), uri).succeeded().output())
                .contains("all as it should be");
    }

    @Test
    void aFileSystemLivesOnAVolume() throws Exception {
        StockTools.require("nbdfuse", "libnbd-bin");
        StockTools.require("fusermount3", "fuse3");
        StockTools.requireSystem("mkfs.ext4", "e2fsprogs");
        StockTools.requireSystem("debugfs", "e2fsprogs");
        Path device = Files.createDirectories(folder.resolve("dev")).resolve("volume");
        Process fuse =
                new ProcessBuilder("nbdfuse", device.toString(), "--uri", uri)
                        .redirectErrorStream(true)
                        .redirectOutput(folder.resolve("nbdfuse.log").toFile())
                        .start();
        try {
            Awaitility.await().until(() -> Files.exists(device) && Files.size(device) == SIZE);
            run("/sbin/mkfs.ext4", "-q", "-F", device.toString()).succeeded();
            Path file = sparseFile("content");
            run("/sbin/debugfs", "-w", "-R", "write " + file + " content", device.toString())
                    .succeeded();
            run("/sbin/e2fsck", "-f", "-n", device.toString()).succeeded();
            Path back = folder.resolve("back");
            run("/sbin/debugfs", "-R", "dump content " + back, device.toString()).succeeded();
            assertThat(Files.mismatch(file, back)).isEqualTo(-1);
        } finally {
            run("/usr/bin/fusermount3", "-u", folder.resolve("dev").toString());
            if (!fuse.waitFor(20, TimeUnit.SECONDS)) {
                fuse.destroyForcibly();
            }
        }
        Path image = folder.resolve("image");
        run(tool("nbdcopy"), uri, image.toString()).succeeded();
        run("/sbin/e2fsck", "-f", "-n", image.toString()).succeeded();
    }
}
