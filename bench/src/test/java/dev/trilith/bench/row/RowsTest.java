package dev.trilith.bench.row;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trilith.bench.BenchFailure;
import dev.trilith.bench.Settings;
import dev.trilith.bench.report.Figures;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RowsTest {
    @Test
    void everyRowHasItsOwnName() {
        assertThat(Rows.names()).doesNotHaveDuplicates().contains("sequential-read", "cycle");
    }

    @Test
    void withoutNamesAllAreChosen() {
        assertThat(Rows.chosen("")).containsExactlyElementsOf(Rows.names());
    }

    @Test
    void namesStandBetweenCommas() {
        assertThat(Rows.chosen("start, random-read")).containsExactly("start", "random-read");
    }

    @Test
    void anUnknownNameIsRefusedWithThoseThereAre() {
        assertThatThrownBy(() -> Rows.chosen("start,read"))
                .isInstanceOf(BenchFailure.class)
                .hasMessageContaining("there is no row 'read'")
                .hasMessageContaining("sequential-read, sequential-write, random-read");
    }

    @Test
    void allAreMeasuredInTurnAndTheWarmUpIsNotCounted() throws Exception {
        Settings settings = new Settings(Path.of("."), Path.of("."), 2, 1L << 30);
        Lab lab = new Lab(settings, Path.of("."), Set.of());
        List<String> calls = new ArrayList<>();
        Map<String, Lab.Trial> trials = new LinkedHashMap<>();
        for (String name : List.of("a", "b")) {
            trials.put(
                    name,
                    () -> {
                        calls.add(name);
                        return calls.size();
                    });
        }
        Map<String, Figures> figures = lab.rounds(trials);
        assertThat(calls).containsExactly("a", "b", "b", "a", "a", "b");
        assertThat(figures.get("a")).isEqualTo(Figures.of(4, 5));
        assertThat(figures.get("b")).isEqualTo(Figures.of(3, 6));
    }
}
