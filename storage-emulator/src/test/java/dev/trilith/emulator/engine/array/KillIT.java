package dev.trilith.emulator.engine.array;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trilith.emulator.engine.EngineFault;
import dev.trilith.emulator.engine.ImageLabel;
import dev.trilith.emulator.engine.Order;
import dev.trilith.emulator.engine.PairStatus;
import dev.trilith.emulator.engine.VolumeAddress;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** An array killed with SIGKILL right after an acknowledgement. */
@Timeout(120)
class KillIT {
    @TempDir private Path folder;

    @Test
    void theOtherArrayHasWhatWasAcknowledged() throws Exception {
        try (ArrayLab lab = new ArrayLab(folder)) {
            lab.start("2b");
            VolumeAddress b = lab.define("2b", 1, "B", KilledArray.SIZE);
            lab.get("2b").registerPair(KilledArray.pair(), "127.0.0.1:1");
            lab.get("2b").seal("G1", 1, "test");
            long acknowledged = runAndKill(lab.get("2b").linkEndpoint());
            lab.awaitStatus("2b", "G1", "2a->2b", PairStatus.PSUE);
            assertThat(lab.label(b).kind()).isEqualTo(ImageLabel.Kind.STILL);
            assertThat(stamp(lab, b, acknowledged)).isGreaterThanOrEqualTo(acknowledged);

            lab.start("2a");
            VolumeAddress a = lab.address("2a", 1, "A");
            assertThat(stamp(lab, a, acknowledged)).isGreaterThanOrEqualTo(acknowledged);
            assertThat(lab.leg("2a", "G1", "2a->2b")).allMatch(p -> p.status() == PairStatus.PSUE);
            lab.get("2a").registerPair(KilledArray.pair(), lab.get("2b").linkEndpoint());
            lab.get("2a")
                    .order(
                            new Order.Resync(
                                    lab.fence("G1", "2a->2b"),
                                    EngineFault.Code.GOLDEN_COPY_AT_RISK));
            lab.awaitStatus("2a", "G1", "2a->2b", PairStatus.PAIR);
            assertThat(lab.all(b)).isEqualTo(lab.all(a));
        }
    }

    private static long stamp(ArrayLab lab, VolumeAddress at, long of) {
        long offset = of % KilledArray.BLOCKS * ArrayLab.BLOCK;
        return ByteBuffer.wrap(lab.read(at, offset, ArrayLab.BLOCK)).getLong();
    }

    /** Runs 2a until it has said 300 times that a write was acknowledged. */
    private long runAndKill(String peer) throws IOException, InterruptedException {
        Process child =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-Xmx64m",
                                "-cp",
                                System.getProperty("java.class.path"),
                                KilledArray.class.getName(),
                                folder.resolve("2a").toString(),
                                peer)
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .start();
        long newest = 0;
        try (BufferedReader out = child.inputReader(StandardCharsets.UTF_8)) {
            for (String line = out.readLine(); line != null; line = out.readLine()) {
                // The last line may be cut short, and then it reads as a smaller number.
                newest = Math.max(newest, Long.parseLong(line));
                if (newest == 300) {
                    // SIGKILL; unlike the process's own method it leaves its output readable.
                    child.toHandle().destroyForcibly();
                }
            }
        }
        child.waitFor();
        assertThat(newest).isGreaterThanOrEqualTo(300);
        return newest;
    }
}
