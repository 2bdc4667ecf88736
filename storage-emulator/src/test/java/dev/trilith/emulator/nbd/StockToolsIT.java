package dev.trilith.emulator.nbd;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The server as the stock NBD clients see it. */
class StockToolsIT {
    private static final int SIZE = 16 << 20;

    @TempDir Path folder = Path.of("");

    private final NbdServer server = new NbdServer(NbdLimits.DEFAULT);
    private final MemoryVolume volume = new MemoryVolume("LU0", SIZE);
    private final MemoryVolume second = new MemoryVolume("LU1", 1 << 20);
    private String base = "";
    private String uri = "";

    @BeforeEach
    void listen() throws IOException {
        InetAddress here = InetAddress.getLoopbackAddress();
        int port = server.listen("201b", here, 0, () -> List.of(volume, second));
        base = "nbd://127.0.0.1:" + port;
        uri = base + "/LU0";
    }

    @AfterEach
    void stop() throws IOException {
        server.close();
    }

    private StockTools.Outcome run(String... command) throws Exception {
        return StockTools.run(folder, command);
    }

    @Test
    void nbdinfoDescribesAndLists() throws Exception {
        String nbdinfo = StockTools.require("nbdinfo", "libnbd-bin").toString();
        assertThat(run(nbdinfo, uri).succeeded().output())
                .contains("protocol: newstyle-fixed")
                .contains("export-size: " + SIZE)
                .contains("is_read_only: false")
                .contains("can_flush: true")
                .contains("can_fua: true")
                .contains("can_multi_conn: true")
                .contains("block_size_minimum: 1")
                .contains("block_size_preferred: 4096")
                .contains("block_size_maximum: 33554432");
        assertThat(run(nbdinfo, "--list", base).succeeded().output())
                .contains("export=\"LU0\"")
                .contains("export=\"LU1\"");
        assertThat(run(nbdinfo, base + "/LU7").exitCode()).isNotZero();
    }

    @Test
    void nbdcopyCarriesADiskBothWays() throws Exception {
        String nbdcopy = StockTools.require("nbdcopy", "libnbd-bin").toString();
        Path in = folder.resolve("in");
        Path out = folder.resolve("out");
        byte[] data = new byte[SIZE];
        new Random(1).nextBytes(data);
        Files.write(in, data);
        run(nbdcopy, "--flush", in.toString(), uri).succeeded();
        assertThat(volume.flushes.get()).isPositive();
        run(nbdcopy, uri, out.toString()).succeeded();
        assertThat(Files.mismatch(in, out)).isEqualTo(-1);
    }

    @Test
    void qemuImgReadsAndConverts() throws Exception {
        String qemuImg = StockTools.require("qemu-img", "qemu-utils").toString();
        Path in = folder.resolve("in");
        byte[] data = new byte[SIZE];
        new Random(2).nextBytes(data);
        Files.write(in, data);
        assertThat(run(qemuImg, "info", uri).succeeded().output()).contains("16 MiB");
        run(qemuImg, "convert", "-n", "-f", "raw", "-O", "raw", in.toString(), uri).succeeded();
        run(qemuImg, "compare", "-f", "raw", "-F", "raw", in.toString(), uri).succeeded();
    }

    @Test
    void qemuIoWritesVerifiesAndFlushes() throws Exception {
        String qemuIo = StockTools.require("qemu-io", "qemu-utils").toString();
        StockTools.Outcome outcome =
                run(
                        qemuIo,
                        "-f",
                        "raw",
                        "-c",
                        "write -P 0xa5 1536 65536",
                        "-c",
                        "write -f -P 0x5a 1M 2M",
                        "-c",
                        "flush",
                        "-c",
                        "read -P 0xa5 1536 65536",
                        "-c",
                        "read -P 0x5a 1M 2M",
                        "-c",
                        "read -P 0 0 1536",
                        uri);
        assertThat(outcome.succeeded().output()).doesNotContain("failed").doesNotContain("Pattern");
        assertThat(volume.fuaWrites.get()).isPositive();
    }

    @Test
    void qemuIoCannotWriteAReadOnlyExport() throws Exception {
        String qemuIo = StockTools.require("qemu-io", "qemu-utils").toString();
        volume.writable = false;
        StockTools.Outcome outcome = run(qemuIo, "-f", "raw", "-c", "write -P 1 0 4096", uri);
        assertThat(outcome.exitCode()).isNotZero();
        run(qemuIo, "-r", "-f", "raw", "-c", "read -P 0 0 4096", uri).succeeded();
    }

    @Test
    void fioFindsEveryBlockAsItWroteIt() throws Exception {
        String fio = StockTools.require("fio", "fio").toString();
        String output =
                run(
                                fio,
                                "--name=verify",
                                "--ioengine=nbd",
                                "--uri=" + uri,
                                "--rw=randwrite",
                                "--bs=4k",
                                "--iodepth=16",
                                "--size=8m",
                                "--fsync=32",
                                "--verify=crc32c",
                                "--verify_fatal=1",
                                "--randseed=3")
                        .succeeded()
                        .output();
        assertThat(output).contains("err= 0");
        assertThat(volume.flushes.get()).isPositive();
    }

    @Test
    void libnbdSeesTheRightErrors() throws Exception {
        StockTools.require("nbdsh", "libnbd-bin python3-libnbd");
        Path script = folder.resolve("client.py");
        Files.writeString(
                script,
                """
                import errno, nbd, sys
                h = nbd.NBD()
                h.set_strict_mode(0)
                h.connect_uri(sys.argv[1])
                size = h.get_size()
                def error_of(call):
                    try:
                        call()
                    except nbd.Error as e:
                        return e.errnum
                    return 0
                assert h.can_multi_conn() and h.can_fua() and h.can_flush()
                h.pwrite(b'x' * 1000, 4095, nbd.CMD_FLAG_FUA)
                assert h.pread(1002, 4094) == b'\\0' + b'x' * 1000 + b'\\0'
                assert error_of(lambda: h.pread(1, size)) == errno.EINVAL
                assert error_of(lambda: h.pread(512, size - 511)) == errno.EINVAL
                assert error_of(lambda: h.pwrite(b'y', size)) == errno.ENOSPC
                assert error_of(lambda: h.pwrite(b'y' * 512, 2**63 - 1)) == errno.ENOSPC
                assert error_of(lambda: h.pwrite(b'y', 0, 1 << 10)) == errno.EINVAL
                assert h.can_trim() and h.can_zero() and h.can_fast_zero() and h.can_df()
                assert error_of(lambda: h.trim(4096, size)) == errno.EINVAL
                assert error_of(lambda: h.zero(4096, size)) == errno.ENOSPC
                no_hole = nbd.CMD_FLAG_NO_HOLE
                fast = nbd.CMD_FLAG_FAST_ZERO
                assert error_of(lambda: h.zero(4096, 8192, no_hole | fast)) == errno.ENOTSUP
                h.zero(100, 4100, no_hole | nbd.CMD_FLAG_FUA)
                h.zero(100, 4200, fast)
                h.trim(100, 4300)
                assert h.pread(302, 4099) == b'x' + b'\\0' * 300 + b'x'
                h.flush()
                assert h.pread(2, size - 2) == b'\\0\\0'
                h.shutdown()
                print('all as it should be')
                """);
        assertThat(run("/usr/bin/python3", script.toString(), uri).succeeded().output())
                .contains("all as it should be");
    }
}
