package dev.trilith.simulation.kernel;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What happened, a line each, and a number that differs if any of it differs. */
public final class Timeline {
    private static final int KEPT = 400;
    private static final long OFFSET = 0xcbf29ce484222325L;
    private static final long PRIME = 0x100000001b3L;

    private record Line(long nanos, String who, String what) {
        private String text() {
            return String.format(
                    Locale.ROOT, "%11.6f  %-14s %s", nanos / 1_000_000_000.0, who, what);
        }
    }

    private final Deque<Line> last = new ArrayDeque<>();
    private final @Nullable Consumer<String> listener;
    private long hash = OFFSET;
    private long lines;

    /** Tells every line to {@code listener} too, if there is one. */
    public Timeline(@Nullable Consumer<String> listener) {
        this.listener = listener;
    }

    void add(long nanos, String who, String what) {
        Line line = new Line(nanos, who, what);
        mix(nanos);
        mix(who.hashCode());
        mix(what.hashCode());
        lines++;
        last.addLast(line);
        if (last.size() > KEPT) {
            last.removeFirst();
        }
        if (listener != null) {
            listener.accept(line.text());
        }
    }

    private void mix(long number) {
        hash = (hash ^ number) * PRIME;
        hash ^= hash >>> 32;
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
        return last.stream().map(Line::text).toList();
    }
}
