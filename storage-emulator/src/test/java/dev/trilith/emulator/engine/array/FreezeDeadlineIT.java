package dev.trilith.emulator.engine.array;

import static dev.trilith.emulator.engine.array.Aside.inAThread;
import static dev.trilith.emulator.engine.array.Aside.pass;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.trilith.emulator.engine.EventKind;
import dev.trilith.emulator.engine.FreezeMode;
import dev.trilith.emulator.engine.Order;
import dev.trilith.emulator.engine.PairStatus;
import dev.trilith.emulator.engine.VolumeAddress;
import dev.trilith.emulator.engine.device.CountingDisk;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Hosts wait for a freeze no longer than its deadline says, whatever else the array does. */
@Timeout(90)
class FreezeDeadlineIT {
    private static final String LEG = "2a->2b";
    private static final String OTHER_LEG = "2a->2c";
    private static final int SIZE = 1 << 20;

    @TempDir private Path folder;
    private final CountDownLatch free = new CountDownLatch(1);
    private final CountingDisk slow = new CountingDisk();
    private ArrayLab lab;

    @BeforeEach
    void threeSites() {
        lab = new ArrayLab(folder);
        lab.start("2a");
        lab.start("2b");
        lab.disk(slow);
        lab.start("2c");
    }

    @AfterEach
    void stop() {
        free.countDown();
        lab.close();
    }

    @Test
    void anOrderOfAnotherGroupThatIsUnderWayHoldsNobodyUp() throws Exception {
        CountDownLatch waiting = new CountDownLatch(1);
        VolumeAddress a = lab.define("2a", 1, "A1", SIZE);
        lab.pair("P1", "G1", a, lab.define("2b", 1, "B1", SIZE));
        lab.pair("P2", "G2", lab.define("2a", 1, "A2", SIZE), lab.define("2c", 1, "C2", SIZE));
        lab.sealAll("G1", 1);
        lab.sealAll("G2", 1);
        lab.run("2a", "G1", LEG);
        lab.run("2a", "G2", OTHER_LEG);
        Duration deadline = Duration.ofMillis(500);
        lab.get("2a").order(new Order.Freeze(lab.fence("G1", LEG), 1, FreezeMode.HOLD, deadline));
        slow.duringNextForce(() -> {
            waiting.countDown();
            pass(free);
        });
        CompletableFuture<Void> suspend = inAThread(() -> lab.suspend("2a", "G2", OTHER_LEG));
        waiting.await();
        CompletableFuture<Void> write = inAThread(() -> lab.write(a, 0, 7));
        await().atMost(Duration.ofSeconds(9)).until(write::isDone);
        assertThat(suspend).as("what is in the way").isNotDone();
        lab.awaitStatus("2a", "G1", LEG, PairStatus.PSUE);
        assertThat(lab.get("2a").view().events())
                .anyMatch(e -> e.kind() == EventKind.FreezeExpired);
        free.countDown();
        suspend.join();
    }
}
