package dev.trilith.simulation.kernel;

import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Runs simulated threads one at a time, in an order drawn from the seed, under a clock that moves
 * only when nobody can run. Used by one platform thread, which drives it.
 */
public final class Kernel {
    private record Ready(SimProcess process, Runnable task) {}

    private static final class Event implements Comparable<Event> {
        private final long at;
        private final long number;
        private @Nullable Runnable work;

        private Event(long at, long number, Runnable work) {
            this.at = at;
            this.number = number;
            this.work = work;
        }

        @Override
        public int compareTo(Event other) {
            int first = Long.compare(at, other.at);
            return first == 0 ? Long.compare(number, other.number) : first;
        }
    }

    /** Something that was put off, and can be called off. */
    @FunctionalInterface
    public interface Appointment {
        /** It does not happen any more. */
        void cancel();
    }

    private final Thread driver = Thread.currentThread();
    private final SplittableRandom random;
    private final Timeline timeline;
    private final List<Ready> ready = new ArrayList<>();
    private final PriorityQueue<Event> events = new PriorityQueue<>();
    private final SimProcess outside = new SimProcess(this, "world");
    private long now;
    private long numbers;
    private long turns;
    private @Nullable Violation violation;

    /** A world's kernel; everything in it follows from {@code seed}. */
    public Kernel(long seed, @Nullable Consumer<String> lines) {
        random = new SplittableRandom(seed);
        timeline = new Timeline(lines);
    }

    /** The world's chance. */
    public SplittableRandom random() {
        return random;
    }

    /** Running time since the world began. */
    public long nanoTime() {
        return now;
    }

    /** How many times a thread or an event has run: equal numbers mean that nothing happened. */
    public long turns() {
        return turns;
    }

    /** What happened so far. */
    public Timeline timeline() {
        return timeline;
    }

    /** Notes a line. */
    public void say(String who, String what) {
        timeline.add(now, who, what);
    }

    /** The process of what is nobody's: oracles and the world's own hand. */
    public SimProcess outside() {
        return outside;
    }

    /** A new process. */
    public SimProcess process(String name) {
        return new SimProcess(this, name);
    }

    boolean calledFromOutside() {
        return Thread.currentThread() != driver && !Thread.currentThread().isVirtual();
    }

    void ready(SimProcess process, Runnable task) {
        if (calledFromOutside()) {
            throw new IllegalStateException(
                    process + " was woken from outside the simulation, so it cannot be repeated");
        }
        ready.add(new Ready(process, task));
    }

    /** Starts a thread. */
    public void spawn(SimProcess process, String name, Runnable body) {
        if (!process.alive()) {
            return;
        }
        VirtualThreads.make(
                        process,
                        name,
                        () -> {
                            try {
                                body.run();
                            } catch (Violation v) {
                                violate(v);
                            } catch (RuntimeException | Error e) {
                                violate(
                                        new Violation(
                                                "exception", process + " " + name + ": " + e, e));
                            }
                        })
                .start();
    }

    /** Notes that a promise was broken; the first one counts. */
    public void violate(Violation found) {
        if (violation == null) {
            violation = found;
            say("VIOLATION", found.oracle() + ": " + found.getMessage());
        }
    }

    /** The first broken promise, or null. */
    public @Nullable Violation violation() {
        return violation;
    }

    /** Does something after a time, in the driving thread: it must not wait. */
    public Appointment after(long nanos, Runnable work) {
        Event event = new Event(now + Math.max(0, nanos), numbers++, work);
        events.add(event);
        return () -> event.work = null;
    }

    /** Lets the calling simulated thread wait; others run meanwhile. */
    public void sleep(long nanos) {
        Thread me = Thread.currentThread();
        if (!me.isVirtual()) {
            return;
        }
        long until = now + nanos;
        Appointment wake = after(nanos, () -> LockSupport.unpark(me));
        while (now < until) {
            LockSupport.park(this);
        }
        wake.cancel();
    }

    /** Parks the calling simulated thread, at most for so long. */
    public void park(Object blocker, long nanos) {
        Thread me = Thread.currentThread();
        Appointment wake = after(nanos, () -> LockSupport.unpark(me));
        LockSupport.park(blocker);
        wake.cancel();
    }

    /** Ends the calling simulated thread's process: the call never returns. */
    public void die(SimProcess process) {
        process.kill();
        while (true) {
            LockSupport.park(this);
        }
    }

    /**
     * Lets one thread run until it waits or, if none can run, moves the clock to the next event.
     *
     * @return false if nothing can ever happen any more
     */
    public boolean turn() {
        turns++;
        if (!ready.isEmpty()) {
            int at = random.nextInt(ready.size());
            Ready one = ready.get(at);
            int last = ready.size() - 1;
            ready.set(at, ready.get(last));
            ready.remove(last);
            if (one.process().alive()) {
                if (one.process().paused()) {
                    one.process().execute(one.task());
                } else {
                    one.task().run();
                }
            }
            return true;
        }
        Event next = events.poll();
        if (next == null) {
            return false;
        }
        Runnable work = next.work;
        if (work != null) {
            now = Math.max(now, next.at);
            work.run();
        }
        return true;
    }
}
