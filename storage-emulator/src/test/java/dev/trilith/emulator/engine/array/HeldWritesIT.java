package dev.trilith.emulator.engine.array;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trilith.emulator.engine.FreezeMode;
import dev.trilith.emulator.engine.PairStatus;
import dev.trilith.emulator.engine.VolumeAddress;
import dev.trilith.emulator.nbd.NbdLimits;
import dev.trilith.emulator.nbd.NbdServer;
import dev.trilith.emulator.nbd.RawClient;
import java.io.ByteArrayOutputStream;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Writes over NBD that a freeze holds. */
@Timeout(120)
class HeldWritesIT {
    private static final int READ = 0;
    private static final int WRITE = 1;
    private static final int MOST_AT_ONCE = NbdLimits.DEFAULT.requestsInFlight();
    private static final String LEG = "2a->2b";

    @TempDir private Path folder;

    @Test
    void holdNoAnswerThatWasReadyBeforeThem() throws Exception {
        try (ArrayLab lab = new ArrayLab(folder);
                NbdServer server = new NbdServer(NbdLimits.DEFAULT)) {
            List.of("2a", "2b").forEach(lab::start);
            VolumeAddress a = lab.define("2a", 1, "A0", 1 << 20);
            lab.pair("P1", "G1", a, lab.define("2b", 1, "B0", 1 << 20));
            lab.sealAll("G1", 1);
            lab.resync("2a", "G1", LEG);
            lab.awaitStatus("2a", "G1", LEG, PairStatus.PAIR);
            int port =
                    server.listen(
                            "201a",
                            InetAddress.getLoopbackAddress(),
                            0,
                            () -> List.of(lab.host(a)));
            lab.freeze("2a", "G1", LEG, 5, FreezeMode.HOLD);
            try (RawClient client = RawClient.entered(port, "A0")) {
                // Received together, and as many writes as are worked on at the same time.
                client.out.write(readAndWrites());
                assertThat(client.reply()).isEqualTo(new RawClient.Reply(0, 0));
                assertThat(client.in.readNBytes(1)).containsExactly(0);
                assertThat(lab.read(a, 0, 1)).as("the freeze holds").containsExactly(0);
                lab.resume("2a", "G1", LEG, 5);
                for (int i = 0; i < MOST_AT_ONCE; i++) {
                    assertThat(client.reply().error()).isZero();
                }
                assertThat(lab.read(a, 0, MOST_AT_ONCE)).containsOnly(7);
            }
        }
    }

    private static byte[] readAndWrites() {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.writeBytes(RawClient.command(0, READ, 0, 0, 1));
        for (int i = 0; i < MOST_AT_ONCE; i++) {
            all.writeBytes(RawClient.command(0, WRITE, i + 1, i, 1));
            all.write(7);
        }
        return all.toByteArray();
    }
}
