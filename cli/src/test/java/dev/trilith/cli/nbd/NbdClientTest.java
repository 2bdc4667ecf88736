package dev.trilith.cli.nbd;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class NbdClientTest {
    /** A port of another kind, say: an array's management interface waits for a request too. */
    @Test
    @Timeout(60)
    void whoSaysNothingIsNotWaitedForAsLongAsAWriteThatIsHeld() throws Exception {
        try (ServerSocket mute = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            NbdUri uri = NbdUri.parse("nbd://127.0.0.1:" + mute.getLocalPort() + "/LU0");
            Duration limit = Duration.ofSeconds(5);
            assertThatThrownBy(() -> NbdClient.connect(uri, limit, Duration.ofMillis(200)))
                    .isInstanceOf(NbdException.class)
                    .hasMessageContaining("does not speak NBD within 0.2 s");
            assertThatThrownBy(() -> NbdClient.connect(uri, limit))
                    .hasMessageContaining("does not speak NBD within 10.0 s");
        }
    }
}
