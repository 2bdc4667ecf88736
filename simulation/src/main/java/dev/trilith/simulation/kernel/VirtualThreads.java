package dev.trilith.simulation.kernel;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Makes virtual threads whose every run is handed to an executor of ours: a thread that waits, for
 * whatever, is a task that comes back. The JDK has this but does not publish it, so the simulation
 * needs {@code --add-opens java.base/java.lang=ALL-UNNAMED}.
 */
final class VirtualThreads {
    private static final MethodHandle MAKER = maker();
    private static final VarHandle STATE = state();
    private static final int LET_GO = letGo();

    private VirtualThreads() {}

    private static MethodHandle maker() {
        try {
            Method maker =
                    Class.forName("java.lang.ThreadBuilders")
                            .getDeclaredMethod(
                                    "newVirtualThread",
                                    Executor.class,
                                    String.class,
                                    int.class,
                                    Runnable.class);
            maker.setAccessible(true);
            return MethodHandles.lookup().unreflect(maker);
        } catch (ReflectiveOperationException | RuntimeException e) {
            throw closed(e);
        }
    }

    private static VarHandle state() {
        try {
            Class<?> virtual = Class.forName("java.lang.VirtualThread");
            return MethodHandles.privateLookupIn(virtual, MethodHandles.lookup())
                    .findVarHandle(virtual, "state", int.class);
        } catch (ReflectiveOperationException | RuntimeException e) {
            throw closed(e);
        }
    }

    /** The state of a thread that stopped at a monitor and has been told to go on. */
    private static int letGo() {
        try {
            Field state = Class.forName("java.lang.VirtualThread").getDeclaredField("UNBLOCKED");
            state.setAccessible(true);
            return state.getInt(null);
        } catch (ReflectiveOperationException | RuntimeException e) {
            throw closed(e);
        }
    }

    private static IllegalStateException closed(Exception e) {
        return new IllegalStateException(
                "this JDK does not let the simulation schedule its threads; run it with"
                        + " --add-opens java.base/java.lang=ALL-UNNAMED on JDK 25",
                e);
    }

    /** A thread that is not started yet. */
    static Thread make(SimProcess process, String name, Runnable body) {
        Scheduler scheduler = new Scheduler(process);
        try {
            Thread thread = (Thread) MAKER.invoke((Executor) scheduler, name, 0, body);
            scheduler.thread = thread;
            return thread;
        } catch (Throwable e) {
            throw new IllegalStateException("no virtual thread " + name, e);
        }
    }

    /**
     * Hands one thread's runs to its process. A run that stops at a monitor which a thread of the
     * JDK's own holds for an instant (the list of buffers to be freed is such a one) is over only
     * when that has been let go: it is waited for in real time, and nothing else runs meanwhile.
     */
    private static final class Scheduler implements Executor {
        private static final long PATIENCE_NANOS = 30_000_000_000L;
        private final SimProcess process;
        private final AtomicReference<@Nullable Runnable> letGo = new AtomicReference<>();
        private @Nullable Thread thread;
        private boolean running;
        private boolean queued;

        private Scheduler(SimProcess process) {
            this.process = process;
        }

        @Override
        public void execute(Runnable task) {
            if (process.calledFromOutside() || letGoAtOnce()) {
                letGo.set(task);
            } else {
                queued = true;
                process.execute(() -> run(task));
            }
        }

        /**
         * The monitor was let go while its thread was still on its way to waiting for it: then the
         * JDK has the thread go on by this thread's hand, and not by another's.
         */
        private boolean letGoAtOnce() {
            Thread mine = thread;
            return running && mine != null && (int) STATE.getVolatile(mine) == LET_GO;
        }

        private void run(Runnable task) {
            queued = false;
            running = true;
            try {
                task.run();
                waitAtMonitors();
            } finally {
                running = false;
            }
        }

        private void waitAtMonitors() {
            long end = 0;
            while (stoppedAtMonitor()) {
                Runnable next = letGo.getAndSet(null);
                if (next != null) {
                    next.run();
                    end = 0;
                } else if (end == 0) {
                    end = System.nanoTime() + PATIENCE_NANOS;
                } else if (System.nanoTime() > end) {
                    throw new IllegalStateException(
                            "a thread of "
                                    + process
                                    + " waits for a monitor that a simulated thread holds while it"
                                    + " waits itself: nobody can tell when it will go on");
                } else {
                    Thread.onSpinWait();
                }
            }
        }

        /** Blocked, or already told to go on by somebody whose word has not arrived here. */
        private boolean stoppedAtMonitor() {
            Thread mine = thread;
            if (mine == null || queued) {
                return false;
            }
            Thread.State state = mine.getState();
            return state == Thread.State.BLOCKED || state == Thread.State.RUNNABLE;
        }
    }
}
