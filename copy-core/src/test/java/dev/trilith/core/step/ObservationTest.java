package dev.trilith.core.step;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trilith.core.definition.Finding;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What arrays answered, and in which order it is told. */
class ObservationTest {
    @Test
    void arraysAreToldOfInOneOrder() {
        // The JDK's immutable maps have another order in each process, and so had a finding.
        Map<String, Finding> silent =
                IntStream.range(10, 40)
                        .mapToObj(i -> "2" + i)
                        .collect(
                                Collectors.toMap(
                                        Function.identity(),
                                        a -> new Finding(Faults.SILENT, a + " is silent")));
        Observation.Answers<String> answers =
                new Observation.Answers<>(Map.of(), Map.copyOf(silent));
        assertThat(List.copyOf(answers.silent().keySet())).isSorted().hasSize(30);
        assertThat(Faults.silent(answers.silent()).message())
                .startsWith("array 210 (210 is silent), array 211 (211 is silent), array 212");
    }
}
