package dev.trilith.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class BenchTest {
    private final StringWriter err = new StringWriter();

    private int run(String... arguments) {
        CommandLine line = Bench.commandLine();
        line.setErr(new PrintWriter(err));
        return line.execute(arguments);
    }

    @Test
    void sizesAreReadAsPeopleWriteThem() {
        assertThat(Sizes.bytes("1G")).isEqualTo(1L << 30);
        assertThat(Sizes.bytes("64MiB")).isEqualTo(64L << 20);
        assertThatThrownBy(() -> Sizes.bytes("1T")).hasMessageContaining("'1T' is no size");
        assertThatThrownBy(() -> Sizes.bytes("1M")).hasMessageContaining("at least 64M");
    }

    @Test
    void anUnknownRowIsAnErrorInOneSentence() {
        assertThat(run("--rows", "nothing")).isEqualTo(1);
        assertThat(err.toString()).contains("bench: there is no row 'nothing'; rows are: ");
    }

    @Test
    void theDocumentsTakeFullRunsOnly() {
        assertThat(run("--docs", "docs", "--rounds", "1")).isEqualTo(1);
        assertThat(err.toString()).contains("full runs only");
    }

    @Test
    void noRoundIsNoMeasurement() {
        assertThat(run("--rounds", "0")).isEqualTo(1);
        assertThat(err.toString()).contains("--rounds is at least 1");
    }
}
