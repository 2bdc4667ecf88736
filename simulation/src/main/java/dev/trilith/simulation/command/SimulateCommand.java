package dev.trilith.simulation.command;

import dev.trilith.simulation.world.Outcome;
import dev.trilith.simulation.world.Settings;
import dev.trilith.simulation.world.Totals;
import dev.trilith.simulation.world.World;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
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

    @Option(names = "--stride", hidden = true, defaultValue = "1")
    private long stride;

    @Option(names = "--raw", hidden = true)
    private boolean raw;

    @Option(names = "--places", description = "Say where programs were struck, and how often.")
    private boolean places;

    /** For picocli. */
    public SimulateCommand() {}

    @Override
    public Integer call() throws InterruptedException, IOException {
        if (count < 1 || processes < 1) {
            throw new ParameterException(spec.commandLine(), "--count and --processes begin at 1");
        }
        if (sites != 0 && (sites < 3 || sites > 5)) {
            throw new ParameterException(spec.commandLine(), "--sites is 3, 4 or 5");
        }
        PrintWriter out = spec.commandLine().getOut();
        long begun = System.nanoTime();
        Totals totals = new Totals();
        if (processes > 1 && count > 1) {
            children(totals, out);
        } else {
            long end = seconds == 0 ? Long.MAX_VALUE : begun + seconds * 1_000_000_000L;
            for (long i = 0; i < count && System.nanoTime() < end; i += stride) {
                one(seed + i, totals, out);
            }
        }
        if (raw) {
            totals.write(out);
            out.flush();
        } else {
            print(totals, out, (System.nanoTime() - begun) / 1e9);
        }
        return totals.count("violations") == 0 ? 0 : 1;
    }

    /**
     * Worlds share nothing but what is static in the JDK and in the array; a lock in that would let
     * one world wait for another, and no seed would give the same world again. So each has its own
     * process.
     */
    private void children(Totals totals, PrintWriter out) throws InterruptedException, IOException {
        List<Thread> readers = new ArrayList<>();
        List<Process> running = new ArrayList<>();
        for (int i = 0; i < processes; i++) {
            Process child = child(i);
            running.add(child);
            readers.add(
                    Thread.ofPlatform().name("worlds-" + i).start(() -> read(child, totals, out)));
        }
        for (Thread reader : readers) {
            reader.join();
        }
        for (Process child : running) {
            int code = child.waitFor();
            if (code > 1) {
                throw new IOException("a process of the simulation ended with code " + code);
            }
        }
    }

    private Process child(int number) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(ProcessHandle.current().info().command().orElse("java"));
        command.addAll(List.of("-XX:+UseSerialGC", "-Xmx1g", "-Xmn600m"));
        command.addAll(List.of("--add-opens", "java.base/java.lang=ALL-UNNAMED"));
        command.add("-Djdk.trackAllThreads=false");
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName()));
        command.addAll(List.of("--raw", "--seed", "" + (seed + number)));
        command.addAll(List.of("--count", "" + (count - number), "--stride", "" + processes));
        if (sites != 0) {
            command.addAll(List.of("--sites", "" + sites));
        }
        if (seconds != 0) {
            command.addAll(List.of("--seconds", "" + seconds));
        }
        return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    }

    private static void read(Process child, Totals totals, PrintWriter out) {
        try (BufferedReader lines = child.inputReader(StandardCharsets.UTF_8)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (!totals.read(line)) {
                    synchronized (totals) {
                        out.println(line);
                        out.flush();
                    }
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "the output of a process of the simulation broke off", e);
        }
    }

    private void one(long mine, Totals totals, PrintWriter out) {
        boolean whole = count == 1 && !raw;
        Settings settings = sites == 0 ? Settings.of(mine) : new Settings(mine, sites, sites);
        // Without a listener only the last lines are kept, in the outcome.
        Outcome outcome = new World(settings, whole ? out::println : null).run();
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
                            + outcome.violation().getMessage());
            out.flush();
        }
        if (whole && outcome.violation() != null && outcome.violation().getCause() != null) {
            // A single seed is replayed to find a fault: where the exception came from is the
            // answer.
            outcome.violation().getCause().printStackTrace(out);
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
                        "failed forces",
                        "records crossed",
                        "commands",
                        "writes",
                        "virtual seconds")) {
            rest.append(what).append(' ').append(totals.count(what)).append(", ");
        }
        out.printf(Locale.ROOT, "%s%.1f s%n", rest, seconds);
        out.printf(
                Locale.ROOT,
                "timelines %016x%nseeds %d, crashes %d (programs %d, arrays %d, power %d), site losses %d,"
                        + " cuts checked %d, violations %d%n",
                totals.count("timelines"),
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
