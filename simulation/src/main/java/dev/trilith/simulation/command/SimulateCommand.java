package dev.trilith.simulation.command;

import dev.trilith.simulation.world.Outcome;
import dev.trilith.simulation.world.Settings;
import dev.trilith.simulation.world.Totals;
import dev.trilith.simulation.world.World;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicLong;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Lives many worlds, one after the other, and says which of them broke a promise. */
@Command(
        name = "simulate",
        mixinStandardHelpOptions = true,
        description = {
            "Runs arrays, programs, network, disks and clocks in one thread from one seed, among"
                    + " faults far above production, and checks what came of it.",
            "With --count 1 it prints the whole timeline. Exit code 1: a promise was broken."
        })
public final class SimulateCommand implements Callable<Integer> {
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
            names = "--threads",
            paramLabel = "N",
            defaultValue = "1",
            description = "Worlds at a time, each in a thread of its own (default: 1).")
    private int threads;

    @Option(names = "--places", description = "Say where programs were struck, and how often.")
    private boolean places;

    /** For picocli. */
    public SimulateCommand() {}

    @Override
    public Integer call() throws InterruptedException {
        if (count < 1 || threads < 1) {
            throw new ParameterException(spec.commandLine(), "--count and --threads begin at 1");
        }
        if (sites != 0 && (sites < 3 || sites > 5)) {
            throw new ParameterException(spec.commandLine(), "--sites is 3, 4 or 5");
        }
        PrintWriter out = spec.commandLine().getOut();
        long begun = System.nanoTime();
        Totals totals = new Totals();
        AtomicLong next = new AtomicLong(seed);
        List<Thread> workers = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
            workers.add(
                    Thread.ofPlatform()
                            .name("worlds-" + i)
                            .start(() -> {
                                long mine;
                                while ((mine = next.getAndIncrement()) - seed < count) {
                                    one(mine, totals, out);
                                }
                            }));
        }
        for (Thread worker : workers) {
            worker.join();
        }
        print(totals, out, (System.nanoTime() - begun) / 1e9);
        return totals.count("violations") == 0 ? 0 : 1;
    }

    private void one(long mine, Totals totals, PrintWriter out) {
        boolean whole = count == 1;
        Settings settings = sites == 0 ? Settings.of(mine) : new Settings(mine, sites, sites);
        Outcome outcome =
                new World(
                                settings,
                                whole
                                        ? out::println
                                        : line -> {
                                            // Only the last lines are kept, in the outcome.
                                        })
                        .run();
        totals.addAll(outcome.totals());
        if (whole) {
            out.printf(Locale.ROOT, "timeline %016x%n", outcome.hash());
        } else if (outcome.violation() != null) {
            synchronized (totals) {
                out.println(
                        "seed "
                                + mine
                                + ": "
                                + outcome.violation().oracle()
                                + ": "
                                + outcome.violation().getMessage());
                out.flush();
            }
        }
        if (whole && outcome.violation() != null && outcome.violation().getCause() != null) {
            outcome.violation().getCause().printStackTrace(out);
        }
        if (!whole && (mine - seed + 1) % 1000 == 0) {
            out.println((mine - seed + 1) + " seeds");
            out.flush();
        }
    }

    private void print(Totals totals, PrintWriter out, double seconds) {
        if (places || count > 1000) {
            for (Map.Entry<String, Long> place : totals.places().entrySet()) {
                out.printf(Locale.ROOT, "struck %6d x  %s%n", place.getValue(), place.getKey());
            }
        }
        StringBuilder rest = new StringBuilder();
        for (String what :
                List.of(
                        "passes",
                        "recoveries",
                        "faults",
                        "partitions",
                        "pauses",
                        "second operators",
                        "clock jumps",
                        "lossy spells",
                        "commands",
                        "writes",
                        "virtual seconds")) {
            rest.append(what).append(' ').append(totals.count(what)).append(", ");
        }
        out.printf(Locale.ROOT, "%s%.1f s%n", rest, seconds);
        out.printf(
                Locale.ROOT,
                "seeds %d, crashes %d (programs %d, arrays %d, power %d), site losses %d,"
                        + " cuts checked %d, violations %d%n",
                totals.count("seeds"),
                totals.count("program crashes")
                        + totals.count("array crashes")
                        + totals.count("power losses"),
                totals.count("program crashes"),
                totals.count("array crashes"),
                totals.count("power losses"),
                totals.count("site losses"),
                totals.count("cuts checked"),
                totals.count("violations"));
        out.flush();
    }
}
