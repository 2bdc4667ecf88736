package dev.trilith.emulator.nbd.tls;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trilith.emulator.nbd.TestAuthority;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What does not depend on what the JDK happens to have disabled. */
class CertificateSecurityTest {
    @TempDir private Path folder;

    @Test
    void nothingOlderThanTls12IsEnabled() throws Exception {
        Path server = new TestAuthority("test authority").issue(folder, "server");
        CertificateSecurity security = CertificateSecurity.open(server, false);
        try (ServerSocket listening = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                Socket client = new Socket(listening.getInetAddress(), listening.getLocalPort());
                Socket accepted = listening.accept();
                SSLSocket secured = security.over(accepted)) {
            assertThat(client.isConnected()).isTrue();
            assertThat(secured.getEnabledProtocols())
                    .containsExactlyInAnyOrder("TLSv1.2", "TLSv1.3");
        }
    }
}
