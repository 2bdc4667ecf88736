package dev.trilith.operatorsimulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trilith.operatorsimulation.command.SimulateOperatorCommand;
import dev.trilith.operatorsimulation.world.OperatorWorld;
import dev.trilith.simulation.world.Outcome;
import dev.trilith.simulation.world.Settings;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/**
 * Worlds that an operator steers, on every processor; how many and for how long at most, {@code
 * -Dtrilith.operator.seeds} and {@code -Dtrilith.operator.seconds} say.
 */
class OperatorWorldTest {
    private static final String SEEDS = System.getProperty("trilith.operator.seeds", "400");
    private static final String SECONDS = System.getProperty("trilith.operator.seconds", "40");
    private static final Pattern RAN = Pattern.compile("seeds (\\d+), crashes");

    /** So many worlds meet each kind of fault even where chance is against it. */
    private static final long ENOUGH = 25;

    /** Everything that befalls an API server, its watches and the operator that uses them. */
    private static final List<String> FAULTS =
            List.of(
                    "ANSWER_LOST",
                    "CONFLICT",
                    "INTERNAL",
                    "LATE",
                    "LOST",
                    "TOO_MANY",
                    "UNAVAILABLE",
                    "kills",
                    "outages",
                    "rests",
                    "stale lists",
                    "user's changes",
                    "watch AGAIN",
                    "watch EXPIRED",
                    "watch LATE");

    private static String simulate(String... arguments) {
        StringWriter said = new StringWriter();
        int code =
                new CommandLine(new SimulateOperatorCommand())
                        .setOut(new PrintWriter(said))
                        .execute(arguments);
        assertThat(code).as(said.toString()).isZero();
        return said.toString();
    }

    private static Outcome live(long seed) {
        return OperatorWorld.run(Settings.of(seed), null);
    }

    @Test
    void noPromiseIsBroken() {
        String processors = String.valueOf(Runtime.getRuntime().availableProcessors());
        String said =
                simulate(
                        "--operator",
                        "--count=" + SEEDS,
                        "--seconds=" + SECONDS,
                        "--processes=" + processors,
                        "--places");
        System.out.println(said);
        Matcher ran = RAN.matcher(said);
        assertThat(ran.find()).as(said).isTrue();
        if (Long.parseLong(ran.group(1)) >= ENOUGH) {
            for (String fault : FAULTS) {
                assertThat(said).containsPattern("api " + fault + " [1-9]");
            }
            assertThat(said).containsPattern("recoveries [1-9]");
        }
    }

    /** Each broke a promise once; docs/reliability.md says which, and what was wrong. */
    @ParameterizedTest
    @ValueSource(longs = {4, 8, 9, 24, 27, 33, 44, 50, 52, 76})
    void whatBrokeAPromiseOnceDoesNotAgain(long seed) {
        assertThat(live(seed).violation()).isNull();
    }

    @Test
    void theSameSeedIsTheSameWorld() {
        for (long seed = 1; seed <= 2; seed++) {
            assertThat(live(seed).hash()).as("seed " + seed).isEqualTo(live(seed).hash());
        }
        assertThat(live(1).hash()).isNotEqualTo(live(2).hash());
    }

    @Test
    void theSameSeedsAreTheSameWorldsInOtherProcesses() {
        String here = simulate("--operator", "--seed=1", "--count=4");
        String there = simulate("--operator", "--seed=1", "--count=4", "--processes=2");
        assertThat(timelines(there)).isEqualTo(timelines(here));
    }

    private static String timelines(String said) {
        return said.lines().filter(l -> l.startsWith("timelines")).findFirst().orElseThrow();
    }
}
