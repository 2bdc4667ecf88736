package dev.trilith.mockcluster;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;

/** Serves a plain TCP server of this machine over TLS, with the key of a key store. */
final class TlsDoor {
    private final SSLServerSocket listener;
    private final URI behind;

    private TlsDoor(SSLServerSocket listener, URI behind) {
        this.listener = listener;
        this.behind = behind;
    }

    /**
     * Opens the door in front of {@code behind} on a free port, for as long as the process lives.
     */
    static URI open(URI behind, Path keyStore, char[] password)
            throws IOException, GeneralSecurityException {
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(keyStore)) {
            keys.load(in, password);
        }
        KeyManagerFactory managers =
                KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(keys, password);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(managers.getKeyManagers(), null, null);
        InetAddress loopback = InetAddress.getLoopbackAddress();
        if (context.getServerSocketFactory().createServerSocket(0, 50, loopback)
                instanceof SSLServerSocket listener) {
            TlsDoor door = new TlsDoor(listener, behind);
            start("tls-door", door::serve);
            return URI.create("https://127.0.0.1:" + listener.getLocalPort() + "/");
        }
        throw new IOException("the JDK's TLS gave another server socket than one for TLS");
    }

    private void serve() throws IOException {
        while (true) {
            Socket caller = listener.accept();
            Socket server = new Socket(behind.getHost(), behind.getPort());
            start("tls-door-in", () -> carry(caller, server));
            start("tls-door-out", () -> carry(server, caller));
        }
    }

    private static void carry(Socket from, Socket to) throws IOException {
        try (from;
                to;
                InputStream in = from.getInputStream();
                OutputStream out = to.getOutputStream()) {
            in.transferTo(out);
        }
    }

    private static void start(String name, Work work) {
        Thread.ofPlatform()
                .daemon()
                .name(name)
                .start(() -> {
                    try {
                        work.run();
                    } catch (IOException closed) {
                        // One end hung up, and so does the other.
                    }
                });
    }

    /** Something that ends when a connection does. */
    private interface Work {
        void run() throws IOException;
    }
}
