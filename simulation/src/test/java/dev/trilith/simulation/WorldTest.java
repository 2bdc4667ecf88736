package dev.trilith.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trilith.simulation.command.SimulateCommand;
import dev.trilith.simulation.world.Outcome;
import dev.trilith.simulation.world.Settings;
import dev.trilith.simulation.world.World;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/**
 * Many worlds on every processor; how many and for how long at most, {@code -Dtrilith.seeds} and
 * {@code -Dtrilith.seconds} say. The last line of totals is printed.
 */
class WorldTest {
    private static final String SEEDS = System.getProperty("trilith.seeds", "20000");
    private static final String SECONDS = System.getProperty("trilith.seconds", "300");
    private static final Pattern TOTALS =
            Pattern.compile(
                    "passes (\\d+),[\\s\\S]* faults (\\d+),[\\s\\S]*seeds (\\d+), crashes (\\d+)");

    /** Where a program can be struck: step, request, and each boundary of it. */
    private static final List<String> PLACES =
            List.of(
                    "1105 seal",
                    "1105 record",
                    "1105 order RESYNC",
                    "1105 order SPLIT",
                    "1110 record",
                    "1110 order RESYNC",
                    "1115 record",
                    "1115 witness",
                    "1115 order FREEZE",
                    "1120 record",
                    "1120 order SPLIT",
                    "1125 record",
                    "1125 order RESUME",
                    "1130 record",
                    "1130 order RESYNC",
                    "1135 record",
                    "1135 order SUSPEND",
                    "R121 seal",
                    "R121 record",
                    "R121 order RESYNC",
                    "R121 order SPLIT",
                    "R121 order SUSPEND",
                    "R121 order TAKEOVER");

    /** So many worlds strike each place even where chance is against it. */
    private static final long ENOUGH_FOR_ALL_PLACES = 20_000;

    private static String simulate(int expected, String... arguments) {
        StringWriter said = new StringWriter();
        int code =
                new CommandLine(new SimulateCommand())
                        .setOut(new PrintWriter(said))
                        .execute(arguments);
        assertThat(code).as(said.toString()).isEqualTo(expected);
        return said.toString();
    }

    private static Outcome live(long seed) {
        return new World(Settings.of(seed), null).run();
    }

    @Test
    void noPromiseIsBroken() {
        String processors = String.valueOf(Runtime.getRuntime().availableProcessors());
        String said =
                simulate(
                        0,
                        "--seed=1",
                        "--count=" + SEEDS,
                        "--seconds=" + SECONDS,
                        "--processes=" + processors,
                        "--places");
        System.out.println(said);
        Matcher totals = TOTALS.matcher(said);
        assertThat(totals.find()).as(said).isTrue();
        long seeds = Long.parseLong(totals.group(3));
        assertThat(seeds).isPositive();
        assertThat(Long.parseLong(totals.group(1))).isGreaterThanOrEqualTo(2 * seeds);
        assertThat(Long.parseLong(totals.group(2))).isGreaterThanOrEqualTo(seeds);
        if (seeds >= ENOUGH_FOR_ALL_PLACES) {
            for (String place : PLACES) {
                for (String boundary : List.of("BEFORE_SEND", "AFTER_COMMIT", "AFTER_ANSWER")) {
                    assertThat(said).contains("x  " + place + " " + boundary);
                }
            }
        }
    }

    /** The image of the volume whose force failed is given away for a reason. */
    @Test
    void aForceThatFailsInAStartIsNoBrokenPromise() {
        assertThat(live(502_190).violation()).isNull();
    }

    @Test
    void theSameSeedIsTheSameWorld() {
        for (long seed = 1; seed <= 5; seed++) {
            assertThat(live(seed).hash()).as("seed " + seed).isEqualTo(live(seed).hash());
        }
        assertThat(live(1).hash()).isNotEqualTo(live(2).hash());
    }

    @Test
    void theSameSeedsAreTheSameWorldsInOtherProcesses() {
        String here = simulate(0, "--seed=1", "--count=24");
        String there = simulate(0, "--seed=1", "--count=24", "--processes=2");
        assertThat(timelines(there)).isEqualTo(timelines(here));
    }

    private static String timelines(String said) {
        return said.lines().filter(l -> l.startsWith("timelines")).findFirst().orElseThrow();
    }
}
