package dev.trilith.simulation.command;

import dev.trilith.simulation.enumeration.Enumeration;
import dev.trilith.simulation.world.Totals;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The part of the command line that draws nothing. */
final class Enumerate {
    private static final String AT = "at ";

    @Option(
            names = "--enumerate",
            paramLabel = "WHAT",
            converter = KindConverter.class,
            description = {
                "Draw nothing: strike at every request boundary of every scenario (singles), or at"
                        + " every one and then at every one that follows it (pairs)."
            })
    private Enumeration.@Nullable Kind kind;

    @Option(
            names = "--enumerate-only",
            paramLabel = "CASE",
            description = {
                "Strike there only, and print the timeline: SCENARIO/SITES:INDEX:BOUNDARY[=BLOW]"
                        + "[:INDEX:BOUNDARY[=BLOW]], as a broken promise is told."
            })
    private @Nullable String only;

    /** For picocli. */
    Enumerate() {}

    boolean asked() {
        return kind != null || only != null;
    }

    /**
     * Does it.
     *
     * @param share the part that this process does
     * @param shares of so many
     * @return the exit code
     */
    int run(Limits limits, int share, int shares, boolean raw, PrintWriter out)
            throws InterruptedException, IOException {
        if (only != null) {
            return Enumeration.only(only, out).count("violations") == 0 ? 0 : 1;
        }
        Enumeration.Kind asked = kind == null ? Enumeration.Kind.SINGLES : kind;
        long begun = System.nanoTime();
        Totals totals = new Totals();
        if (limits.processes() > 1) {
            Children.run(
                    Main.class, limits.processes(), i -> arguments(asked, limits, i), totals, out);
        } else {
            long end =
                    limits.seconds() == 0
                            ? Long.MAX_VALUE
                            : begun + limits.seconds() * 1_000_000_000L;
            totals.addAll(new Enumeration(limits.sites(), share, shares, end, out).run(asked));
        }
        if (raw) {
            totals.write(out);
        } else {
            print(asked, totals, (System.nanoTime() - begun) / 1e9, out);
        }
        out.flush();
        return totals.count("violations") == 0 ? 0 : 1;
    }

    /**
     * How much.
     *
     * @param sites of every chain, or 0
     * @param processes at a time
     * @param seconds at most, or 0
     */
    record Limits(int sites, int processes, long seconds) {}

    private static List<String> arguments(Enumeration.Kind kind, Limits limits, int number) {
        List<String> arguments = new ArrayList<>();
        arguments.addAll(List.of("--enumerate", kind.name()));
        arguments.addAll(List.of("--share", "" + number, "--stride", "" + limits.processes()));
        if (limits.sites() != 0) {
            arguments.addAll(List.of("--sites", "" + limits.sites()));
        }
        if (limits.seconds() != 0) {
            arguments.addAll(List.of("--seconds", "" + limits.seconds()));
        }
        return arguments;
    }

    private static void print(
            Enumeration.Kind kind, Totals totals, double seconds, PrintWriter out) {
        for (Map.Entry<String, Long> each : new TreeMap<>(totals.counts()).entrySet()) {
            if (each.getKey().startsWith(AT)) {
                out.printf(
                        Locale.ROOT,
                        "%7d x  %s%n",
                        each.getValue(),
                        each.getKey().substring(AT.length()));
            }
        }
        out.printf(
                Locale.ROOT,
                "%s %d%s, crashes %d (programs %d, arrays %d), site losses %d, cuts checked %d (%d distinct),"
                        + " commands %d, %.1f s, violations %d%n",
                kind.name().toLowerCase(Locale.ROOT),
                totals.count("points"),
                totals.count("cut short") == 0 ? "" : " (not all: the time was over)",
                totals.count("program crashes") + totals.count("array crashes"),
                totals.count("program crashes"),
                totals.count("array crashes"),
                totals.count("site losses"),
                totals.count("cuts checked"),
                totals.count("distinct cuts"),
                totals.count("commands"),
                seconds,
                totals.count("violations"));
    }
}
