package dev.trilith.simulation.command;

import dev.trilith.simulation.model.Search;
import java.io.PrintWriter;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The part of the command line that goes through all states. */
final class SearchModel {
    @Option(
            names = "--model",
            description = {
                "Go through all states of the programs and of arrays that hold version numbers in"
                        + " place of bytes (--sites 3 or 4; default 3)."
            })
    private boolean asked;

    @Option(
            names = "--model-crashes",
            paramLabel = "N",
            defaultValue = "2",
            description = "Crashes of programs on one way (default: ${DEFAULT-VALUE}).")
    private int crashes;

    @Option(
            names = "--model-losses",
            paramLabel = "N",
            defaultValue = "2",
            description = "Losses of sites on one way (default: ${DEFAULT-VALUE}).")
    private int losses;

    @Option(
            names = "--model-others",
            paramLabel = "N",
            defaultValue = "0",
            description = {
                "Lost answers and freezes that expire on one way (default: ${DEFAULT-VALUE})."
            })
    private int others;

    @Option(
            names = "--model-states",
            paramLabel = "N",
            description = {
                "Give up after so many states and say so (default: as many as fit into the"
                        + " memory, some 700,000 for each GiB)."
            })
    private @Nullable Integer states;

    private static final long BYTES_OF_STATE = 1500;

    /** For picocli. */
    SearchModel() {}

    boolean asked() {
        return asked;
    }

    /** A search that runs out of memory says nothing of what it has seen. */
    private static int inMemory() {
        return (int) Math.min(Integer.MAX_VALUE, Runtime.getRuntime().maxMemory() / BYTES_OF_STATE);
    }

    /**
     * Does it.
     *
     * @param sites 3 or 4, or 0 for 3
     * @param seconds at most, or 0
     * @return the exit code
     * @throws IllegalArgumentException if there is no such model
     */
    int run(int sites, long seconds, PrintWriter out) {
        Integer given = states;
        int most = given == null ? inMemory() : given;
        if (crashes < 0 || losses < 0 || others < 0 || most < 1) {
            throw new IllegalArgumentException(
                    "--model-crashes, --model-losses and --model-others begin at 0, --model-states"
                            + " at 1");
        }
        int chain = sites == 0 ? 3 : sites;
        Search.Bounds bounds = new Search.Bounds(crashes, losses, others, most, seconds);
        long begun = System.nanoTime();
        Search.Found found = new Search(chain, bounds).run();
        found.violations().forEach(out::println);
        out.printf(
                Locale.ROOT,
                "model of %d sites, at most %d crashes, %d losses, %d other faults: %d states%s,"
                        + " %d steps, depth %d, %.1f s, violations %d%n",
                chain,
                crashes,
                losses,
                others,
                found.states(),
                found.whole() ? "" : " (not all)",
                found.steps(),
                found.depth(),
                (System.nanoTime() - begun) / 1e9,
                found.violations().size());
        out.flush();
        return found.violations().isEmpty() ? 0 : 1;
    }
}
