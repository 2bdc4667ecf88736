package dev.trilith.emulator.nbd.tls;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.bouncycastle.tls.AlertDescription;
import org.bouncycastle.tls.BasicTlsPSKExternal;
import org.bouncycastle.tls.CipherSuite;
import org.bouncycastle.tls.PRFAlgorithm;
import org.bouncycastle.tls.PSKTlsServer;
import org.bouncycastle.tls.ProtocolVersion;
import org.bouncycastle.tls.PskIdentity;
import org.bouncycastle.tls.TlsCredentials;
import org.bouncycastle.tls.TlsFatalAlert;
import org.bouncycastle.tls.TlsPSKExternal;
import org.bouncycastle.tls.TlsPSKIdentityManager;
import org.bouncycastle.tls.TlsServer;
import org.bouncycastle.tls.TlsServerProtocol;
import org.bouncycastle.tls.crypto.TlsCrypto;
import org.bouncycastle.tls.crypto.impl.bc.BcTlsCrypto;
import org.jspecify.annotations.Nullable;

/**
 * TLS 1.2 and 1.3 with pre-shared keys, always with an ephemeral Diffie-Hellman exchange, so that a
 * key that becomes known later opens nothing recorded before. The file holds a line {@code
 * USER:HEXKEY} for each client, as {@code psktool} writes it.
 */
public final class PskSecurity implements TransportSecurity {
    private static final int SHORTEST_KEY_BYTES = 16;
    private static final int[] SUITES = {
        CipherSuite.TLS_AES_128_GCM_SHA256,
        CipherSuite.TLS_CHACHA20_POLY1305_SHA256,
        CipherSuite.TLS_ECDHE_PSK_WITH_CHACHA20_POLY1305_SHA256,
        CipherSuite.TLS_ECDHE_PSK_WITH_AES_128_GCM_SHA256,
        CipherSuite.TLS_ECDHE_PSK_WITH_AES_256_GCM_SHA384,
        CipherSuite.TLS_ECDHE_PSK_WITH_AES_128_CBC_SHA256,
        CipherSuite.TLS_DHE_PSK_WITH_AES_128_GCM_SHA256,
        CipherSuite.TLS_DHE_PSK_WITH_AES_256_GCM_SHA384
    };

    private final Map<String, byte[]> keys;
    private final SecureRandom random = new SecureRandom();

    private PskSecurity(Map<String, byte[]> keys) {
        this.keys = Map.copyOf(keys);
    }

    /**
     * Reads the file.
     *
     * @throws IOException with a sentence that names the line which cannot be used
     */
    public static PskSecurity open(Path file) throws IOException {
        Map<String, byte[]> keys = new HashMap<>();
        int number = 0;
        for (String line : Files.readAllLines(file, StandardCharsets.UTF_8)) {
            number++;
            if (!line.isBlank() && !line.startsWith("#")) {
                readLine(file + " line " + number, line.strip(), keys);
            }
        }
        if (keys.isEmpty()) {
            throw new IOException(file + " holds no line USER:HEXKEY");
        }
        return new PskSecurity(keys);
    }

    private static void readLine(String where, String line, Map<String, byte[]> keys)
            throws IOException {
        int colon = line.lastIndexOf(':');
        byte[] key;
        try {
            key = colon < 1 ? new byte[0] : HexFormat.of().parseHex(line.substring(colon + 1));
        } catch (IllegalArgumentException notHex) {
            throw new IOException(where + ": the key is not hexadecimal", notHex);
        }
        if (key.length < SHORTEST_KEY_BYTES) {
            throw new IOException(
                    where
                            + " is not USER:HEXKEY with a key of at least "
                            + SHORTEST_KEY_BYTES
                            + " bytes");
        }
        if (keys.put(line.substring(0, colon), key) != null) {
            throw new IOException(where + " names a user for the second time");
        }
    }

    @Override
    public Transport secure(SocketChannel channel, Transport plain) throws IOException {
        TlsBytes bytes = new TlsBytes(plain);
        TlsServerProtocol protocol = new TlsServerProtocol(bytes.in(), bytes.out());
        protocol.accept(new Server(new BcTlsCrypto(random)).asked());
        return new StreamTransport(
                protocol.getInputStream(),
                protocol.getOutputStream(),
                bytes::look,
                protocol::close);
    }

    private byte @Nullable [] key(byte[] identity) {
        byte[] key = keys.get(new String(identity, StandardCharsets.UTF_8));
        return key == null ? null : key.clone();
    }

    /** One connection's choices. */
    private final class Server extends PSKTlsServer {
        Server(TlsCrypto crypto) {
            super(crypto, new Identities());
        }

        @Override
        protected ProtocolVersion[] getSupportedVersions() {
            return ProtocolVersion.TLSv13.downTo(ProtocolVersion.TLSv12);
        }

        @Override
        protected int[] getSupportedCipherSuites() {
            return SUITES.clone();
        }

        /** The first offered key that is known here, for TLS 1.3. */
        @Nullable TlsPSKExternal choose(List<?> identities) {
            for (Object offered : identities) {
                byte[] identity = ((PskIdentity) offered).getIdentity();
                byte[] key = key(identity);
                if (key != null) {
                    return new BasicTlsPSKExternal(
                            identity,
                            getCrypto().createSecret(key),
                            PRFAlgorithm.tls13_hkdf_sha256);
                }
            }
            return null;
        }

        /**
         * This server as the library calls it. Its question for a key has a raw type, which cannot
         * be overridden without a warning.
         */
        TlsServer asked() {
            return (TlsServer)
                    Proxy.newProxyInstance(
                            TlsServer.class.getClassLoader(),
                            new Class<?>[] {TlsServer.class},
                            (proxy, method, given) -> {
                                if (given != null && method.getName().equals("getExternalPSK")) {
                                    return choose((List<?>) given[0]);
                                }
                                try {
                                    return method.invoke(this, given);
                                } catch (InvocationTargetException e) {
                                    throw e.getTargetException();
                                }
                            });
        }

        @Override
        public TlsCredentials getCredentials() throws IOException {
            if (context.getServerVersion().isEqualOrLaterVersionOf(ProtocolVersion.TLSv13)) {
                // No key that we know was offered, and there are no certificates to fall back to.
                throw new TlsFatalAlert(AlertDescription.unknown_psk_identity);
            }
            return super.getCredentials();
        }

        /** The peer may go without a word: NBD itself says when a session is over. */
        @Override
        public boolean requiresCloseNotify() {
            return false;
        }
    }

    /** The keys for TLS 1.2. */
    private final class Identities implements TlsPSKIdentityManager {
        @Override
        public byte @Nullable [] getHint() {
            return null;
        }

        @Override
        public byte @Nullable [] getPSK(byte[] identity) {
            return key(identity);
        }
    }
}
