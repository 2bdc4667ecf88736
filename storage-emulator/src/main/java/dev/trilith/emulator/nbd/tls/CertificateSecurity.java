package dev.trilith.emulator.nbd.tls;

import java.io.IOException;
import java.net.Socket;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;

/**
 * TLS 1.2 and 1.3 with X.509 certificates. The folder holds {@code server-cert.pem} (the chain, the
 * server's own first) and {@code server-key.pem}; to ask clients for certificates also {@code
 * ca-cert.pem}, whose authorities must have signed them.
 */
public final class CertificateSecurity implements TransportSecurity {
    private static final String[] VERSIONS = {"TLSv1.3", "TLSv1.2"};

    private final SSLContext context;
    private final boolean verifyClients;

    private CertificateSecurity(SSLContext context, boolean verifyClients) {
        this.context = context;
        this.verifyClients = verifyClients;
    }

    /**
     * Reads the folder.
     *
     * @param verifyClients whether a client must have a certificate too
     * @throws IOException with a sentence that names the file which cannot be used
     */
    public static CertificateSecurity open(Path folder, boolean verifyClients) throws IOException {
        try {
            char[] password = new char[0];
            KeyManagerFactory keys =
                    KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            keys.init(
                    PemFiles.identity(
                            folder.resolve("server-cert.pem"),
                            folder.resolve("server-key.pem"),
                            password),
                    password);
            TrustManager[] trust = null;
            if (verifyClients) {
                KeyStore authorities = PemFiles.authorities(folder.resolve("ca-cert.pem"));
                trust = new TrustManager[] {QuietTrust.in(authorities)};
            }
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keys.getKeyManagers(), trust, null);
            return new CertificateSecurity(context, verifyClients);
        } catch (GeneralSecurityException e) {
            throw new IOException(folder + ": " + e.getMessage(), e);
        }
    }

    @Override
    public Transport secure(SocketChannel channel, Transport plain) throws IOException {
        TlsBytes bytes = new TlsBytes(plain);
        SSLSocket socket = over(new LookingSocket(channel, bytes));
        socket.startHandshake();
        // TLS 1.2 would let a client begin anew as often as it likes, at this side's cost.
        socket.setEnabledCipherSuites(new String[0]);
        return new StreamTransport(
                socket.getInputStream(),
                socket.getOutputStream(),
                bytes::look,
                socket::shutdownOutput);
    }

    /** The server's side before its handshake. */
    SSLSocket over(Socket plain) throws IOException {
        SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket(plain, null, false);
        socket.setUseClientMode(false);
        socket.setEnabledProtocols(VERSIONS);
        socket.setNeedClientAuth(verifyClients);
        return socket;
    }
}
