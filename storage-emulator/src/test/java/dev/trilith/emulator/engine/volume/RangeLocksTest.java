package dev.trilith.emulator.engine.volume;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

class RangeLocksTest {
    private static final long MB = RangeLocks.STRIPE_BYTES;

    private static boolean free(RangeLocks locks, long offset, long length)
            throws InterruptedException, ExecutionException {
        CompletableFuture<Long> taken =
                CompletableFuture.supplyAsync(() -> locks.lock(offset, length));
        try {
            taken.get(50, TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        }
    }

    @Test
    void overlappingRangesExcludeEachOtherAndOthersDoNot() throws Exception {
        RangeLocks locks = new RangeLocks();
        long held = locks.lock(MB - 1, 2);
        assertThat(Long.bitCount(held)).isEqualTo(2);
        assertThat(free(locks, 2 * MB, MB)).isTrue();
        assertThat(free(locks, 0, 1)).isFalse();
        locks.unlock(held);
    }

    @Test
    void aRunOfOneStripeTakesOneLockAndAHugeRangeAllOfThem() {
        RangeLocks locks = new RangeLocks();
        long one = locks.lock(5 * MB, MB);
        assertThat(Long.bitCount(one)).isEqualTo(1);
        locks.unlock(one);
        long all = locks.lock(3, 1000 * MB);
        assertThat(Long.bitCount(all)).isEqualTo(64);
        locks.unlock(all);
    }
}
