package dev.trilith.emulator.nbd;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trilith.emulator.nbd.tls.CertificateSecurity;
import dev.trilith.emulator.nbd.tls.PskSecurity;
import dev.trilith.emulator.nbd.tls.TlsPolicy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import javax.net.ssl.SSLContext;
import org.bouncycastle.tls.ProtocolVersion;

/** Servers with TLS of each kind, and clients that get into them. */
public final class TlsServers {
    private static final String KEY = "4f".repeat(32);

    private final SSLContext trusting;
    private final TlsPolicy certificates;
    private final TlsPolicy keys;

    /** What a client and a server know each other by. */
    public enum Kind {
        CERTIFICATES,
        KEYS
    }

    public TlsServers(Path folder) throws GeneralSecurityException, IOException {
        TestAuthority authority = new TestAuthority("test authority");
        Path files = authority.issue(folder.resolve("server"), "server");
        Path psk = folder.resolve("keys.psk");
        Files.writeString(psk, "alice:" + KEY + "\n");
        trusting = authority.client(null);
        certificates = new TlsPolicy(CertificateSecurity.open(files, false), true);
        keys = new TlsPolicy(PskSecurity.open(psk), true);
    }

    public NbdServer open(Kind kind, NbdLimits limits) {
        return new NbdServer(limits, kind == Kind.KEYS ? keys : certificates);
    }

    /** A client that has yet to begin the handshake of TLS. */
    static RawClient begun(int port) throws IOException {
        RawClient client = RawClient.greeted(port);
        client.option(Protocol.OPT_STARTTLS, new byte[0]);
        assertThat(client.optionReply().type()).isEqualTo(Protocol.REP_ACK);
        return client;
    }

    void secure(Kind kind, RawClient client) throws IOException {
        if (kind == Kind.CERTIFICATES) {
            client.secure(trusting);
        } else {
            byte[] key = HexFormat.of().parseHex(KEY);
            new PskClient(ProtocolVersion.TLSv13, "alice", key).secure(client, client.out);
        }
    }

    /** A client inside TLS that may send commands. */
    public RawClient entered(Kind kind, int port, String export) throws IOException {
        RawClient client = begun(port);
        secure(kind, client);
        client.option(Protocol.OPT_GO, RawClient.question(export));
        RawClient.OptionReply reply = client.optionReply();
        while (reply.type() == Protocol.REP_INFO) {
            reply = client.optionReply();
        }
        assertThat(reply.type()).isEqualTo(Protocol.REP_ACK);
        return client;
    }
}
