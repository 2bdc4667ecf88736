package dev.trilith.operator.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class DRCycleReconcilerTest {
    private static final Duration PACE = Duration.ofSeconds(2);
    private static final Instant BEGAN = Instant.parse("2026-01-01T00:00:00Z");

    @Test
    void aLookThatTookLongIsFollowedByTheNextAtOnce() {
        assertThat(rest(Duration.ofMillis(500))).isEqualTo(Duration.ofMillis(1500));
        assertThat(rest(Duration.ofSeconds(5))).isLessThan(Duration.ofMillis(100));
    }

    @Test
    void aClockThatWasSetBackDuringALookPutsTheNextOneOffNoLonger() {
        assertThat(rest(Duration.ofMinutes(-37))).isEqualTo(PACE);
    }

    private static Duration rest(Duration looked) {
        return DRCycleReconciler.rest(PACE, BEGAN, BEGAN.plus(looked));
    }
}
