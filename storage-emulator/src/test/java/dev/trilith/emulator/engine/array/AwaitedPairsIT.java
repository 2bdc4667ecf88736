package dev.trilith.emulator.engine.array;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trilith.emulator.engine.ArrayView.PairView;
import dev.trilith.emulator.engine.PairStatus;
import dev.trilith.emulator.engine.VolumeAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Who waits for a status is told when it is there, when it cannot come, and when time is over. */
@Timeout(120)
class AwaitedPairsIT {
    private static final long SIZE = 16 * 1024 * 1024;
    private static final String LEG = "2a->2b";

    /** Far longer than the test may take: it does not end by itself. */
    private static final Duration LONG = Duration.ofHours(1);

    @TempDir private Path folder;
    private ArrayLab lab;

    @BeforeEach
    void leg() {
        lab = new ArrayLab(folder);
        List.of("2a", "2b").forEach(lab::start);
        for (int i = 0; i < 2; i++) {
            VolumeAddress from = lab.define("2a", 1, "A" + i, SIZE);
            VolumeAddress to = lab.define("2b", 1, "B" + i, SIZE);
            lab.write(from, 0, (int) SIZE, 7);
            lab.pair("P" + i, "G1", from, to);
        }
        lab.sealAll("G1", 1);
    }

    @AfterEach
    void stop() {
        lab.close();
    }

    private CompletableFuture<List<PairView>> waiting(PairStatus... statuses) {
        return CompletableFuture.supplyAsync(
                () -> lab.get("2a").awaitPairs("G1", Set.of(statuses), LONG));
    }

    @Test
    void itIsToldOfTheEndOfACopy() {
        CompletableFuture<List<PairView>> told = waiting(PairStatus.PAIR);
        lab.resync("2a", "G1", LEG);
        assertThat(told.join()).hasSize(2).allMatch(p -> p.status() == PairStatus.PAIR);
        CompletableFuture<List<PairView>> next = waiting(PairStatus.PSUS, PairStatus.SMPL);
        assertThat(next).isNotDone();
        lab.suspend("2a", "G1", LEG);
        assertThat(next.join()).allMatch(p -> p.status() == PairStatus.PSUS);
    }

    @Test
    void aBrokenPairEndsTheWaiting() {
        lab.run("2a", "G1", LEG);
        CompletableFuture<List<PairView>> told = waiting(PairStatus.PSUS);
        lab.stop("2b");
        assertThat(told.join()).anyMatch(p -> p.status() == PairStatus.PSUE);
    }

    @Test
    void timeAndUnknownGroupsEndItToo() {
        Set<PairStatus> wanted = Set.of(PairStatus.PAIR);
        assertThat(lab.get("2a").awaitPairs("G1", wanted, Duration.ZERO))
                .hasSize(2)
                .allMatch(p -> p.status() == PairStatus.SMPL);
        assertThat(lab.get("2a").awaitPairs("G1", wanted, Duration.ofMillis(50)))
                .allMatch(p -> p.status() == PairStatus.SMPL);
        assertThat(lab.get("2a").awaitPairs("G9", wanted, LONG)).isEmpty();
    }
}
