package dev.trilith.simulation.kernel;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

/** What happened, a line each, and a number that differs if any of it differs. */
public final class Timeline {
    private static final int KEPT = 400;
    private static final long OFFSET = 0xcbf29ce484222325L;
    private static final long PRIME = 0x100000001b3L;
    private final Deque<String> last = new ArrayDeque<>();
    private final Consumer<String> listener;
    private long hash = OFFSET;
    private long lines;

    /** Tells every line to {@code listener} too. */
    public Timeline(Consumer<String> listener) {
        this.listener = listener;
    }

    void add(long nanos, String who, String what) {
        String line =
                String.format(Locale.ROOT, "%11.6f  %-14s %s", nanos / 1_000_000_000.0, who, what);
        for (int i = 0; i < line.length(); i++) {
            hash = (hash ^ line.charAt(i)) * PRIME;
        }
        lines++;
        last.addLast(line);
        if (last.size() > KEPT) {
            last.removeFirst();
        }
        listener.accept(line);
    }

    /** A number over every line so far. */
    public long hash() {
        return hash;
    }

    /** How many lines there were. */
    public long lines() {
        return lines;
    }

    /** The newest lines. */
    public List<String> newest() {
        return List.copyOf(last);
    }
}
