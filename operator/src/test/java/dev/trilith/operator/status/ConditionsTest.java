package dev.trilith.operator.status;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trilith.operator.api.v1alpha1.StatusCondition;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the conditions say that every resource has. */
class ConditionsTest {
    private static Stream<Verdict> verdicts() {
        return Stream.of(
                Verdict.ready("Done", "all is well"),
                Verdict.progressing("Waits", "for the moon"),
                Verdict.stalled("Wrong", "two is no odd number"));
    }

    @ParameterizedTest
    @MethodSource("verdicts")
    void no_condition_is_without_words_and_one_says_what_happened(Verdict verdict) {
        List<StatusCondition> conditions = Conditions.of(null, verdict, 1L, Instant.EPOCH);
        assertThat(conditions)
                .extracting(StatusCondition::type)
                .containsExactly("Ready", "Reconciling", "Stalled");
        assertThat(conditions).allMatch(c -> !c.message().isBlank());
        assertThat(conditions)
                .filteredOn(c -> c.status().equals("True"))
                .singleElement()
                .extracting(StatusCondition::message)
                .isEqualTo(verdict.message());
        assertThat(conditions)
                .filteredOn(c -> c.status().equals("False") && !c.type().equals("Ready"))
                .noneMatch(c -> c.message().equals(verdict.message()));
    }
}
