package dev.trilith.emulator.engine.array;

import dev.trilith.emulator.engine.ArrayView.EventView;
import dev.trilith.emulator.engine.EventKind;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** The newest things that the array reports. Safe for use by many threads. */
final class EventLog {
    private static final int KEPT = 100;

    private final InstantSource clock;
    private final Deque<EventView> events = new ArrayDeque<>();
    private long count;

    EventLog(InstantSource clock) {
        this.clock = clock;
    }

    synchronized void add(EventKind kind, String text) {
        if (events.size() == KEPT) {
            events.removeFirst();
        }
        events.addLast(new EventView(clock.instant(), kind, text));
        count++;
    }

    synchronized List<EventView> newest() {
        return List.copyOf(events);
    }

    synchronized long count() {
        return count;
    }
}
