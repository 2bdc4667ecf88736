package dev.trilith.core.cycle;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trilith.core.array.FreezeMode;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class CycleSettingsTest {
    @Test
    void settingsOutOfRangeAreRefused() {
        assertThatThrownBy(() ->
                        new CycleSettings(
                                Duration.ofSeconds(-1),
                                FreezeMode.HOLD,
                                Duration.ofSeconds(1),
                                false,
                                ""))
                .isInstanceOf(IllegalArgumentException.class);
        for (long seconds : new long[] {0, 61}) {
            assertThatThrownBy(() ->
                            new CycleSettings(
                                    Duration.ZERO,
                                    FreezeMode.HOLD,
                                    Duration.ofSeconds(seconds),
                                    false,
                                    ""))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }
}
