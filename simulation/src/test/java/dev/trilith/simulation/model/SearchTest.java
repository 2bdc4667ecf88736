package dev.trilith.simulation.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trilith.core.array.PairStatus;
import dev.trilith.core.step.StepResult;
import dev.trilith.simulation.command.SimulateCommand;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** What fits into a build; {@code trilith simulate --model} goes farther. */
class SearchTest {
    private static final int WHOLE = 1_000_000;
    private static final int NEAREST = 8_000;

    private static Search.Found search(int sites, int crashes, int losses, int others, int states) {
        Search.Found found =
                new Search(sites, new Search.Bounds(crashes, losses, others, states, 0)).run();
        System.out.println(sites + " sites: " + found);
        return found;
    }

    @Test
    void threeSitesWithTwoCrashesAreSearchedWhole() {
        Search.Found found = search(3, 2, 0, 0, WHOLE);
        assertThat(found.violations()).isEmpty();
        assertThat(found.whole()).isTrue();
        assertThat(found.states()).isGreaterThan(20_000);
    }

    @Test
    void fourSitesWithoutFaultsAreSearchedWhole() {
        Search.Found found = search(4, 0, 0, 0, WHOLE);
        assertThat(found.violations()).isEmpty();
        assertThat(found.whole()).isTrue();
        assertThat(found.states()).isGreaterThan(10_000);
    }

    @Test
    void theNearestStatesOfEveryFaultTogetherAreSearched() {
        for (int sites = 3; sites <= 4; sites++) {
            Search.Found found = search(sites, 2, 2, 1, NEAREST);
            assertThat(found.violations()).isEmpty();
            assertThat(found.whole()).as("more than fits into a build").isFalse();
        }
    }

    @Test
    void theCommandSaysWhatWasFound() {
        StringWriter said = new StringWriter();
        int code =
                new CommandLine(new SimulateCommand())
                        .setOut(new PrintWriter(said))
                        .execute("--model", "--model-states=500");
        assertThat(code).isZero();
        assertThat(said.toString())
                .containsPattern(" 50\\d states \\(not all\\)")
                .contains("violations 0");
    }

    @Test
    void manyPassesAreFewStates() {
        ModelChain chain = new ModelChain(3);
        Bench bench = new Bench(chain);
        Versions all = new Versions(chain);
        Program program = Program.begin(bench, false, all, 1);
        Set<Fingerprint.Key> seen = new HashSet<>();
        for (int i = 0; i < 600; i++) {
            bench.set(all, 1, Bench.Mishap.NONE);
            StepResult result = program.step(bench, all);
            copyAll(all);
            if (!all.held()) {
                all.hostWrite();
            }
            seen.add(Fingerprint.of(new Node(all.copy(), program, 1, 0, 0, 0)));
            assertThat(result.state()).isNotEqualTo(StepResult.State.DEGRADED);
        }
        assertThat(program.passes()).isGreaterThan(20);
        assertThat(seen).hasSizeLessThan(60);
    }

    private static void copyAll(Versions all) {
        for (int leg = 0; leg < all.chain.legs; leg++) {
            for (int v = 0; v < ModelChain.WIDTH; v++) {
                if (all.status[Versions.at(leg, Versions.SENDER, v)] == PairStatus.COPY) {
                    all.copy(leg, v);
                }
            }
        }
    }

    @Test
    void aTwinRemembersAllThatTheFirstDid() {
        ModelChain chain = new ModelChain(3);
        Bench bench = new Bench(chain);
        Versions all = new Versions(chain);
        Program program = Program.begin(bench, false, all, 1);
        for (int i = 0; i < 200; i++) {
            Versions copy = all.copy();
            Program twin = program.copy(bench, copy);
            bench.set(copy, 1, Bench.Mishap.NONE);
            StepResult expected = twin.step(bench, copy);
            bench.set(all, 1, Bench.Mishap.NONE);
            assertThat(program.step(bench, all)).isEqualTo(expected);
            assertThat(Fingerprint.of(new Node(copy, twin, 1, 0, 0, 0)))
                    .isEqualTo(Fingerprint.of(new Node(all, program, 1, 0, 0, 0)));
            copyAll(all);
        }
    }

    @Test
    void whatMayNotBeIsSeen() {
        ModelChain chain = new ModelChain(3);
        Versions golden = new Versions(chain);
        golden.everComplete = 1 << 2;
        assertThatThrownBy(() -> Invariants.check(golden)).hasMessageContaining("golden: site 2");

        Versions torn = new Versions(chain);
        torn.hostWrite();
        for (int v = 0; v < ModelChain.WIDTH; v++) {
            torn.label(chain.volume(1, false, v), Versions.STILL, 1, 0);
        }
        torn.content[chain.volume(1, false, 0)] = 4;
        torn.content[chain.volume(1, false, 1)] = 1;
        assertThatThrownBy(() -> Invariants.check(torn)).hasMessageContaining("cut: site 1");

        Versions two = new Versions(chain);
        for (int site = 1; site <= 2; site++) {
            for (int v = 0; v < ModelChain.WIDTH; v++) {
                two.label(chain.volume(site, true, v), Versions.STILL, 1, 0);
                two.content[chain.volume(site, true, v)] = 2 * site + v;
            }
        }
        assertThatThrownBy(() -> Invariants.check(two)).hasMessageContaining("same-image");
    }
}
