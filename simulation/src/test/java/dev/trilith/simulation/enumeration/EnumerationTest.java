package dev.trilith.simulation.enumeration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trilith.core.array.FreezeMode;
import dev.trilith.simulation.command.SimulateCommand;
import dev.trilith.simulation.site.Way.Boundary;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/**
 * All single places of three sites, {@code -Dtrilith.places.seconds} at most; the table of them is
 * printed. Longer chains and pairs take longer than a build may; here the beginning of the pairs is
 * done.
 */
class EnumerationTest {
    private static final String SECONDS = System.getProperty("trilith.places.seconds", "200");
    private static final Pattern TOTALS =
            Pattern.compile("singles (\\d+)( \\(not all: the time was over\\))?, crashes (\\d+)");

    /** Fewer mean that scenarios no longer reach what they reached. */
    private static final long FEWEST_PLACES = 3_000;

    private static String simulate(int expected, String... arguments) {
        StringWriter said = new StringWriter();
        int code =
                new CommandLine(new SimulateCommand())
                        .setOut(new PrintWriter(said))
                        .setErr(new PrintWriter(said))
                        .execute(arguments);
        assertThat(code).as(said.toString()).isEqualTo(expected);
        return said.toString();
    }

    @Test
    void noPlaceBreaksAPromise() {
        String processors = String.valueOf(Runtime.getRuntime().availableProcessors());
        String said =
                simulate(
                        0,
                        "--enumerate=singles",
                        "--sites=3",
                        "--seconds=" + SECONDS,
                        "--processes=" + processors);
        System.out.println(said);
        Matcher totals = TOTALS.matcher(said);
        assertThat(totals.find()).as(said).isTrue();
        if (totals.group(2) == null) {
            assertThat(Long.parseLong(totals.group(1))).isGreaterThanOrEqualTo(FEWEST_PLACES);
        }
    }

    @Test
    void pairsBegin() {
        String said = simulate(0, "--enumerate=pairs", "--sites=3", "--seconds=5");
        assertThat(said).containsPattern("pairs [1-9][0-9]* ");
    }

    @Test
    void aCaseIsTheSameEachTime() {
        String text = "later-pass/3:20:AFTER_COMMIT:5:BEFORE_SEND=lose-2a+2b";
        Case one = Case.parse(text);
        assertThat(one.toString()).isEqualTo(text);
        assertThat(new Run(one, null).live().hash()).isEqualTo(new Run(one, null).live().hash());
    }

    @Test
    void whatFellBeforeABlowIsTheSameWithoutIt() {
        Case calm = Case.parse("later-pass/3");
        Run.Result without = new Run(calm, null).live();
        Run.Result with =
                new Run(calm.and(new Strike(10, Boundary.AFTER_COMMIT, new Blow.Crash())), null)
                        .live();
        assertThat(with.struck()).isEqualTo(1);
        assertThat(with.places().subList(0, with.after()))
                .isEqualTo(without.places().subList(0, with.after()));
        assertThat(with.requests().size()).isGreaterThan(without.requests().size());
    }

    @Test
    void aCaseIsReadAsItIsWritten() {
        Case go = Case.parse("first-pass/4/go:0:BEFORE_SEND=kill");
        assertThat(go)
                .isEqualTo(
                        new Case(
                                Scenario.FIRST_PASS,
                                4,
                                FreezeMode.GO,
                                List.of(new Strike(0, Boundary.BEFORE_SEND, new Blow.Kill()))));
        assertThat(Case.parse(go.toString())).isEqualTo(go);
        assertThatThrownBy(() -> Case.parse("first-pass/3:1")).hasMessageContaining("INDEX");
        assertThatThrownBy(() -> Case.parse("no-pass/3")).hasMessageContaining("later-pass");
        assertThatThrownBy(() -> Case.parse("later-pass/3:1:SOON")).hasMessageContaining("SOON");
        assertThatThrownBy(() -> Case.parse("later-pass/3:1:BEFORE_SEND=flood"))
                .hasMessageContaining("lose-2a+2b");
        assertThat(simulate(2, "--enumerate=triples")).contains("neither singles nor pairs");
    }

    @Test
    void everySetOfSitesThatLeavesOneIsLost() {
        assertThat(Enumeration.losses(0, 3))
                .containsExactlyInAnyOrder(
                        Set.of(0), Set.of(1), Set.of(2), Set.of(0, 1), Set.of(0, 2), Set.of(1, 2));
        assertThat(Enumeration.losses(0, 4)).hasSize(14);
        assertThat(Enumeration.losses(1, 3)).containsExactlyInAnyOrder(Set.of(1), Set.of(2));
        assertThat(Enumeration.losses(1, 5)).hasSize(14);
    }
}
