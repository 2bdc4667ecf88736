package dev.trilith.emulator.engine.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class VigilTest {
    private final AtomicLong now = new AtomicLong(-5);
    private final Vigil vigil = new Vigil(now::get);

    @AfterEach
    void goOn() {
        now.addAndGet(2 * Vigil.WORK_NANOS);
        await().until(vigil::resting);
    }

    @Test
    void restsUntilACommandComes() {
        await().until(vigil::resting);
        vigil.begin();
        await().until(() -> !vigil.resting());
    }

    @Test
    void longWorkIsNotWaitedFor() {
        keep();
        now.addAndGet(Vigil.WORK_NANOS);
        await().until(vigil::resting);
    }

    @Test
    void theNextCommandIsWaitedForAMoment() {
        keep();
        vigil.end();
        now.addAndGet(Vigil.GRACE_NANOS - 1);
        assertThat(vigil.over()).isFalse();
        now.addAndGet(1);
        await().until(vigil::resting);
    }

    @Test
    void restsOnceInAStint() {
        keep();
        for (int i = 1; i < Vigil.STINT; i++) {
            vigil.end();
        }
        assertThat(vigil.over()).isFalse();
        vigil.end();
        await().until(vigil::resting);
        vigil.begin();
        await().until(() -> !vigil.resting());
    }

    @Test
    void onlyOnTheWholeOfAMachineWithTwoProcessors() {
        assertThat(Vigil.helps(2, "0-1\n", "max 100000\n")).isTrue();
        assertThat(Vigil.helps(2, "0-1\n", "200000 100000\n")).isTrue();
        assertThat(Vigil.helps(2, "0-1\n", "150000 100000\n")).as("a share").isFalse();
        assertThat(Vigil.helps(1, "0-1\n", "max 100000\n")).as("a share").isFalse();
        assertThat(Vigil.helps(2, "0-3\n", "max 100000\n")).as("a share of more").isFalse();
        assertThat(Vigil.helps(4, "0-3\n", "max 100000\n")).isFalse();
        assertThat(Vigil.helps(1, "0\n", "max 100000\n")).isFalse();
    }

    private void keep() {
        await().until(vigil::resting);
        vigil.begin();
        await().until(() -> !vigil.resting());
    }
}
