package dev.trilith.core.step;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class RespiteTest {
    private static final Instant BEGAN = Instant.parse("2026-01-01T00:00:00Z");
    private static final Respite TEN_SECONDS = Respite.of(BEGAN, Duration.ofSeconds(10));

    @Test
    void lastsFromItsBeginningToItsEnd() {
        assertThat(TEN_SECONDS.over(BEGAN)).isFalse();
        assertThat(TEN_SECONDS.over(BEGAN.plusMillis(9999))).isFalse();
        assertThat(TEN_SECONDS.over(BEGAN.plusSeconds(10))).isTrue();
    }

    @Test
    void aClockThatWasSetBackMakesItNoLonger() {
        assertThat(TEN_SECONDS.over(BEGAN.minus(Duration.ofMinutes(37)))).isTrue();
    }

    @Test
    void noneIsOverAtAnyTime() {
        assertThat(Respite.NONE.over(BEGAN)).isTrue();
        assertThat(Respite.NONE.over(Instant.EPOCH)).isTrue();
    }
}
