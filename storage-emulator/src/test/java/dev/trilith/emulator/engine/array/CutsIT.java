package dev.trilith.emulator.engine.array;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trilith.emulator.engine.EngineFault;
import dev.trilith.emulator.engine.FreezeMode;
import dev.trilith.emulator.engine.Order;
import dev.trilith.emulator.engine.PairStatus;
import dev.trilith.emulator.engine.VolumeAddress;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Dependent stamped writes over eight volumes on two ports, while the leg is frozen again and
 * again: every cut is a prefix of what was written. And the checker finds it when it is not.
 */
@Timeout(240)
class CutsIT {
    private static final int VOLUMES = 8;
    private static final int FREEZES = 1000;
    private static final int BLOCKS = 32;
    private static final long SIZE = (long) BLOCKS * ArrayLab.BLOCK;
    private static final String LEG = "2a->2b";

    @TempDir private Path folder;
    private ArrayLab lab;
    private final List<VolumeAddress> primaries = new ArrayList<>();
    private final List<VolumeAddress> secondaries = new ArrayList<>();
    private final AtomicBoolean done = new AtomicBoolean();
    private volatile @Nullable Throwable writerFailed;

    @BeforeEach
    void start() {
        lab = new ArrayLab(folder);
        lab.start("2a");
        lab.start("2b");
        for (int i = 0; i < VOLUMES; i++) {
            primaries.add(lab.define("2a", 1 + i % 2, "A" + i, SIZE));
            secondaries.add(lab.define("2b", 1 + i % 2, "B" + i, SIZE));
        }
    }

    @AfterEach
    void stop() {
        lab.close();
    }

    /** Each write begins when the one before it was acknowledged, on another volume. */
    private void writeStamps() {
        ByteBuffer block = ByteBuffer.allocateDirect(ArrayLab.BLOCK);
        try {
            for (long stamp = 1; !done.get(); stamp++) {
                int volume = (int) (stamp % VOLUMES);
                long offset = (stamp / VOLUMES % BLOCKS) * ArrayLab.BLOCK;
                block.clear();
                block.putLong(0, stamp).putLong(ArrayLab.BLOCK - 8, stamp);
                lab.host(primaries.get(volume)).write(offset, block, false);
            }
        } catch (RuntimeException e) {
            writerFailed = e;
        }
    }

    private Thread startWriter() {
        return Thread.ofPlatform().start(this::writeStamps);
    }

    /** The newest stamp in an image of all volumes, if the image is a prefix; else -1. */
    private long prefix() {
        long newest = 0;
        long[][] found = new long[VOLUMES][BLOCKS];
        for (int v = 0; v < VOLUMES; v++) {
            ByteBuffer image = ByteBuffer.wrap(lab.all(secondaries.get(v)));
            for (int b = 0; b < BLOCKS; b++) {
                long head = image.getLong(b * ArrayLab.BLOCK);
                long tail = image.getLong((b + 1) * ArrayLab.BLOCK - 8);
                assertThat(tail).as("both ends of a block").isEqualTo(head);
                found[v][b] = head;
                newest = Math.max(newest, head);
            }
        }
        for (int v = 0; v < VOLUMES; v++) {
            for (int b = 0; b < BLOCKS; b++) {
                if (found[v][b] != expected(newest, v, b)) {
                    return -1;
                }
            }
        }
        return newest;
    }

    /** The last stamp up to {@code newest} that went to this block. */
    private static long expected(long newest, int volume, int block) {
        long stamp = newest - Math.floorMod(newest - volume, (long) VOLUMES);
        while (stamp > 0 && stamp / VOLUMES % BLOCKS != block) {
            stamp -= VOLUMES;
        }
        return Math.max(0, stamp);
    }

    @Test
    void everyCutOfTheLegIsAPrefix() throws Exception {
        for (int i = 0; i < VOLUMES; i++) {
            lab.pair("P" + i, "G1", primaries.get(i), secondaries.get(i));
        }
        lab.sealAll("G1", 1);
        lab.run("2a", "G1", LEG);
        Thread writer = startWriter();
        long before = 0;
        int moved = 0;
        for (int cycle = 1; cycle <= FREEZES; cycle++) {
            lab.freeze("2a", "G1", LEG, cycle, FreezeMode.HOLD);
            long stamp = prefix();
            lab.resume("2a", "G1", LEG, cycle);
            assertThat(stamp).as("cut %s is a prefix", cycle).isNotNegative();
            assertThat(stamp)
                    .as("cut %s holds the cut before", cycle)
                    .isGreaterThanOrEqualTo(before);
            moved += stamp > before ? 1 : 0;
            before = stamp;
        }
        done.set(true);
        writer.join();
        assertThat(writerFailed).isNull();
        assertThat(moved).as("cuts with new writes in them").isGreaterThan(FREEZES / 10);
    }

    @Test
    void cutsOfOneVolumeAfterTheOtherAreFoundToBeNone() throws Exception {
        for (int i = 0; i < VOLUMES; i++) {
            lab.pair("P" + i, "G" + i, primaries.get(i), secondaries.get(i));
            lab.sealAll("G" + i, 1);
            lab.run("2a", "G" + i, LEG);
        }
        Thread writer = startWriter();
        boolean found = false;
        for (int cycle = 1; cycle <= FREEZES && !found; cycle++) {
            // Writes go on between the members' cuts, as in an array without groups.
            for (int i = 0; i < VOLUMES; i++) {
                lab.freeze("2a", "G" + i, LEG, cycle, FreezeMode.GO);
            }
            found = prefix() < 0;
            for (int i = 0; i < VOLUMES; i++) {
                int group = i;
                lab.get("2a").order(new Order.Suspend(lab.fence("G" + group, LEG)));
                lab.get("2a")
                        .order(
                                new Order.Resync(
                                        lab.fence("G" + group, LEG),
                                        EngineFault.Code.GOLDEN_COPY_AT_RISK));
            }
            for (int i = 0; i < VOLUMES; i++) {
                lab.awaitStatus("2a", "G" + i, LEG, PairStatus.PAIR);
            }
        }
        done.set(true);
        writer.join();
        assertThat(writerFailed).isNull();
        assertThat(found).as("an image that is no prefix").isTrue();
    }
}
