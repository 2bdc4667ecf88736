package dev.trilith.cli.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trilith.cli.lab.LabOptions;
import dev.trilith.operator.api.v1alpha1.FreezeSpec;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class PatienceTest {
    private static LabOptions lab(int chains, long bytes) {
        return new LabOptions(
                Path.of("lab"), chains, bytes, Duration.ofSeconds(1), FreezeSpec.Mode.HOLD, false);
    }

    @Test
    void large_volumes_are_waited_for_longer_and_the_largest_lab_does_not_overflow() {
        Duration minute = Duration.ofMinutes(1);
        assertThat(Patience.of(minute, lab(1, 1 << 20))).isEqualTo(minute);
        assertThat(Patience.of(minute, lab(2, 2L << 30))).isEqualTo(minute.plusSeconds(512));
        assertThat(Patience.of(minute, lab(64, 1L << 40))).isGreaterThan(Duration.ofDays(90));
    }
}
