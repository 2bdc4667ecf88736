package dev.trilith.simulation.kernel;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.concurrent.Executor;

/**
 * Makes virtual threads whose every run is handed to an executor of ours: a thread that waits, for
 * whatever, is a task that comes back. The JDK has this but does not publish it, so the simulation
 * needs {@code --add-opens java.base/java.lang=ALL-UNNAMED}.
 */
final class VirtualThreads {
    private static final Method MAKER = maker();

    private VirtualThreads() {}

    private static Method maker() {
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
            return maker;
        } catch (ReflectiveOperationException | RuntimeException e) {
            throw new IllegalStateException(
                    "this JDK does not let the simulation schedule its threads; run it with"
                            + " --add-opens java.base/java.lang=ALL-UNNAMED on JDK 25",
                    e);
        }
    }

    static Thread make(Executor scheduler, String name, Runnable body) {
        try {
            return (Thread) MAKER.invoke(null, scheduler, name, 0, body);
        } catch (IllegalAccessException | InvocationTargetException e) {
            throw new IllegalStateException("no virtual thread " + name, e);
        }
    }
}
