package dev.trilith.simulation.world;

import java.io.PrintWriter;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What many worlds have seen. */
public final class Totals {
    /** Kinds of faults that are counted when they come to pass, but for the loss of a site. */
    public static final List<String> FAULTS =
            List.of(
                    "program crashes",
                    "array crashes",
                    "power losses",
                    "failed forces",
                    "partitions",
                    "lossy spells",
                    "clock jumps",
                    "pauses");

    /** Follows what {@link #write} wrote: without it something may be missing. */
    public static final String END = "totals\tend";

    private final Map<String, Long> counts = new TreeMap<>();
    private final Map<String, Long> places = new TreeMap<>();
    private final Map<String, Long> least = new TreeMap<>();

    /** Adds to a count. */
    public void add(String what, long times) {
        counts.merge(what, times, Long::sum);
    }

    /** One world has seen so much of it: the least of all worlds is kept. */
    public void least(String what, long times) {
        least.merge(what, times, Math::min);
    }

    /** The least that a world has seen; 0 if there was none. */
    public long least(String what) {
        return least.getOrDefault(what, 0L);
    }

    /** A program was struck at this place. */
    public void place(String place) {
        places.merge(place, 1L, Long::sum);
    }

    /** Adds another's counts to these. */
    public synchronized void addAll(Totals other) {
        other.counts.forEach(this::add);
        other.least.forEach(this::least);
        other.places.forEach((place, times) -> places.merge(place, times, Long::sum));
    }

    /** A count; 0 if nothing was counted. */
    public long count(String what) {
        return counts.getOrDefault(what, 0L);
    }

    /** Every count, by name. */
    public Map<String, Long> counts() {
        return Map.copyOf(counts);
    }

    /** How often a program was struck at each place. */
    public Map<String, Long> places() {
        return new TreeMap<>(places);
    }

    /** All of it, a line each, for {@link #read}, and then {@link #END}. */
    public void write(PrintWriter out) {
        counts.forEach((what, times) -> out.println("count\t" + times + "\t" + what));
        places.forEach((what, times) -> out.println("place\t" + times + "\t" + what));
        least.forEach((what, times) -> out.println("least\t" + times + "\t" + what));
        out.println(END);
    }

    /** Adds a line that {@link #write} wrote; false for any other line. */
    public synchronized boolean read(String line) {
        String[] words = line.split("\t", 3);
        if (words.length < 3) {
            return false;
        }
        switch (words[0]) {
            case "count" -> add(words[2], Long.parseLong(words[1]));
            case "least" -> least(words[2], Long.parseLong(words[1]));
            case "place" -> places.merge(words[2], Long.valueOf(words[1]), Long::sum);
            default -> {
                return false;
            }
        }
        return true;
    }
}
