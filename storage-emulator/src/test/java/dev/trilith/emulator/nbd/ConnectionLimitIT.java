package dev.trilith.emulator.nbd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Each client costs memory of its own, so there is an end to them on all exports together. */
class ConnectionLimitIT {
    private static final int PER_EXPORT = 4;
    private static final int IN_ALL = 6;

    @Test
    void refusesOneClientMoreThanAllExportsMayHaveTogether() throws IOException {
        NbdLimits limits =
                new NbdLimits(
                        32, Duration.ofSeconds(10), 16, PER_EXPORT, IN_ALL, 16, 512, 24 << 20);
        List<RawClient> clients = new ArrayList<>();
        try (NbdServer server = new NbdServer(limits)) {
            InetAddress here = InetAddress.getLoopbackAddress();
            int[] ports = new int[3];
            for (int i = 0; i < ports.length; i++) {
                MemoryVolume volume = new MemoryVolume("LU" + i, 4096);
                ports[i] = server.listen("201" + i, here, 0, () -> List.of(volume));
            }
            for (int i = 0; i < IN_ALL; i++) {
                clients.add(RawClient.entered(ports[i % 2], ""));
            }
            try (RawClient more = RawClient.greeted(ports[2])) {
                more.option(Protocol.OPT_GO, RawClient.question("LU2"));
                assertThat(more.optionReply().type()).isEqualTo(Protocol.REP_ERR_POLICY);
                clients.remove(0).close();
                await().until(() -> entersNow(more));
            }
        } finally {
            for (RawClient client : clients) {
                client.close();
            }
        }
    }

    private static boolean entersNow(RawClient client) throws IOException {
        client.option(Protocol.OPT_GO, RawClient.question("LU2"));
        return client.optionReply().type() == Protocol.REP_INFO;
    }
}
