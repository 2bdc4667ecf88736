package dev.trilith.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trilith.simulation.command.SimulateCommand;
import dev.trilith.simulation.world.Outcome;
import dev.trilith.simulation.world.Settings;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** Worlds of which nothing is known are not worlds that broke no promise. */
class DyingChildTest {
    private record Said(int code, String out, String err) {}

    /** Worlds in processes of another class. */
    private static final class Elsewhere extends SimulateCommand {
        private final Class<?> main;

        private Elsewhere(Class<?> main) {
            this.main = main;
        }

        @Override
        protected Class<?> main() {
            return main;
        }
    }

    /** Ends as a JVM does whose memory is out: with the code of a broken promise. */
    public static final class DiesBeforeItsTotals {
        public static void main(String[] arguments) {
            System.out.println("count\t12\tseeds");
            System.out.flush();
            Runtime.getRuntime().halt(1);
        }
    }

    /** Lives fewer worlds than it was asked for. */
    public static final class LivesTooFew {
        public static void main(String[] arguments) {
            System.out.println("count\t1\tseeds\ntotals\tend");
        }
    }

    private static Said run(SimulateCommand command, String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int code =
                new CommandLine(command)
                        .setOut(new PrintWriter(out))
                        .setErr(new PrintWriter(err))
                        .execute(arguments);
        return new Said(code, out.toString(), err.toString());
    }

    @Test
    void aProcessThatDiesBeforeItsTotalsIsNoSuccess() {
        Said said = run(new Elsewhere(DiesBeforeItsTotals.class), "--count=24", "--processes=2");
        assertThat(said.code()).isEqualTo(SimulateCommand.FAILED);
        assertThat(said.err()).contains("ended with code 1 before it had said all");
        assertThat(said.out()).doesNotContain("violations 0");
    }

    @Test
    void aWorldThatWasPassedOverIsNoSuccess() {
        Said said = run(new Elsewhere(LivesTooFew.class), "--count=24", "--processes=2");
        assertThat(said.code()).isEqualTo(SimulateCommand.FAILED);
        assertThat(said.err()).contains("2 worlds were counted and 24 were asked for");
    }

    @Test
    void moreProcessesThanWorldsAreNotNeeded() {
        assertThat(run(new SimulateCommand(), "--count=2", "--processes=5").code()).isZero();
    }

    @Test
    void whatFailsInTheCommandItselfIsNoBrokenPromise() {
        Said said =
                run(
                        new SimulateCommand() {
                            @Override
                            protected Outcome live(
                                    Settings settings, @Nullable Consumer<String> lines) {
                                throw new IllegalStateException("no world");
                            }
                        });
        assertThat(said.code()).isEqualTo(SimulateCommand.FAILED);
    }
}
