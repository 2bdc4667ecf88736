package dev.trilith.simulation.command;

import dev.trilith.simulation.world.Totals;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;

/** The last lines: what many worlds have seen. */
final class Summary {
    /** How counts of what befell an API server begin. */
    private static final String API = "api ";

    private Summary() {}

    static void print(Totals totals, boolean places, double seconds, PrintWriter out) {
        if (places) {
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
                        "commands",
                        "writes",
                        "virtual seconds")) {
            rest.append(what).append(' ').append(totals.count(what)).append(", ");
        }
        for (String what : new TreeSet<>(totals.counts().keySet())) {
            if (what.startsWith(API)) {
                rest.append(what).append(' ').append(totals.count(what)).append(", ");
            }
        }
        out.printf(Locale.ROOT, "%s%.1f s%n", rest, seconds);
        last(totals, out);
        out.flush();
    }

    private static void last(Totals totals, PrintWriter out) {
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
    }
}
