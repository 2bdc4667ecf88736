package dev.trilith.simulation.command;

import dev.trilith.simulation.world.Outcome;
import dev.trilith.simulation.world.Settings;
import dev.trilith.simulation.world.Totals;
import dev.trilith.simulation.world.World;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Lives many worlds, one after the other, and says which of them broke a promise. */
@Command(
        name = "simulate",
        mixinStandardHelpOptions = true,
        exitCodeOnExecutionException = SimulateCommand.FAILED,
        description = {
            "Runs arrays, programs, network, disks and clocks in one thread from one seed, among"
                    + " faults far above production, and checks what came of it.",
            "With --count 1 it prints the whole timeline. Exit code 1: a promise was broken; 70: the"
                    + " simulation itself failed, and nothing is known of its worlds."
        })
public class SimulateCommand implements Callable<Integer> {
    /** How a process ends that failed itself: nothing is known of its worlds. */
    public static final int FAILED = 70;

    private static final int FEWEST_PASSES = 2;

    @Spec private CommandSpec spec = CommandSpec.create();

    @Option(
            names = "--seed",
            paramLabel = "S",
            defaultValue = "1",
            description = "The first world's seed (default: ${DEFAULT-VALUE}).")
    private long seed;

    @Option(
            names = "--count",
            paramLabel = "N",
            defaultValue = "1",
            description = "How many worlds, with the seeds that follow (default: 1).")
    private long count;

    @Option(
            names = "--sites",
            paramLabel = "N",
            description = "Sites of every chain, 3 to 5 (default: as the seed says).")
    private int sites;

    @Option(
            names = "--processes",
            paramLabel = "N",
            defaultValue = "1",
            description = "Worlds at a time, each in a process of its own (default: 1).")
    private int processes;

    @Option(
            names = "--seconds",
            paramLabel = "N",
            description = "Begin no further world after so long (default: no limit).")
    private long seconds;

    @Mixin private Enumerate enumerate = new Enumerate();

    @Mixin private SearchModel model = new SearchModel();

    @Option(names = "--share", hidden = true, defaultValue = "0")
    private int share;

    @Option(names = "--stride", hidden = true, defaultValue = "1")
    private long stride;

    @Option(names = "--raw", hidden = true)
    private boolean raw;

    @Option(names = "--places", description = "Say where programs were struck, and how often.")
    private boolean places;

    /** For picocli. */
    public SimulateCommand() {}

    @Override
    public Integer call() throws InterruptedException {
        if (count < 1 || processes < 1) {
            throw new ParameterException(spec.commandLine(), "--count and --processes begin at 1");
        }
        if (sites != 0 && (sites < 3 || sites > 5)) {
            throw new ParameterException(spec.commandLine(), "--sites is 3, 4 or 5");
        }
        if (seconds < 0) {
            throw new ParameterException(spec.commandLine(), "--seconds is 0 or more");
        }
        checkCombination();
        try {
            return all(spec.commandLine().getOut());
        } catch (ParameterException e) {
            throw e;
        } catch (IOException | RuntimeException e) {
            // Else it would be for the command line, which ends with 1: a promise was broken.
            PrintWriter err = spec.commandLine().getErr();
            err.println("trilith simulate: " + e);
            if (e instanceof RuntimeException) {
                e.printStackTrace(err);
            }
            err.flush();
            return FAILED;
        }
    }

    private int all(PrintWriter out) throws InterruptedException, IOException {
        if (model.asked() || enumerate.asked()) {
            return withoutChance(out);
        }
        long begun = System.nanoTime();
        Totals totals = new Totals();
        if (children() > 1) {
            Children.run(main(), children(), this::arguments, totals, out);
        } else {
            long end = seconds == 0 ? Long.MAX_VALUE : begun + seconds * 1_000_000_000L;
            for (long i = 0; i < count && System.nanoTime() < end; i += stride) {
                one(seed + i, totals, out);
            }
        }
        checkAllLived(totals.count("seeds"));
        if (raw) {
            totals.write(out);
            out.flush();
        } else {
            double took = (System.nanoTime() - begun) / 1e9;
            Summary.print(totals, places || count > 1000, took, out);
        }
        return totals.count("violations") == 0 ? 0 : Children.VIOLATION;
    }

    /** No more processes than worlds. */
    private int children() {
        return (int) Math.min(processes, count);
    }

    /** A world that was passed over must not look like one that broke no promise. */
    private void checkAllLived(long lived) throws IOException {
        long asked = children() > 1 ? count : (count + stride - 1) / stride;
        if (seconds == 0 && lived != asked) {
            throw new IOException(lived + " worlds were counted and " + asked + " were asked for");
        }
    }

    /** An option that would be passed over is refused: it was meant to change something. */
    private void checkCombination() {
        List<String> worlds = List.of("--seed", "--count", "--places", "--operator");
        if (model.asked()) {
            excludes("--model", worlds);
            excludes("--model", List.of("--enumerate", "--enumerate-only", "--processes"));
            return;
        }
        for (String only :
                List.of("--model-crashes", "--model-losses", "--model-others", "--model-states")) {
            if (given(only)) {
                throw new ParameterException(spec.commandLine(), only + " needs --model");
            }
        }
        if (enumerate.asked()) {
            excludes("--enumerate", worlds);
        }
        if (given("--enumerate-only")) {
            excludes(
                    "--enumerate-only",
                    List.of("--enumerate", "--processes", "--sites", "--seconds"));
        }
    }

    private void excludes(String one, List<String> others) {
        for (String other : others) {
            if (given(other)) {
                throw new ParameterException(
                        spec.commandLine(), one + " and " + other + " exclude each other");
            }
        }
    }

    private boolean given(String option) {
        return spec.commandLine().getParseResult().hasMatchedOption(option);
    }

    private int withoutChance(PrintWriter out) throws InterruptedException, IOException {
        Enumerate.Limits limits = new Enumerate.Limits(sites, processes, seconds);
        try {
            return model.asked()
                    ? model.run(sites, seconds, out)
                    : enumerate.run(limits, share, (int) stride, raw, out);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage(), e);
        }
    }

    /** Lives one world. */
    protected Outcome live(Settings settings, @Nullable Consumer<String> lines) {
        return new World(settings, lines).run();
    }

    /** The class whose {@code main} lives worlds in a process of its own. */
    protected Class<?> main() {
        return Main.class;
    }

    /** What such a process is told besides the seeds. */
    protected List<String> kind() {
        return List.of();
    }

    private List<String> arguments(int number) {
        List<String> arguments = new ArrayList<>();
        arguments.addAll(List.of("--seed", "" + (seed + number)));
        arguments.addAll(List.of("--count", "" + (count - number), "--stride", "" + children()));
        if (sites != 0) {
            arguments.addAll(List.of("--sites", "" + sites));
        }
        if (seconds != 0) {
            arguments.addAll(List.of("--seconds", "" + seconds));
        }
        arguments.addAll(kind());
        return arguments;
    }

    /** A world that ended well and early proves little: it is named. */
    private static boolean few(Totals seen) {
        return seen.count("passes") < FEWEST_PASSES || seen.count("faults") == 0;
    }

    /** The whole command that lives one world of these again. */
    private String replay(long mine) {
        StringBuilder words = new StringBuilder("./trilith simulate --seed " + mine + " --count 1");
        if (sites != 0) {
            words.append(" --sites ").append(sites);
        }
        kind().forEach(word -> words.append(' ').append(word));
        return words.toString();
    }

    private void one(long mine, Totals totals, PrintWriter out) {
        boolean whole = count == 1 && !raw;
        Settings settings = sites == 0 ? Settings.of(mine) : new Settings(mine, sites, sites);
        // Without a listener only the last lines are kept, in the outcome.
        Outcome outcome = live(settings, whole ? out::println : null);
        totals.addAll(outcome.totals());
        if (whole) {
            out.printf(Locale.ROOT, "timeline %016x%n", outcome.hash());
        } else if (outcome.violation() != null) {
            out.println(
                    "seed "
                            + mine
                            + ": "
                            + outcome.violation().oracle()
                            + ": "
                            + outcome.violation().getMessage()
                            + "; again: "
                            + replay(mine));
            out.flush();
        }
        if (outcome.violation() == null && few(outcome.totals())) {
            out.println("seed " + mine + ": saw too little, see the least; again: " + replay(mine));
            out.flush();
        }
        if (whole && outcome.violation() != null && outcome.violation().getCause() != null) {
            // A single seed is replayed to find a fault: where the exception came from is the
            // answer.
            outcome.violation().getCause().printStackTrace(out);
        }
    }
}
