package dev.trilith.simulation.disk;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/**
 * What a failed force leaves: the cache shows it, no later force writes it, a loss of power tells.
 */
class FailedForceTest {
    private static final int SEEDS = 200;
    private final Inode file = new Inode(0);

    private void write(long offset, long number) {
        ByteBuffer block = ByteBuffer.allocate(Inode.SECTOR);
        block.putLong(0, number);
        file.write(offset, block);
    }

    /** Whether some loss of power leaves another number than this. */
    private static boolean mayLose(Supplier<FailedForceTest> world, long offset) {
        for (int seed = 0; seed < SEEDS; seed++) {
            FailedForceTest one = world.get();
            long before = one.file.number(offset);
            one.file.losePower(new SplittableRandom(seed), false);
            if (one.file.number(offset) != before) {
                return true;
            }
        }
        return false;
    }

    private static FailedForceTest failed() {
        FailedForceTest one = new FailedForceTest();
        one.write(0, 1);
        one.file.force(one.file.mark());
        one.write(0, 2);
        one.file.forceFailed(one.file.mark());
        return one;
    }

    @Test
    void aLaterForceDoesNotBringItBack() {
        assertThat(failed().file.number(0)).as("the cache shows it").isEqualTo(2);
        assertThat(
                        mayLose(
                                () -> {
                                    FailedForceTest one = failed();
                                    one.write(Inode.PAGE, 3);
                                    one.file.force(one.file.mark());
                                    return one;
                                },
                                0))
                .isTrue();
    }

    @Test
    void whatWasWrittenToOtherPagesAfterwardsIsKept() {
        assertThat(
                        mayLose(
                                () -> {
                                    FailedForceTest one = failed();
                                    one.write(Inode.PAGE, 3);
                                    one.file.force(one.file.mark());
                                    return one;
                                },
                                Inode.PAGE))
                .isFalse();
    }

    @Test
    void anotherWriteOfThePageTakesItAlong() {
        assertThat(
                        mayLose(
                                () -> {
                                    FailedForceTest one = failed();
                                    one.write(Inode.SECTOR, 3);
                                    one.file.force(one.file.mark());
                                    return one;
                                },
                                0))
                .isFalse();
    }
}
