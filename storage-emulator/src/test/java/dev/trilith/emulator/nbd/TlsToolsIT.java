package dev.trilith.emulator.nbd;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trilith.emulator.nbd.tls.CertificateSecurity;
import dev.trilith.emulator.nbd.tls.PskSecurity;
import dev.trilith.emulator.nbd.tls.TlsPolicy;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** TLS as libnbd and qemu do it, both on GnuTLS: every pair of a client's and a server's wish. */
class TlsToolsIT {
    private static final int SIZE = 8 << 20;
    private static final MemoryVolume VOLUME = new MemoryVolume("LU0", SIZE);

    @TempDir static Path folder;
    private static final Map<Server, NbdServer> SERVERS = new EnumMap<>(Server.class);
    private static final Map<Server, Integer> PORTS = new EnumMap<>(Server.class);

    /** What a server offers. */
    enum Server {
        PLAIN,
        CERTIFICATES,
        CERTIFICATES_FORCED,
        CERTIFICATES_VERIFIED,
        PSK,
        PSK_FORCED;

        int port() {
            return Objects.requireNonNull(PORTS.get(this));
        }

        boolean forced() {
            return this == CERTIFICATES_FORCED
                    || this == CERTIFICATES_VERIFIED
                    || this == PSK_FORCED;
        }

        boolean psk() {
            return this == PSK || this == PSK_FORCED;
        }
    }

    @BeforeAll
    static void listen() throws Exception {
        TestAuthority authority = new TestAuthority("test authority");
        Path pki = authority.issue(folder.resolve("pki"), "server");
        authority.issue(pki, "client");
        new TestAuthority("another authority").issue(folder.resolve("other"), "client");
        Path psk = Files.createDirectories(folder.resolve("psk")).resolve("keys.psk");
        Files.writeString(psk, "# hosts\nalice:" + "4f".repeat(32) + "\nbob:" + "01".repeat(16));
        Path wrong = Files.createDirectories(folder.resolve("wrong")).resolve("keys.psk");
        Files.writeString(wrong, "alice:" + "5f".repeat(32) + "\neve:" + "4f".repeat(32) + "\n");
        CertificateSecurity open = CertificateSecurity.open(pki, false);
        CertificateSecurity strict = CertificateSecurity.open(pki, true);
        PskSecurity keys = PskSecurity.open(psk);
        for (Server server : Server.values()) {
            TlsPolicy policy =
                    switch (server) {
                        case PLAIN -> TlsPolicy.OFF;
                        case CERTIFICATES -> new TlsPolicy(open, false);
                        case CERTIFICATES_FORCED -> new TlsPolicy(open, true);
                        case CERTIFICATES_VERIFIED -> new TlsPolicy(strict, true);
                        case PSK -> new TlsPolicy(keys, false);
                        case PSK_FORCED -> new TlsPolicy(keys, true);
                    };
            NbdServer started = new NbdServer(NbdLimits.DEFAULT, policy);
            SERVERS.put(server, started);
            InetAddress here = InetAddress.getLoopbackAddress();
            PORTS.put(server, started.listen(server.name(), here, 0, () -> List.of(VOLUME)));
        }
    }

    @AfterAll
    static void stop() throws IOException {
        for (NbdServer server : SERVERS.values()) {
            server.close();
        }
    }

    private static StockTools.Outcome run(String... command) throws Exception {
        return StockTools.run(folder, command);
    }

    private static String tool(String name) {
        return StockTools.require(name, name.startsWith("q") ? "qemu-utils" : "libnbd-bin")
                .toString();
    }

    private static String certificates(Server server, String pki) {
        return "nbds://127.0.0.1:"
                + server.port()
                + "/LU0?tls-verify-peer=true&tls-certificates="
                + folder.resolve(pki);
    }

    private static String psk(Server server, String user, String keys) {
        Path file = folder.resolve(keys).resolve("keys.psk");
        return "nbds://" + user + "@127.0.0.1:" + server.port() + "/LU0?tls-psk-file=" + file;
    }

    private static String right(Server server) {
        return server.psk() ? psk(server, "alice", "psk") : certificates(server, "pki");
    }

    @ParameterizedTest
    @EnumSource(Server.class)
    void nbdinfoGetsInWithTheRightCredentialsWhereThereIsTls(Server server) throws Exception {
        StockTools.Outcome outcome = run(tool("nbdinfo"), right(server));
        if (server == Server.PLAIN) {
            assertThat(outcome.exitCode()).isNotZero();
        } else {
            assertThat(outcome.succeeded().output()).contains("protocol: newstyle-fixed with TLS");
        }
    }

    @ParameterizedTest
    @EnumSource(Server.class)
    void aPlainClientGetsInWhereTlsIsNotForced(Server server) throws Exception {
        StockTools.Outcome outcome =
                run(tool("nbdinfo"), "nbd://127.0.0.1:" + server.port() + "/LU0");
        assertThat(outcome.exitCode() == 0).as(outcome.output()).isEqualTo(!server.forced());
    }

    @ParameterizedTest
    @EnumSource(Server.class)
    void aClientThatAllowsTlsGetsInEverywhere(Server server) throws Exception {
        StockTools.require("nbdsh", "libnbd-bin python3-libnbd");
        Path script = folder.resolve("allow-" + server + ".py");
        String credentials =
                server.psk()
                        ? "h.set_tls_username('alice'); h.set_tls_psk_file(sys.argv[3])"
                        : "h.set_tls_certificates(sys.argv[2])";
        Files.writeString(
                script,
                """
                import nbd, sys
                h = nbd.NBD()
                h.set_tls(nbd.TLS_ALLOW)
                CREDENTIALS
                h.set_export_name('LU0')
                h.connect_tcp('127.0.0.1', sys.argv[1])
                print('negotiated', h.get_tls_negotiated(), len(h.pread(4096, 0)))
                h.shutdown()
                """
                        .replace("CREDENTIALS", credentials));
        assertThat(
                        run(
                                        "/usr/bin/python3",
                                        script.toString(),
                                        String.valueOf(server.port()),
                                        folder.resolve("pki").toString(),
                                        folder.resolve("psk/keys.psk").toString())
                                .succeeded()
                                .output())
                .contains("negotiated " + (server == Server.PLAIN ? "False" : "True") + " 4096");
    }

    @Test
    void wrongCredentialsDoNotGetIn() throws Exception {
        String nbdinfo = tool("nbdinfo");
        Server strict = Server.CERTIFICATES_VERIFIED;
        assertThat(run(nbdinfo, certificates(strict, "other")).exitCode()).isNotZero();
        for (Server server : new Server[] {Server.PSK, Server.PSK_FORCED}) {
            assertThat(run(nbdinfo, psk(server, "alice", "wrong")).exitCode()).isNotZero();
            assertThat(run(nbdinfo, psk(server, "eve", "wrong")).exitCode()).isNotZero();
            assertThat(run(nbdinfo, certificates(server, "pki")).exitCode()).isNotZero();
        }
        assertThat(run(nbdinfo, psk(Server.CERTIFICATES, "alice", "psk")).exitCode()).isNotZero();
        run(nbdinfo, psk(Server.PSK, "bob", "psk")).succeeded();
    }

    @ParameterizedTest
    @EnumSource(
            value = Server.class,
            names = {"CERTIFICATES_VERIFIED", "PSK_FORCED"})
    void nbdcopyCarriesADiskBothWays(Server server) throws Exception {
        Path in = folder.resolve("in-" + server);
        Path out = folder.resolve("out-" + server);
        byte[] data = new byte[SIZE];
        new Random(server.name().length()).nextBytes(data);
        Files.write(in, data);
        run(tool("nbdcopy"), "--connections=4", in.toString(), right(server)).succeeded();
        run(tool("nbdcopy"), "--connections=4", right(server), out.toString()).succeeded();
        assertThat(Files.mismatch(in, out)).isEqualTo(-1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "tls-creds-x509,id=t,endpoint=client,dir=pki",
                "tls-creds-psk,id=t,endpoint=client,username=alice,dir=psk"
            })
    void qemuIoWritesAndVerifies(String credentials) throws Exception {
        Server server =
                credentials.contains("psk") ? Server.PSK_FORCED : Server.CERTIFICATES_VERIFIED;
        String image =
                "driver=nbd,host=127.0.0.1,port=" + server.port() + ",export=LU0,tls-creds=t";
        StockTools.Outcome outcome =
                run(
                        tool("qemu-io"),
                        "--object",
                        credentials.replace("dir=", "dir=" + folder + "/"),
                        "-c",
                        "write -P 0xa5 1536 65536",
                        "-c",
                        "write -z 65536 4M",
                        "-c",
                        "flush",
                        "-c",
                        "read -P 0xa5 1536 64000",
                        "-c",
                        "read -P 0 65536 4M",
                        "--image-opts",
                        image);
        assertThat(outcome.succeeded().output()).doesNotContain("failed").doesNotContain("Pattern");
    }

    @ParameterizedTest
    @ValueSource(strings = {"NORMAL:-VERS-ALL:+VERS-TLS1.3", "NORMAL:-VERS-ALL:+VERS-TLS1.2"})
    void preSharedKeysWorkInBothVersions(String priority) throws Exception {
        String certtool = tool("qemu-img");
        StockTools.Outcome outcome =
                run(
                        certtool,
                        "info",
                        "--object",
                        "tls-creds-psk,id=t,endpoint=client,username=alice,dir="
                                + folder.resolve("psk")
                                + ",priority="
                                + priority,
                        "--image-opts",
                        "driver=nbd,host=127.0.0.1,port="
                                + Server.PSK_FORCED.port()
                                + ",export=LU0,tls-creds=t");
        assertThat(outcome.succeeded().output()).contains("8 MiB");
    }
}
