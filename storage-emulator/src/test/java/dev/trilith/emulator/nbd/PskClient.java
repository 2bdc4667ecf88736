package dev.trilith.emulator.nbd;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Vector;
import org.bouncycastle.tls.BasicTlsPSKExternal;
import org.bouncycastle.tls.CipherSuite;
import org.bouncycastle.tls.PRFAlgorithm;
import org.bouncycastle.tls.PSKTlsClient;
import org.bouncycastle.tls.ProtocolVersion;
import org.bouncycastle.tls.TlsClientProtocol;
import org.bouncycastle.tls.TlsPSKExternal;
import org.bouncycastle.tls.crypto.impl.bc.BcTlsCrypto;

/** The TLS of a client that has a key in common with the server, or claims to. */
final class PskClient extends PSKTlsClient {
    private static final SecureRandom RANDOM = new SecureRandom();

    private final ProtocolVersion version;
    private final byte[] user;
    private final byte[] key;

    PskClient(ProtocolVersion version, String user, byte[] key) {
        super(new BcTlsCrypto(RANDOM), user.getBytes(StandardCharsets.UTF_8), key.clone());
        this.version = version;
        this.user = user.getBytes(StandardCharsets.UTF_8);
        this.key = key.clone();
    }

    /** Goes on inside TLS; what it says there goes through {@code out}. */
    void secure(RawClient client, OutputStream out) throws IOException {
        TlsClientProtocol protocol = new TlsClientProtocol(client.in, out);
        protocol.connect(this);
        client.in = new DataInputStream(protocol.getInputStream());
        client.out = new DataOutputStream(protocol.getOutputStream());
    }

    @Override
    protected ProtocolVersion[] getSupportedVersions() {
        return version.only();
    }

    @Override
    protected int[] getSupportedCipherSuites() {
        return new int[] {
            CipherSuite.TLS_AES_128_GCM_SHA256, CipherSuite.TLS_ECDHE_PSK_WITH_AES_128_GCM_SHA256
        };
    }

    @Override
    public Vector<TlsPSKExternal> getExternalPSKs() {
        Vector<TlsPSKExternal> keys = new Vector<>();
        keys.add(
                new BasicTlsPSKExternal(
                        user.clone(),
                        getCrypto().createSecret(key.clone()),
                        PRFAlgorithm.tls13_hkdf_sha256));
        return keys;
    }

    @Override
    public boolean requiresCloseNotify() {
        return false;
    }
}
