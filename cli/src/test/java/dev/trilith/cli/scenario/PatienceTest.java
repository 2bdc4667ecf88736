package dev.trilith.cli.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trilith.cli.lab.LabForm;
import dev.trilith.operator.api.v1alpha1.FreezeSpec;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class PatienceTest {
    private static LabForm lab(int chains, long bytes) {
        return new LabForm(chains, bytes, bytes, FreezeSpec.Mode.HOLD);
    }

    @Test
    void large_volumes_are_waited_for_longer_and_the_largest_lab_does_not_overflow() {
        Duration minute = Duration.ofMinutes(1);
        assertThat(Patience.of(minute, lab(1, 1 << 20))).isEqualTo(minute);
        assertThat(Patience.of(minute, lab(2, 2L << 30))).isEqualTo(minute.plusSeconds(512));
        assertThat(Patience.of(minute, lab(64, 1L << 40))).isGreaterThan(Duration.ofDays(90));
    }
}
