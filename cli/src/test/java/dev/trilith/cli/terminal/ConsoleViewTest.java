package dev.trilith.cli.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

class ConsoleViewTest {
    private static final String ESCAPE = "\u001b";

    private final StringWriter shown = new StringWriter();

    private ConsoleView view(boolean terminal) {
        return new ConsoleView(new PrintWriter(shown), terminal);
    }

    @Test
    void a_terminal_overwrites_one_line_and_never_wraps_it() {
        ConsoleView view = view(true);
        view.stage("begins");
        view.load(1234, 1233);
        String live = "   ... 1,234 writes sent, 1,233 acknowledged";
        assertThat(shown.toString())
                .endsWith("\r" + ESCAPE + "[K" + ESCAPE + "[?7l" + live + ESCAPE + "[?7h");
        view.end();
        assertThat(shown.toString()).endsWith("\r" + ESCAPE + "[K");
    }

    @Test
    void a_file_gets_whole_lines_only() {
        ConsoleView view = view(false);
        view.stage("begins");
        view.load(2, 1);
        view.note("goes on");
        view.end();
        assertThat(shown.toString()).doesNotContain(ESCAPE).doesNotContain("...");
        assertThat(shown.toString().lines()).hasSize(2);
    }
}
