package dev.trilith.bench.tool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trilith.bench.BenchFailure;
import java.util.List;
import org.junit.jupiter.api.Test;

class FioTest {
    private static final String REPORT =
            """
            fio: a line of text first
            {"jobs": [{"error": %d,
              "write": {"iops": 1234.5, "lat_ns": {"percentile": {"50.000000": 42000}}},
              "read": {"iops": 99}}]}
            """;

    @Test
    void itsReportIsRead() throws Exception {
        Fio.Report report = Fio.report(REPORT.formatted(0));
        assertThat(report.writesPerSecond()).isEqualTo(1234.5);
        assertThat(report.readsPerSecond()).isEqualTo(99);
        assertThat(report.writeMicros()).isEqualTo(42);
    }

    @Test
    void anErrorInItIsAnError() {
        assertThatThrownBy(() -> Fio.report(REPORT.formatted(84)))
                .isInstanceOf(BenchFailure.class)
                .hasMessageContaining("fio failed");
        assertThatThrownBy(() -> Fio.report("no JSON")).hasMessageContaining("gave no report");
    }

    @Test
    void whatItWritesIsNewEachTimeAndReadBack() {
        List<String> first = Fio.randomWrites(4096, 1 << 30, 1 << 20).command("nbd://a");
        List<String> second = Fio.randomWrites(4096, 1 << 30, 1 << 20).command("nbd://a");
        assertThat(first).contains("--do_verify=1", "--verify=pattern", "--uri=nbd://a");
        assertThat(pattern(first)).isNotEqualTo(pattern(second));
    }

    private static String pattern(List<String> command) {
        return command.stream().filter(a -> a.startsWith("--verify_pattern=")).findAny().orElse("");
    }
}
