package dev.trilith.simulation.command;

import dev.trilith.simulation.world.Places;
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

    /** What befalls programs, arrays, network, disks and clocks, besides crashes. */
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

    private Summary() {}

    /** Also those that were never struck: a list of what happened cannot lack anything. */
    private static void printPlaces(Totals totals, PrintWriter out) {
        Map<String, Long> struck = totals.places();
        List<String> never =
                Places.all().stream().filter(place -> !struck.containsKey(place)).toList();
        never.forEach(place -> struck.put(place, 0L));
        struck.forEach(
                (place, times) -> out.printf(Locale.ROOT, "struck %6d x  %s%n", times, place));
        out.printf(
                Locale.ROOT,
                "of %d places that must be struck, never struck: %s%n",
                Places.all().size(),
                never.isEmpty() ? "none" : String.join(", ", never));
    }

    static void print(Totals totals, boolean places, double seconds, PrintWriter out) {
        if (places) {
            printPlaces(totals, out);
        }
        StringBuilder rest = new StringBuilder();
        for (String what :
                List.of(
                        "passes",
                        "recoveries",
                        "commands",
                        "old commands refused",
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
        List<String> kinds = FAULTS.stream().map(what -> what + ' ' + totals.count(what)).toList();
        out.printf(
                Locale.ROOT,
                "faults %d: %s%nleast in a seed: passes %d, faults %d%n",
                totals.count("faults"),
                String.join(", ", kinds),
                totals.least("passes"),
                totals.least("faults"));
        last(totals, out);
        out.flush();
    }

    private static void last(Totals totals, PrintWriter out) {
        out.printf(
                Locale.ROOT,
                "timelines %016x%nseeds %d, crashes %d (programs %d, arrays %d, power %d), site losses %d,"
                        + " cuts checked %d (%d distinct), violations %d%n",
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
                totals.count("distinct cuts"),
                totals.count("violations"));
    }
}
