package dev.trilith.core.cycle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trilith.core.array.FreezeMode;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class PassClockTest {
    private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");
    private static final Duration INTERVAL = Duration.ofSeconds(10);

    private static CycleSettings settings(boolean paused) {
        return new CycleSettings(INTERVAL, FreezeMode.HOLD, Duration.ofSeconds(2), paused, "");
    }

    @Test
    void aClockSetBackPutsAPassOffByAnIntervalAtMost() {
        PassClock passes = new PassClock(settings(false));
        passes.start(NOON);
        passes.end();
        Instant back = NOON.minus(Duration.ofHours(1));
        assertThat(passes.due(back)).isFalse();
        assertThat(passes.due(back.plus(INTERVAL))).isTrue();
    }

    @Test
    void aPassUnderWayGoesThroughRunOnceHoweverOftenItIsPaused() {
        PassClock passes = new PassClock(settings(false));
        passes.wentThroughRun();
        passes.start(NOON);
        passes.settings(settings(true));
        assertThat(passes.throughRun()).isTrue();
        passes.wentThroughRun();
        passes.settings(settings(true));
        assertThat(passes.throughRun()).isFalse();
    }
}
