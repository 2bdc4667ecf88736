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
                    "least in a seed: passes (\\d+), faults (\\d+)\n[\\s\\S]*\nseeds (\\d+), crashes");

    /** Every kind of fault: of the programs, the arrays, the network, the disks and the clocks. */
    private static final List<String> FAULTS =
            List.of(
                    "partitions",
                    "lossy spells",
                    "lost messages",
                    "late messages",
                    "doubled messages",
                    "power losses",
                    "torn writes",
                    "misplaced writes",
                    "failed forces",
                    "clock jumps",
                    "pauses",
                    "second operators");

    /** So many worlds meet each kind of fault. */
    private static final long ENOUGH_FOR_ALL_FAULTS = 5_000;

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
        assertThat(Long.parseLong(totals.group(1)))
                .as("passes of a seed")
                .isGreaterThanOrEqualTo(2);
        assertThat(Long.parseLong(totals.group(2))).as("faults of a seed").isPositive();
        if (seeds >= ENOUGH_FOR_ALL_FAULTS) {
            for (String fault : FAULTS) {
                assertThat(said).containsPattern("[:,] " + fault + " [1-9]");
            }
        }
        if (seeds >= ENOUGH_FOR_ALL_PLACES) {
            assertThat(said).contains("never struck: none");
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
